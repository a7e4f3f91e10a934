package dev.trunkline.codecs.resample;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The figures that the profiles promise, held for every pair of rates. */
class FilterDesignTest {
    private static final int[] RATES_HZ = {8_000, 16_000, 24_000, 48_000};

    static List<Arguments> conversions() {
        List<Arguments> all = new ArrayList<>();
        for (ResamplerProfile profile : ResamplerProfile.values()) {
            for (int from : RATES_HZ) {
                for (int to : RATES_HZ) {
                    if (from != to) {
                        all.add(Arguments.of(from, to, profile));
                    }
                }
            }
        }
        return all;
    }

    @ParameterizedTest
    @MethodSource("conversions")
    void response_isFlatInThePassbandAndDownInTheStopband(
            int fromHz, int toHz, ResamplerProfile profile) {
        PolyphaseFilter filter = new PolyphaseFilter(fromHz, toHz, profile);
        double[] taps = filter.prototype();
        int rateHz = fromHz * filter.interpolation;
        int lowerHz = Math.min(fromHz, toHz);
        double gain = filter.interpolation;
        boolean high = profile == ResamplerProfile.HIGH;
        for (double hz = 0; hz <= profile.passbandHz(lowerHz); hz += 10) {
            double db = Spectrum.db(Spectrum.response(taps, rateHz, hz) / gain);
            assertThat(Math.abs(db)).as("%.0f Hz", hz).isLessThan(high ? 0.001 : 0.02);
        }
        double floorDb = high ? -90 : -60;
        for (double hz = profile.stopbandHz(lowerHz); hz <= rateHz / 2.0; hz += 10) {
            double db = Spectrum.db(Spectrum.response(taps, rateHz, hz) / gain);
            assertThat(db).as("%.0f Hz", hz).isLessThan(floorDb);
        }
    }

    @ParameterizedTest
    @MethodSource("conversions")
    void edgesAndDelay_areThePromisedOnes(int fromHz, int toHz, ResamplerProfile profile) {
        int lowerHz = Math.min(fromHz, toHz);
        Resampler resampler = new Resampler(fromHz, toHz, profile);
        boolean high = profile == ResamplerProfile.HIGH;
        assertThat(profile.passbandHz(lowerHz)).isGreaterThanOrEqualTo(high ? 3_600 : 3_400);
        assertThat(resampler.delayNanos()).isLessThanOrEqualTo(high ? 6_000_000 : 2_000_000);
        assertThat(resampler.delayOutputSamples() * 1_000_000_000L / toHz)
                .isEqualTo(resampler.delayNanos());
    }

    @ParameterizedTest
    @MethodSource("conversions")
    void taps_areSymmetric_soThatTheDelayIsTheSameAtAllFrequencies(
            int fromHz, int toHz, ResamplerProfile profile) {
        double[] taps = new PolyphaseFilter(fromHz, toHz, profile).prototype();
        for (int n = 0; n < taps.length / 2; n++) {
            assertThat(taps[n]).isCloseTo(taps[taps.length - 1 - n], within(1e-12));
        }
    }

    private static Offset<Double> within(double value) {
        return Offset.offset(value);
    }
}
