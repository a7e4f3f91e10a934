package dev.trunkline.codecs.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.trunkline.codecs.g711.G711;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Levels by Goertzel's algorithm, at the frequencies of ITU-T Q.23 and beside them. */
class DtmfTonesTest {
    private static final int[] ALL_HZ = {697, 770, 852, 941, 1_209, 1_336, 1_477, 1_633};

    @ParameterizedTest
    @CsvSource({
        "1, 697, 1209", "2, 697, 1336", "3, 697, 1477", "4, 770, 1209", "5, 770, 1336",
        "6, 770, 1477", "7, 852, 1209", "8, 852, 1336", "9, 852, 1477", "*, 941, 1209",
        "0, 941, 1336", "#, 941, 1477"
    })
    void q23_keyHasItsTwoTones_andNoOther(char key, int lowHz, int highHz) {
        double[] tone = linear(AudioFormat.PCMU, DtmfTones.of(AudioFormat.PCMU).audio(key));
        for (int hz : ALL_HZ) {
            double dbm0 = dbm0(tone, 800, 8_000, hz);
            if (hz == lowHz) {
                assertThat(dbm0).isCloseTo(-9, within(0.5));
            } else if (hz == highHz) {
                assertThat(dbm0).isCloseTo(-7, within(0.5));
            } else {
                assertThat(dbm0).as("%s at %d Hz", key, hz).isLessThan(-29);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(AudioFormat.class)
    void everyFormat_hasTheSameTone_100MsAnd100MsOfSilence(AudioFormat format) {
        byte[] audio = DtmfTones.of(format).audio('5');
        assertThat(audio).hasSize(format.bytes(200));
        double[] samples = linear(format, audio);
        int rate = format.sampleRateHz();
        assertThat(dbm0(samples, rate / 10, rate, 770)).isCloseTo(-9, within(0.5));
        assertThat(dbm0(samples, rate / 10, rate, 1_336)).isCloseTo(-7, within(0.5));
        for (int i = rate / 10; i < samples.length; i++) {
            assertThat(Math.abs(samples[i])).isLessThanOrEqualTo(8); // A-law has no zero
        }
        assertThat(Math.abs(samples[0])).isLessThan(100); // it does not click
        assertThat(DtmfTones.of(format)).isSameAs(DtmfTones.of(format));
    }

    @Test
    void pause_isHalfASecondOfSilence() {
        byte[] pause = DtmfTones.of(AudioFormat.PCMU).audio('w');
        assertThat(pause).hasSize(4_000).containsOnly(0xFF);
    }

    @Test
    void otherCharacters_areNoKeys() {
        assertThat("0123456789*#w".chars()).allMatch(key -> DtmfTones.isKey((char) (int) key));
        assertThat("aDW+, é\u0660".chars()).noneMatch(key -> DtmfTones.isKey((char) (int) key));
        assertThatThrownBy(() -> DtmfTones.of(AudioFormat.PCMU).audio('A'))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("0-9");
    }

    /** Level of one frequency in the first samples, relative to G.711's overload point. */
    private static double dbm0(double[] samples, int count, int rate, int hz) {
        double coefficient = 2 * Math.cos(2 * Math.PI * hz / rate);
        double before = 0;
        double last = 0;
        for (int i = 0; i < count; i++) {
            double next = samples[i] + coefficient * last - before;
            before = last;
            last = next;
        }
        double power = last * last + before * before - coefficient * last * before;
        double amplitude = 2 * Math.sqrt(Math.max(power, 1e-9)) / count;
        return 3.17 + 20 * Math.log10(amplitude / 32_124);
    }

    private static double[] linear(AudioFormat format, byte[] audio) {
        double[] samples = new double[audio.length / format.bytesPerSample()];
        for (int i = 0; i < samples.length; i++) {
            samples[i] =
                    switch (format) {
                        case PCMU -> G711.ulawToLinear(audio[i]);
                        case PCMA -> G711.alawToLinear(audio[i]);
                        case PCM_8K, PCM_16K, PCM_24K, PCM_48K ->
                                (short) ((audio[2 * i] & 0xFF) | audio[2 * i + 1] << 8);
                    };
        }
        return samples;
    }
}
