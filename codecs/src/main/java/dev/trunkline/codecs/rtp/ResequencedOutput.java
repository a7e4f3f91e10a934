package dev.trunkline.codecs.rtp;

import dev.trunkline.codecs.audio.AudioFormat;
import dev.trunkline.codecs.audio.LinearBytes;
import dev.trunkline.codecs.g711.G711;
import java.util.Arrays;

/**
 * The outgoing side of a {@link Resequencer}: brings what was decoded, rebuilt or made up into the
 * leg's format and joins one to the other.
 */
final class ResequencedOutput {
    private final AudioFormat format;
    private final ResequencedAudio sink;
    private final GapFiller filler;
    private final short[] pcm;
    private final byte[] bytes;
    private final byte[] silence;

    /** Samples handed over since the beginning. */
    private long samples;

    /** The last audio handed over was made up: what follows is joined to it. */
    private boolean seam;

    private int resets;

    ResequencedOutput(
            PayloadDecoder decoder,
            AudioFormat format,
            GapFiller filler,
            int silenceSamples,
            ResequencedAudio sink) {
        if (format.sampleRateHz() != decoder.sampleRateHz()) {
            throw new IllegalArgumentException(
                    "format=" + format + ": expected one at " + decoder.sampleRateHz() + " Hz");
        }
        this.format = format;
        this.filler = filler;
        this.sink = sink;
        pcm = new short[decoder.maxPacketSamples() + decoder.concealmentStepSamples()];
        bytes = new byte[pcm.length * format.bytesPerSample()];
        silence = new byte[silenceSamples * format.bytesPerSample()];
        Arrays.fill(silence, format.silence());
    }

    AudioFormat format() {
        return format;
    }

    /** Where the decoder writes, from index 0, what is handed over next. */
    short[] pcm() {
        return pcm;
    }

    /** Audio was cut out: to be told before what follows is decoded. */
    void spliced() {
        filler.prepareJoin();
        seam = true;
    }

    /** A packet's audio stands in {@link #pcm}; {@code payload} is what it was decoded from. */
    void packet(byte[] payload, int count, long arrivalNanos) {
        if (seam) {
            seam = false;
            filler.join(pcm, 0, count);
            emitLinear(count, arrivalNanos, AudioOrigin.PACKET);
            return;
        }
        filler.goOn();
        if (format.isLinear()) {
            emitLinear(count, arrivalNanos, AudioOrigin.PACKET);
        } else {
            emit(payload, count, arrivalNanos, AudioOrigin.PACKET);
        }
    }

    /** A lost packet's audio stands in {@link #pcm}: the packet behind it continues it. */
    void recovered(int count, long nowNanos) {
        filler.join(pcm, 0, count);
        seam = false;
        emitLinear(count, nowNanos, AudioOrigin.FEC);
    }

    /** Makes up at least {@code wanted} samples, in whole steps of the decoder; how many. */
    int fill(int wanted, long nowNanos) {
        filler.beginFrame();
        int filled = filler.fill(pcm, 0, wanted);
        boolean silent = filler.endFrame() == Playout.SILENT;
        seam = true;
        emitLinear(filled, nowNanos, silent ? AudioOrigin.SILENCE : AudioOrigin.CONCEALMENT);
        return filled;
    }

    /** The sender's own silence. */
    void pause(int count, long nowNanos) {
        filler.fallSilent();
        seam = false;
        int most = silence.length / format.bytesPerSample();
        int before = resets; // the sink may close
        for (int left = count; left > 0 && resets == before; left -= most) {
            emit(silence, Math.min(left, most), nowNanos, AudioOrigin.PAUSE);
        }
    }

    void reset() {
        resets++;
        seam = false;
        filler.fallSilent();
    }

    private void emitLinear(int count, long arrivalNanos, AudioOrigin origin) {
        switch (format) {
            case PCMU -> G711.linearToUlaw(pcm, 0, bytes, 0, count);
            case PCMA -> G711.linearToAlaw(pcm, 0, bytes, 0, count);
            case PCM_8K, PCM_16K, PCM_24K, PCM_48K -> LinearBytes.write(pcm, count, bytes);
        }
        emit(bytes, count, arrivalNanos, origin);
    }

    private void emit(byte[] audio, int count, long arrivalNanos, AudioOrigin origin) {
        long timestampMs = samples * 1_000 / format.sampleRateHz();
        samples += count;
        sink.onAudio(audio, count * format.bytesPerSample(), timestampMs, arrivalNanos, origin);
    }
}
