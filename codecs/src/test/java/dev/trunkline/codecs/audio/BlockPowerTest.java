package dev.trunkline.codecs.audio;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BlockPowerTest {
    @ParameterizedTest
    @MethodSource("blocks")
    void sumAndSquares_areExact(int[] block) {
        long power = 0;
        long squares = 0;
        int sum = 0;
        for (int sample : block) {
            power += BlockPower.of(sample);
            squares += (long) sample * sample;
            sum += sample;
        }
        assertThat(BlockPower.squares(power)).isEqualTo(squares);
        assertThat(BlockPower.sum(power)).isEqualTo(sum);
    }

    static Stream<int[]> blocks() {
        Random random = new Random(20_261_122);
        return Stream.of(
                filled(BlockPower.MOST_SAMPLES, Short.MIN_VALUE),
                filled(BlockPower.MOST_SAMPLES, Short.MAX_VALUE),
                filled(BlockPower.MOST_SAMPLES, 0),
                filled(1, -1),
                filled(40, 1),
                random.ints(BlockPower.MOST_SAMPLES, Short.MIN_VALUE, Short.MAX_VALUE + 1)
                        .toArray(),
                random.ints(40, -3, 3).toArray());
    }

    @Test
    void aBlockOfEveryFormat_fits() {
        for (AudioFormat format : AudioFormat.values()) {
            assertThat(format.sampleRateHz() / 200).isLessThanOrEqualTo(BlockPower.MOST_SAMPLES);
        }
    }

    private static int[] filled(int samples, int value) {
        int[] block = new int[samples];
        Arrays.fill(block, value);
        return block;
    }
}
