package dev.trunkline.codecs.opus;

/**
 * What can be told of an Opus packet without decoding it (RFC 6716 section 3). Reads in place,
 * allocates nothing, accepts any bytes.
 *
 * <pre>
 *   0 1 2 3 4 5 6 7
 *  +-+-+-+-+-+-+-+-+
 *  | config  |s| c |   the TOC octet: mode, bandwidth and frame size; stereo; how many frames
 *  +-+-+-+-+-+-+-+-+
 * </pre>
 */
public final class OpusPacket {
    /** Not a well-formed packet. */
    public static final int MALFORMED = -1;

    private static final int MAX_FRAME_BYTES = 1_275;

    private OpusPacket() {}

    /**
     * The packet's duration in samples at 48 kHz, 120 to 5760, or {@link #MALFORMED} if it breaks
     * one of the requirements R1 to R7 of RFC 6716 section 3.4.
     */
    public static int samples(byte[] packet, int offset, int length) {
        if (length < 1) {
            return MALFORMED; // R1
        }
        int toc = packet[offset] & 0xFF;
        int frameSamples = frameSamples(toc);
        int rest = length - 1;
        return switch (toc & 3) {
            case 0 -> rest <= MAX_FRAME_BYTES ? frameSamples : MALFORMED; // R2
            case 1 ->
                    rest % 2 == 0 && rest / 2 <= MAX_FRAME_BYTES
                            ? 2 * frameSamples
                            : MALFORMED; // R3
            case 2 -> twoFrames(packet, offset + 1, rest) ? 2 * frameSamples : MALFORMED; // R4
            default -> manyFrames(packet, offset + 1, rest, frameSamples);
        };
    }

    /** Samples at 48 kHz in each frame of a packet with this TOC octet. */
    public static int frameSamples(int toc) {
        int config = (toc & 0xFF) >> 3;
        if (config >= 16) { // CELT: 2.5, 5, 10, 20 ms
            return 120 << (config & 3);
        }
        if (config >= 12) { // hybrid: 10, 20 ms
            return 480 << (config & 1);
        }
        return (config & 3) == 3 ? 2_880 : 480 << (config & 3); // SILK: 10, 20, 40, 60 ms
    }

    /**
     * Whether the packet carries in-band FEC (an LBRR frame): the flag follows the voice-activity
     * flags at the head of the first SILK frame (RFC 6716 section 4.2.3), where the range coder
     * stores even bits as they are. CELT-only packets never do.
     */
    public static boolean carriesFec(byte[] packet, int offset, int length) {
        if (samples(packet, offset, length) == MALFORMED) {
            return false;
        }
        int toc = packet[offset] & 0xFF;
        if (toc >> 3 >= 16) {
            return false;
        }
        int first = firstFrame(packet, offset, length);
        if (first >= offset + length) {
            return false; // DTX: no frame data
        }
        int silkFrames = Math.max(1, frameSamples(toc) / 960);
        int head = packet[first] & 0xFF;
        boolean mid = (head >> (7 - silkFrames) & 1) != 0;
        boolean side = (toc & 4) != 0 && (head >> (6 - 2 * silkFrames) & 1) != 0;
        return mid || side;
    }

    private static boolean twoFrames(byte[] packet, int position, int rest) {
        int header = lengthBytes(packet, position, rest);
        if (header == 0) {
            return false;
        }
        int first = frameBytes(packet, position);
        int second = rest - header - first;
        return second >= 0 && second <= MAX_FRAME_BYTES;
    }

    /** Code 3: a count octet (v, p, M), padding lengths, frame lengths (RFC 6716 section 3.2.5). */
    private static int manyFrames(byte[] packet, int start, int bytes, int frameSamples) {
        if (bytes < 1) {
            return MALFORMED; // R6, R7
        }
        int position = start;
        int rest = bytes - 1;
        int count = packet[position++] & 0xFF;
        int frames = count & 0x3F;
        if (frames == 0 || frames * frameSamples > OpusDecoder.MAX_PACKET_SAMPLES) {
            return MALFORMED; // R5
        }
        if ((count & 0x40) != 0) {
            int chunk;
            do {
                if (rest < 1) {
                    return MALFORMED;
                }
                chunk = packet[position++] & 0xFF;
                rest -= 1 + (chunk == 255 ? 254 : chunk);
            } while (chunk == 255);
        }
        if (rest < 0) {
            return MALFORMED;
        }
        if ((count & 0x80) == 0) {
            boolean even = rest % frames == 0 && rest / frames <= MAX_FRAME_BYTES;
            return even ? frames * frameSamples : MALFORMED; // R6
        }
        for (int i = 1; i < frames; i++) {
            int header = lengthBytes(packet, position, rest);
            if (header == 0) {
                return MALFORMED;
            }
            rest -= header + frameBytes(packet, position);
            position += header;
        }
        return rest >= 0 && rest <= MAX_FRAME_BYTES ? frames * frameSamples : MALFORMED; // R7
    }

    /** Where the first frame's data begins in a well-formed packet. */
    private static int firstFrame(byte[] packet, int offset, int length) {
        int code = packet[offset] & 3;
        int position = offset + 1;
        if (code < 2) {
            return position;
        }
        if (code == 2) {
            return position + lengthBytes(packet, position, length - 1);
        }
        int count = packet[position++] & 0xFF;
        if ((count & 0x40) != 0) {
            while ((packet[position++] & 0xFF) == 255) {}
        }
        if ((count & 0x80) != 0) {
            for (int i = 1; i < (count & 0x3F); i++) {
                position += lengthBytes(packet, position, offset + length - position);
            }
        }
        return position;
    }

    /** Octets of a frame length, 1 or 2, or 0 if it is cut off (RFC 6716 section 3.2.1). */
    private static int lengthBytes(byte[] packet, int position, int rest) {
        if (rest < 1) {
            return 0;
        }
        int needed = (packet[position] & 0xFF) < 252 ? 1 : 2;
        return needed <= rest ? needed : 0;
    }

    private static int frameBytes(byte[] packet, int position) {
        int first = packet[position] & 0xFF;
        return first < 252 ? first : first + 4 * (packet[position + 1] & 0xFF);
    }
}
