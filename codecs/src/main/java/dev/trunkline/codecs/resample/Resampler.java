package dev.trunkline.codecs.resample;

import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Converts one stream of 16-bit linear samples between two of the rates 8, 16, 24 and 48 kHz.
 *
 * <p>Streaming: chunks of any size give the same samples, bit for bit, as one call with all of the
 * input. Output comes in whole periods (for 16 to 24 kHz, three samples for every two); samples of
 * an incomplete period wait for the next call. Output lags by the {@linkplain #delayNanos() group
 * delay} and begins with it; {@link #flush} brings out what is still in the filter.
 *
 * <p>Arithmetic is single-precision float in a fixed order. A result is rounded to the nearest
 * integer, halves upwards, and saturates at −32 768 and 32 767.
 *
 * <p>After construction nothing is allocated. Not thread-safe: confined to the owner of the stream.
 */
public final class Resampler {
    private static final Set<Integer> RATES_HZ = Set.of(8_000, 16_000, 24_000, 48_000);
    private static final int BLOCK_PERIODS = 256;
    private static final Map<Key, PolyphaseFilter> DESIGNED = new ConcurrentHashMap<>();

    private record Key(int fromHz, int toHz, ResamplerProfile profile) {}

    private final PolyphaseFilter filter;
    private final int fromHz;
    private final int interpolation;
    private final int decimation;
    private final int history;

    /** Input by its place in the period: history, then the block. */
    private final short[][] input;

    /** Output of one place in the period. */
    private final float[] sums = new float[BLOCK_PERIODS];

    private final short[] silence = new short[64];

    /** Samples in {@link #input} behind the history: between calls less than a period. */
    private int pending;

    /**
     * Builds the stream's state; the filter itself is designed once per pair of rates and profile.
     *
     * @throws IllegalArgumentException if a rate is not 8000, 16000, 24000 or 48000, or both are
     *     equal
     */
    public Resampler(int fromHz, int toHz, ResamplerProfile profile) {
        if (!RATES_HZ.contains(fromHz) || !RATES_HZ.contains(toHz) || fromHz == toHz) {
            throw new IllegalArgumentException(
                    "cannot resample from "
                            + fromHz
                            + " Hz to "
                            + toHz
                            + " Hz: expected two different rates of 8000, 16000, 24000 and 48000;"
                            + " audio that is already at the wanted rate needs no resampler");
        }
        this.fromHz = fromHz;
        filter =
                DESIGNED.computeIfAbsent(
                        new Key(fromHz, toHz, profile),
                        key -> new PolyphaseFilter(key.fromHz, key.toHz, key.profile));
        interpolation = filter.interpolation;
        decimation = filter.decimation;
        history = filter.historyPeriods;
        input = new short[decimation][history + BLOCK_PERIODS + 1];
    }

    /** The constant lag of the output, the same for all frequencies. */
    public long delayNanos() {
        return 1_000_000_000L * filter.prototypeDelay / ((long) fromHz * interpolation);
    }

    /** The lag in samples of the output: always whole. */
    public int delayOutputSamples() {
        return filter.prototypeDelay / decimation;
    }

    /** Samples that {@link #process} would write for that many more of input. */
    public int outputSamples(int inputSamples) {
        return Math.toIntExact(((long) pending + inputSamples) / decimation * interpolation);
    }

    /** The most input whose output fits into {@code outputRoom} samples. */
    public int inputSamplesFor(int outputRoom) {
        long periods = outputRoom / interpolation + 1L;
        return (int) Math.min(Integer.MAX_VALUE, periods * decimation - 1 - pending);
    }

    /** Samples that {@link #flush} would write. */
    public int flushSamples() {
        return outputSamples(flushInputSamples());
    }

    /**
     * Takes {@code samples} samples and writes what they complete.
     *
     * @return samples written: {@link #outputSamples}
     * @throws IndexOutOfBoundsException before anything is read or written, if a range is outside
     *     its array
     */
    public int process(short[] in, int inOffset, int samples, short[] out, int outOffset) {
        Objects.checkFromIndexSize(inOffset, samples, in.length);
        Objects.checkFromIndexSize(outOffset, outputSamples(samples), out.length);
        int read = inOffset;
        int end = inOffset + samples;
        int written = outOffset;
        while (read < end) {
            int taken = Math.min(end - read, BLOCK_PERIODS * decimation - pending);
            store(in, read, taken);
            read += taken;
            written += filterPeriods(out, written);
        }
        return written - outOffset;
    }

    /**
     * Writes the rest of the filter's response to the input so far, which is twice the delay, and
     * resets: the next sample begins a new stream.
     *
     * @return samples written: {@link #flushSamples}
     * @throws IndexOutOfBoundsException before anything changes, if {@code out} has no room
     */
    public int flush(short[] out, int outOffset) {
        int samples = flushInputSamples();
        Objects.checkFromIndexSize(outOffset, outputSamples(samples), out.length);
        int written = outOffset;
        while (samples > 0) {
            int taken = Math.min(samples, silence.length);
            written += process(silence, 0, taken, out, written);
            samples -= taken;
        }
        reset();
        return written - outOffset;
    }

    /** Forgets all input: the next sample begins a new stream, as after construction. */
    public void reset() {
        for (short[] place : input) {
            Arrays.fill(place, (short) 0);
        }
        pending = 0;
    }

    /** Zeros that push the last sample out and complete the period. */
    private int flushInputSamples() {
        int tail = filter.lengthInInputSamples() - 1;
        int incomplete = (pending + tail) % decimation;
        return incomplete == 0 ? tail : tail + decimation - incomplete;
    }

    /** Sorts input by its place in the period. */
    private void store(short[] in, int offset, int samples) {
        int read = 0;
        while (pending % decimation != 0 && read < samples) {
            storeOne(in[offset + read++]);
        }
        int periods = (samples - read) / decimation;
        int to = history + pending / decimation;
        for (int q = 0; q < decimation; q++) {
            spread(in, offset + read + q, decimation, input[q], to, periods);
        }
        pending += periods * decimation;
        read += periods * decimation;
        while (read < samples) {
            storeOne(in[offset + read++]);
        }
    }

    private void storeOne(short sample) {
        input[pending % decimation][history + pending / decimation] = sample;
        pending++;
    }

    private static void spread(
            short[] in, int offset, int stride, short[] place, int to, int periods) {
        if (stride == 1) {
            System.arraycopy(in, offset, place, to, periods);
            return;
        }
        for (int j = 0; j < periods; j++) {
            place[to + j] = in[offset + j * stride];
        }
    }

    /** Filters the complete periods and moves what follows them to the front. */
    private int filterPeriods(short[] out, int outOffset) {
        int periods = pending / decimation;
        if (periods == 0) {
            return 0;
        }
        for (int r = 0; r < interpolation; r++) {
            Arrays.fill(sums, 0, periods, 0);
            for (int q = 0; q < decimation; q++) {
                accumulate(
                        filter.taps[r][q], input[q], history + filter.start[r][q], sums, periods);
            }
            saturate(sums, periods, out, outOffset + r, interpolation);
        }
        for (short[] place : input) {
            System.arraycopy(place, periods, place, 0, history + 1);
        }
        pending -= periods * decimation;
        return periods * interpolation;
    }

    // Shaped for the compiler's vector instructions. The inner loop runs over periods, not taps: a
    // float sum over taps has a fixed order, sums of different outputs are independent. Input stays
    // short: a load from a float array might alias the sums, which forbids vectors.
    private static void accumulate(float[] taps, short[] in, int start, float[] sums, int periods) {
        for (int t = 0; t < taps.length; t++) {
            float tap = taps[t];
            int at = start + t;
            for (int j = 0; j < periods; j++) {
                sums[j] += tap * in[at + j];
            }
        }
    }

    private static void saturate(float[] sums, int periods, short[] out, int offset, int stride) {
        for (int j = 0; j < periods; j++) {
            int rounded = Math.round(sums[j]);
            out[offset + j * stride] =
                    (short) Math.max(Short.MIN_VALUE, Math.min(Short.MAX_VALUE, rounded));
        }
    }
}
