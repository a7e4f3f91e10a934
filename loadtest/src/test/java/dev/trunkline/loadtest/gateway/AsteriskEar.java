package dev.trunkline.loadtest.gateway;

import dev.trunkline.codecs.opus.OpusDecoder;
import dev.trunkline.codecs.opus.OpusEncoder;
import dev.trunkline.codecs.opus.OpusEngine;
import dev.trunkline.codecs.opus.OpusEngineChoice;
import dev.trunkline.codecs.opus.OpusSettings;
import dev.trunkline.loadtest.asterisk.Correlation;
import dev.trunkline.loadtest.asterisk.RtpPhone;
import dev.trunkline.loadtest.audio.MuLaw;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What a caller's phone says and hears, as samples at 8 kHz, whatever its codec. */
final class AsteriskEar implements AutoCloseable {
    private static final int AUDIBLE_RMS = 200;
    private static final int FRAME = 160;
    private static final OpusEngine OPUS = OpusEngine.select(OpusEngineChoice.AUTO);

    private final RtpPhone phone;
    private final RtpPhone.Codec codec;
    private final OpusDecoder decoder = OPUS.decoder();
    private final List<short[]> frames = new ArrayList<>();
    private int read;

    AsteriskEar(RtpPhone phone, RtpPhone.Codec codec) {
        this.phone = phone;
        this.codec = codec;
    }

    /** The phone's payloads of this speech, and a second of silence after it. */
    List<ByteBuffer> payloads(byte[] muLaw) {
        byte[] audio = Arrays.copyOf(muLaw, muLaw.length + 50 * FRAME);
        Arrays.fill(audio, muLaw.length, audio.length, (byte) 0xFF);
        if (codec == RtpPhone.Codec.ULAW) {
            return RtpPhone.frames(audio, MuLaw.FRAME_BYTES);
        }
        short[] samples = Correlation.repeated(audio, 1);
        List<ByteBuffer> packets = new ArrayList<>();
        byte[] packet = new byte[OpusEncoder.MAX_PACKET_BYTES];
        try (OpusEncoder encoder = OPUS.encoder(OpusSettings.narrowbandCall())) {
            for (int at = 0; at + FRAME <= samples.length; at += FRAME) {
                int length = encoder.encode(samples, at, packet, 0);
                packets.add(ByteBuffer.wrap(Arrays.copyOf(packet, length)));
            }
        }
        return packets;
    }

    /** Milliseconds of what was heard so far that are no silence. */
    int audibleMs() {
        readOn();
        return 20 * (int) frames.stream().filter(AsteriskEar::audible).count();
    }

    /** How long it has been silent by now, in milliseconds; all if nothing was heard. */
    int silentMs() {
        readOn();
        int silent = 0;
        while (silent < frames.size() && !audible(frames.get(frames.size() - 1 - silent))) {
            silent++;
        }
        long sinceLastMs =
                frames.isEmpty()
                        ? 0
                        : (System.nanoTime() - phone.heard().getLast().arrivalNanos()) / 1_000_000;
        return 20 * silent + (int) sinceLastMs; // Asterisk sends nothing where there is nothing
    }

    /** All that was heard. */
    short[] samples() {
        readOn();
        short[] all = new short[frames.size() * FRAME];
        for (int i = 0; i < frames.size(); i++) {
            System.arraycopy(frames.get(i), 0, all, i * FRAME, FRAME);
        }
        return all;
    }

    /** The μ-law bytes that were heard. */
    byte[] muLaw() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (RtpPhone.Packet packet : phone.heard()) {
            if (packet.payloadType() == 0) {
                all.writeBytes(packet.payload().array());
            }
        }
        return all.toByteArray();
    }

    private void readOn() {
        List<RtpPhone.Packet> heard = phone.heard();
        for (; read < heard.size(); read++) {
            RtpPhone.Packet packet = heard.get(read);
            byte[] payload = packet.payload().array();
            if (packet.payloadType() == 0) {
                add(Correlation.repeated(payload, 1));
            } else if (packet.payloadType() == 111) {
                short[] wide = new short[OpusDecoder.MAX_PACKET_SAMPLES];
                int samples = decoder.decode(payload, 0, payload.length, wide, 0);
                add(Correlation.to8k(Arrays.copyOf(wide, Math.max(0, samples)), 48_000));
            }
        }
    }

    private void add(short[] samples) {
        for (int at = 0; at + FRAME <= samples.length; at += FRAME) {
            frames.add(Arrays.copyOfRange(samples, at, at + FRAME));
        }
    }

    private static boolean audible(short[] frame) {
        return Correlation.rms(frame, 0, frame.length) >= AUDIBLE_RMS;
    }

    @Override
    public void close() {
        decoder.close();
    }
}
