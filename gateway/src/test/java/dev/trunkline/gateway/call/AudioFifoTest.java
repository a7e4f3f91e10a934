package dev.trunkline.gateway.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trunkline.gateway.LeakCheck;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class AudioFifoTest {
    private final AudioFifo fifo = new AudioFifo(PooledByteBufAllocator.DEFAULT, 40_000);

    @Test
    void keepsTheOrderAcrossGrowthAndWrap() {
        long seed = 20_261_122L;
        Random random = new Random(seed);
        ArrayDeque<Byte> expected = new ArrayDeque<>();
        byte[] frame = new byte[160];
        for (int round = 0; round < 5_000; round++) {
            byte[] piece = new byte[random.nextInt(round % 500 == 0 ? 20_000 : 300)];
            random.nextBytes(piece);
            int taken = fifo.offer(piece, 0, piece.length);
            for (int i = 0; i < taken; i++) {
                expected.add(piece[i]);
            }
            while (fifo.size() >= frame.length && random.nextInt(4) != 0) {
                fifo.poll(frame);
                for (byte b : frame) {
                    assertThat(b).as("seed %s", seed).isEqualTo(expected.remove());
                }
            }
            assertThat(fifo.size()).isEqualTo(expected.size()).isLessThanOrEqualTo(40_000);
        }
        fifo.clear();
    }

    @Test
    void refusesTheNewestBeyondTheBound() {
        byte[] audio = new byte[30_000];
        Arrays.fill(audio, (byte) 1);
        assertThat(fifo.offer(audio, 0, 30_000)).isEqualTo(30_000);
        assertThat(fifo.offer(audio, 0, 30_000)).isEqualTo(10_000);
        assertThat(fifo.offer(audio, 0, 1)).isZero();
        assertThat(fifo.size()).isEqualTo(40_000);
        fifo.clear();
        assertThat(fifo.size()).isZero();
    }

    @Test
    void holdsNoMemoryWhenEmpty() { // the leak check after the test sees it
        fifo.offer(new byte[320], 0, 320);
        fifo.poll(new byte[160]);
        fifo.poll(new byte[160]);
        assertThat(fifo.size()).isZero();
    }

    @Test
    void pollOfMoreThanThereIs_saysWhatToDo() {
        assertThatThrownBy(() -> fifo.poll(new byte[160]))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("polled 160 bytes of 0: ask size() first");
    }
}
