package dev.trunkline.codecs.resample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trunkline.codecs.fixtures.Allocation;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ResamplerTest {
    private static final String CONVERSIONS =
            "dev.trunkline.codecs.resample.FilterDesignTest#conversions";

    @ParameterizedTest
    @MethodSource(CONVERSIONS)
    void anyChunking_givesTheSamplesOfOneCall(int fromHz, int toHz, ResamplerProfile profile) {
        long seed = 20_261_122L + fromHz + 31L * toHz;
        Random random = new Random(seed);
        short[] in = noise(random, 7_001, 32_767);
        short[] whole = resample(new Resampler(fromHz, toHz, profile), in);
        for (int round = 0; round < 8; round++) {
            Resampler chunked = new Resampler(fromHz, toHz, profile);
            short[] out = new short[whole.length];
            int written = 0;
            for (int read = 0; read < in.length; ) {
                int longest = round < 4 ? 7 : 2_000; // also empty, also longer than a block
                int chunk = Math.min(random.nextInt(longest + 1), in.length - read);
                int promised = chunked.outputSamples(chunk);
                int got = chunked.process(in, read, chunk, out, written);
                assertThat(got).as("seed %d", seed).isEqualTo(promised);
                read += chunk;
                written += got;
            }
            written += chunked.flush(out, written);
            assertThat(written).isEqualTo(whole.length);
            assertThat(out).as("seed %d round %d", seed, round).isEqualTo(whole);
        }
    }

    @ParameterizedTest
    @MethodSource(CONVERSIONS)
    void output_isTheConvolutionInDoublePrecision_toTheLastBit(
            int fromHz, int toHz, ResamplerProfile profile) {
        PolyphaseFilter filter = new PolyphaseFilter(fromHz, toHz, profile);
        double[] h = filter.prototype();
        short[] in = noise(new Random(7), 600, 20_000);
        short[] out = resample(new Resampler(fromHz, toHz, profile), in);
        for (int m = 0; m < out.length; m++) {
            double sum = 0;
            for (int i = 0; i < in.length; i++) {
                int n = m * filter.decimation - i * filter.interpolation;
                sum += n >= 0 && n < h.length ? in[i] * h[n] : 0;
            }
            double expected = Math.max(-32_768, Math.min(32_767, sum));
            // Nearest, but for ties that single precision cannot see.
            assertThat(Math.abs(out[m] - expected)).as("sample %d", m).isLessThan(0.52);
        }
        int last = (in.length - 1) * filter.interpolation + h.length - 1; // in prototype samples
        assertThat(out.length).isGreaterThan(last / filter.decimation);
    }

    @ParameterizedTest
    @MethodSource(CONVERSIONS)
    void tonesInThePassband_comeOutAtTheSameLevelAndDelayed(
            int fromHz, int toHz, ResamplerProfile profile) {
        int lowerHz = Math.min(fromHz, toHz);
        double edge = profile.passbandHz(lowerHz);
        for (double hz : new double[] {100, 1_000, edge * 0.7, edge}) {
            Resampler resampler = new Resampler(fromHz, toHz, profile);
            short[] out = resample(resampler, Spectrum.tone(fromHz, hz, 20_000, fromHz / 2));
            double[] settled = Spectrum.toDouble(out);
            int from = toHz / 10;
            int samples = toHz / 4;
            double level = Spectrum.line(settled, from, samples, toHz, hz);
            double[] rest = Spectrum.without(settled, from, samples, toHz, hz);
            assertThat(Math.abs(Spectrum.db(level / 20_000))).as("%.0f Hz", hz).isLessThan(0.02);
            // What is left is images, aliases and rounding (0.29 rms each way).
            double restDb = Spectrum.db(Spectrum.rms(rest) / (20_000 / Math.sqrt(2)));
            assertThat(restDb)
                    .as("%.0f Hz", hz)
                    .isLessThan(profile == ResamplerProfile.HIGH ? -86 : -60);
            int delay = resampler.delayOutputSamples();
            double expected = 20_000 * Math.sin(2 * Math.PI * hz * (from - delay) / toHz);
            assertThat(Math.abs(settled[from] - expected)).as("%.0f Hz", hz).isLessThan(60);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "24000, 8000, LOW_LATENCY, 60",
        "24000, 8000, HIGH, 90",
        "48000, 8000, HIGH, 90",
        "48000, 24000, HIGH, 90",
        "24000, 16000, HIGH, 90"
    })
    void tonesInTheStopband_doNotAlias(int fromHz, int toHz, ResamplerProfile profile, double db) {
        for (double hz = profile.stopbandHz(toHz); hz < fromHz / 2.0; hz += 97) {
            Resampler resampler = new Resampler(fromHz, toHz, profile);
            short[] tone = Spectrum.tone(fromHz, hz, 20_000, fromHz / 2);
            short[] out = resample(resampler, Spectrum.withPilot(tone, fromHz, 317.3, 10_000));
            int samples = toHz / 4;
            double[] rest =
                    Spectrum.without(Spectrum.toDouble(out), toHz / 10, samples, toHz, 317.3);
            double alias = Math.abs(hz - Math.rint(hz / toHz) * toHz);
            double line = Spectrum.line(rest, 0, samples, toHz, alias);
            assertThat(Spectrum.db(line / 20_000)).as("%.0f Hz", hz).isLessThan(-db);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "8000, 24000, LOW_LATENCY, 60",
        "8000, 24000, HIGH, 90",
        "8000, 48000, HIGH, 90",
        "24000, 48000, HIGH, 90",
        "16000, 24000, HIGH, 90"
    })
    void tonesInThePassband_leaveNoImages(
            int fromHz, int toHz, ResamplerProfile profile, double db) {
        for (double hz = 150; hz <= profile.passbandHz(fromHz); hz += 149) {
            Resampler resampler = new Resampler(fromHz, toHz, profile);
            short[] out = resample(resampler, Spectrum.tone(fromHz, hz, 30_000, fromHz / 2));
            int samples = toHz / 4;
            double[] rest = Spectrum.without(Spectrum.toDouble(out), toHz / 10, samples, toHz, hz);
            for (double image = fromHz - hz; image < toHz / 2.0; image += fromHz) {
                double line = Spectrum.line(rest, 0, samples, toHz, image);
                assertThat(Spectrum.db(line / 30_000)).as("%.0f Hz", hz).isLessThan(-db);
            }
        }
    }

    @ParameterizedTest
    @MethodSource(CONVERSIONS)
    void constant_staysThatConstant(int fromHz, int toHz, ResamplerProfile profile) {
        short[] in = new short[fromHz / 10];
        Arrays.fill(in, (short) 12_345);
        Resampler resampler = new Resampler(fromHz, toHz, profile);
        short[] out = new short[resampler.outputSamples(in.length)];
        resampler.process(in, 0, in.length, out, 0);
        for (int n = 2 * resampler.delayOutputSamples() + 1; n < out.length; n++) {
            assertThat(out[n]).isEqualTo((short) 12_345);
        }
    }

    @Test
    void fullScaleSquare_saturatesAndNeverWraps() {
        short[] in = new short[8_000];
        for (int n = 0; n < in.length; n++) {
            in[n] = n / 10 % 2 == 0 ? Short.MAX_VALUE : Short.MIN_VALUE;
        }
        Resampler resampler = new Resampler(8_000, 24_000, ResamplerProfile.HIGH);
        short[] out = resample(resampler, in);
        int delay = resampler.delayOutputSamples();
        int ceiling = 0;
        for (int n = 0; n < in.length; n++) {
            short same = out[3 * n + delay];
            ceiling += same == Short.MAX_VALUE ? 1 : 0;
            // At the input's own instants the sign can only be the input's.
            assertThat(Integer.signum(same)).as("sample %d", n).isEqualTo(Integer.signum(in[n]));
        }
        assertThat(ceiling).isGreaterThan(1_000);
    }

    @Test
    void resetAndFlush_leaveNoTraceOfTheOldStream() {
        short[] in = noise(new Random(3), 1_001, 30_000);
        short[] fresh = resample(new Resampler(24_000, 16_000, ResamplerProfile.HIGH), in);
        Resampler used = new Resampler(24_000, 16_000, ResamplerProfile.HIGH);
        short[] out = new short[2_000];
        used.process(in, 0, 500, out, 0);
        used.reset();
        assertThat(resample(used, in)).isEqualTo(fresh);
        assertThat(resample(used, in)).as("after flush").isEqualTo(fresh);
    }

    @Test
    void flushOfAnImpulse_bringsOutTheWholeResponse() {
        Resampler resampler = new Resampler(8_000, 24_000, ResamplerProfile.HIGH);
        short[] out = resample(resampler, new short[] {30_000});
        int peak = resampler.delayOutputSamples();
        assertThat(out[peak]).isBetween((short) 29_990, (short) 30_000);
        int sum = 0;
        for (int n = 0; n < out.length; n++) {
            sum += out[n];
            int mirrored = 2 * peak - n;
            assertThat(out[n]).isEqualTo(mirrored >= 0 ? out[mirrored] : 0);
        }
        assertThat(sum).isBetween(3 * 30_000 - 60, 3 * 30_000 + 60);
    }

    @Test
    void unknownOrEqualRates_areRefusedWithTheRatesNamed() {
        assertThatThrownBy(() -> new Resampler(44_100, 8_000, ResamplerProfile.HIGH))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("44100")
                .hasMessageContaining("8000, 16000, 24000 and 48000");
        assertThatThrownBy(() -> new Resampler(8_000, 8_000, ResamplerProfile.HIGH))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("needs no resampler");
    }

    @Test
    void outputWithoutRoom_isRefusedAndTheStreamUnchanged() {
        short[] in = noise(new Random(5), 300, 30_000);
        Resampler resampler = new Resampler(8_000, 24_000, ResamplerProfile.LOW_LATENCY);
        assertThatThrownBy(() -> resampler.process(in, 0, 300, new short[899], 0))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> resampler.process(in, 1, 300, new short[900], 0))
                .isInstanceOf(IndexOutOfBoundsException.class);
        Resampler fresh = new Resampler(8_000, 24_000, ResamplerProfile.LOW_LATENCY);
        assertThat(resample(resampler, in)).isEqualTo(resample(fresh, in));
    }

    @ParameterizedTest
    @MethodSource(CONVERSIONS)
    void framesAllocateNothing(int fromHz, int toHz, ResamplerProfile profile) {
        Resampler resampler = new Resampler(fromHz, toHz, profile);
        short[] in = noise(new Random(9), fromHz / 50, 30_000);
        short[] out = new short[toHz / 50];
        double allocated =
                Allocation.bytesPerRun(
                        2_000, 10_000, () -> resampler.process(in, 0, in.length, out, 0));
        assertThat(allocated).as("bytes per frame").isLessThan(1);
    }

    private static short[] resample(Resampler resampler, short[] in) {
        short[] out = new short[resampler.outputSamples(in.length) + 4_096];
        int written = resampler.process(in, 0, in.length, out, 0);
        int tail = resampler.flushSamples();
        assertThat(resampler.flush(out, written)).isEqualTo(tail);
        return Arrays.copyOf(out, written + tail);
    }

    private static short[] noise(Random random, int samples, int amplitude) {
        short[] noise = new short[samples];
        for (int n = 0; n < samples; n++) {
            noise[n] = (short) (random.nextInt(2 * amplitude + 1) - amplitude);
        }
        return noise;
    }
}
