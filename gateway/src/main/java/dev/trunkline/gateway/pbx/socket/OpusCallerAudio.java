package dev.trunkline.gateway.pbx.socket;

import dev.trunkline.codecs.audio.AudioFormat;
import dev.trunkline.codecs.opus.OpusDecoder;
import dev.trunkline.codecs.opus.OpusPacket;
import dev.trunkline.observability.metrics.CallCounter;
import dev.trunkline.observability.metrics.CallMeters;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;

/**
 * Opus, one packet a message, decoded once at 48 kHz. Short gaps are rebuilt from the next packet's
 * in-band FEC or concealed; longer ones are pauses, and become silence by the timestamps.
 */
final class OpusCallerAudio extends CallerAudio {
    private static final int SAMPLES_PER_MS = OpusDecoder.SAMPLE_RATE_HZ / 1_000;
    private static final long NANOS_PER_MS = 1_000_000;

    private final OpusDecoder decoder;
    private final short[] samples = new short[OpusDecoder.MAX_PACKET_SAMPLES];
    private final byte[] bytes = new byte[2 * OpusDecoder.MAX_PACKET_SAMPLES];
    private final ShortBuffer bytesAsSamples =
            ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer();

    /** Takes the decoder: closed with this. */
    OpusCallerAudio(OpusDecoder decoder, CallMeters meters) {
        super(AudioFormat.PCM_48K, meters);
        this.decoder = decoder;
    }

    @Override
    void offer(byte[] message, int byteCount, long arrivalNanos) {
        int packetSamples = OpusPacket.samples(message, 0, byteCount);
        if (packetSamples == OpusPacket.MALFORMED) {
            malformed();
            return;
        }
        long gapNanos = arrived(nanos(packetSamples), arrivalNanos);
        if (gapNanos > 0 && gapNanos <= LONGEST_MESSAGE_NANOS) {
            makeGood(message, byteCount, gapNanos, arrivalNanos);
        }
        int decoded = decoder.decode(message, 0, byteCount, samples, 0);
        if (decoded <= 0) {
            malformed();
            return;
        }
        deliver(decoded, 0, arrivalNanos);
    }

    /** Fills the gap before a packet. */
    private void makeGood(byte[] packet, int byteCount, long gapNanos, long arrivalNanos) {
        int missing =
                (int) (gapNanos * SAMPLES_PER_MS / NANOS_PER_MS)
                        / OpusDecoder.CONCEALMENT_STEP_SAMPLES
                        * OpusDecoder.CONCEALMENT_STEP_SAMPLES;
        if (missing == 0) {
            return;
        }
        int recovered = decoder.decodeFec(packet, 0, byteCount, samples, 0, missing);
        if (recovered > 0) {
            // Its copy lasts one frame; what was missing before that is concealed.
            int copied = Math.min(missing, OpusPacket.frameSamples(packet[0]));
            meters().count(CallCounter.CONCEALED_FEC_MS, copied / SAMPLES_PER_MS);
            meters().count(CallCounter.CONCEALED_PLC_MS, (missing - copied) / SAMPLES_PER_MS);
        } else {
            recovered = decoder.conceal(samples, 0, missing);
            meters().count(CallCounter.CONCEALED_PLC_MS, Math.max(0, recovered) / SAMPLES_PER_MS);
        }
        if (recovered > 0) {
            deliver(recovered, gapNanos, arrivalNanos);
        }
    }

    private void deliver(int sampleCount, long leadNanos, long arrivalNanos) {
        bytesAsSamples.put(0, samples, 0, sampleCount);
        deliver(bytes, 2 * sampleCount, leadNanos, arrivalNanos);
    }

    private static long nanos(int sampleCount) {
        return sampleCount * NANOS_PER_MS / SAMPLES_PER_MS;
    }

    @Override
    void close() {
        super.close();
        decoder.close();
    }
}
