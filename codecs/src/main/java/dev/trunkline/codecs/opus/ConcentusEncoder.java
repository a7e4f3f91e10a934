package dev.trunkline.codecs.opus;

import io.github.jaredmdobson.concentus.OpusApplication;
import io.github.jaredmdobson.concentus.OpusException;
import io.github.jaredmdobson.concentus.OpusSignal;
import java.util.Objects;

/**
 * Encodes with Concentus, which allocates inside every call; the arrays here are reused. Everything
 * it throws, {@code AssertionError} included, ends as {@link #FAILED}.
 */
final class ConcentusEncoder implements OpusEncoder {
    private final io.github.jaredmdobson.concentus.OpusEncoder encoder;
    private final int frameSamples;
    private long failures;

    ConcentusEncoder(OpusSettings settings) {
        frameSamples = settings.frameSamples();
        try {
            encoder =
                    new io.github.jaredmdobson.concentus.OpusEncoder(
                            settings.sampleRateHz(), 1, OpusApplication.OPUS_APPLICATION_VOIP);
        } catch (OpusException refused) {
            throw new IllegalStateException("Concentus refused " + settings, refused);
        }
        encoder.setSignalType(OpusSignal.OPUS_SIGNAL_VOICE);
        encoder.setUseVBR(true);
        encoder.setUseConstrainedVBR(true);
        encoder.setBitrate(settings.bitrateBps());
        encoder.setComplexity(settings.complexity());
        encoder.setUseInbandFEC(settings.fec());
        encoder.setPacketLossPercent(settings.expectedLossPercent());
        encoder.setUseDTX(settings.dtx());
    }

    @Override
    public int frameSamples() {
        return frameSamples;
    }

    @Override
    public int lookaheadSamples() {
        return encoder.getLookahead();
    }

    @Override
    public int encode(short[] pcm, int pcmOffset, byte[] packet, int packetOffset) {
        Objects.checkFromIndexSize(pcmOffset, frameSamples, pcm.length);
        int room = Math.min(MAX_PACKET_BYTES, packet.length - packetOffset);
        int bytes;
        try {
            bytes = encoder.encode(pcm, pcmOffset, frameSamples, packet, packetOffset, room);
        } catch (OpusException | RuntimeException | AssertionError broken) {
            failures++;
            encoder.resetState();
            return FAILED;
        }
        if (bytes < 0) {
            failures++;
            return FAILED;
        }
        return bytes <= 2 ? NOTHING_TO_SEND : bytes; // the rule of opus_encode() for DTX
    }

    @Override
    public void expectLoss(int percent) {
        encoder.setPacketLossPercent(Math.clamp(percent, 0, 100));
    }

    @Override
    public void reset() {
        encoder.resetState();
    }

    @Override
    public long failures() {
        return failures;
    }

    @Override
    public void close() {} // all on the heap

    @Override
    public String toString() {
        return "concentus encoder";
    }
}
