package dev.trunkline.loadtest.phone;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TimerWheelTest {
    private static final long MS = 1_000_000;
    private static final long ORIGIN = -3 * MS - 17; // nanoTime may be negative

    private final TimerWheel wheel = new TimerWheel(ORIGIN);
    private final List<String> fired = new ArrayList<>();

    private final class Named extends TimerWheel.Timer {
        final String name;
        long firedNanos = Long.MIN_VALUE;

        Named(String name) {
            this.name = name;
        }

        @Override
        void fire(long nowNanos) {
            fired.add(name);
            firedNanos = nowNanos;
        }
    }

    @Test
    void timers_fireInOrder_neverEarly_andAtMostASlotLate() {
        long seed = 1024;
        Random random = new Random(seed);
        List<Named> timers = new ArrayList<>();
        List<Long> due = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            Named timer = new Named("t" + i);
            timers.add(timer);
            due.add(ORIGIN + random.nextLong(5000 * MS)); // several turns of the wheel
            wheel.arm(timer, due.getLast());
        }
        for (long ms = 0; ms <= 5001; ms++) {
            wheel.advance(ORIGIN + ms * MS);
        }
        for (int i = 0; i < timers.size(); i++) {
            long lateNanos = timers.get(i).firedNanos - due.get(i);
            assertThat(lateNanos).as("seed %d timer %d", seed, i).isBetween(0L, 2 * MS - 1);
        }
        assertThat(fired).hasSize(2000);
        assertThat(wheel.armed()).isZero();
    }

    @Test
    void cancelAndMove() {
        Named cancelled = new Named("cancelled");
        Named moved = new Named("moved");
        wheel.arm(cancelled, ORIGIN + 5 * MS);
        wheel.arm(moved, ORIGIN + 5 * MS);
        wheel.arm(moved, ORIGIN + 9 * MS);
        wheel.cancel(cancelled);
        wheel.cancel(cancelled);
        wheel.advance(ORIGIN + 8 * MS);
        assertThat(fired).isEmpty();
        wheel.advance(ORIGIN + 9 * MS);
        assertThat(fired).containsExactly("moved");
    }

    @Test
    void firing_mayCancelAndArmOthersOfTheSameSlot() {
        Named victim = new Named("victim");
        TimerWheel.Timer again =
                new TimerWheel.Timer() {
                    @Override
                    void fire(long nowNanos) {
                        fired.add("again");
                        wheel.cancel(victim);
                        if (fired.size() < 3) {
                            wheel.arm(this, nowNanos - MS); // in the past: the next slot
                        }
                    }
                };
        wheel.arm(victim, ORIGIN + 5 * MS);
        wheel.arm(again, ORIGIN + 5 * MS);
        for (long ms = 1; ms < 20; ms++) {
            wheel.advance(ORIGIN + ms * MS);
        }
        assertThat(fired).containsExactly("again", "again", "again");
        assertThat(wheel.armed()).isZero();
    }
}
