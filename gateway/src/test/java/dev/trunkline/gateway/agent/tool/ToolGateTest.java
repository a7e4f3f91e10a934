package dev.trunkline.gateway.agent.tool;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ToolGateTest {
    private final ToolGate gate = new ToolGate();
    private final List<String> went = new ArrayList<>();

    @Test
    void goesInTheOrderOfComing_noMoreThanMayRunAtOnce() {
        ToolGate.Place first = enter("1");
        ToolGate.Place second = enter("2");
        ToolGate.Place third = enter("3");
        enter("4");
        assertThat(went).containsExactly("1", "2");
        gate.leave(second);
        assertThat(went).containsExactly("1", "2", "3");
        gate.leave(second);
        assertThat(went).containsExactly("1", "2", "3");
        gate.leave(third);
        gate.leave(first);
        assertThat(went).containsExactly("1", "2", "3", "4");
    }

    @Test
    void whoLeavesTheQueue_isNotCalled() {
        ToolGate.Place first = enter("1");
        enter("2");
        ToolGate.Place impatient = enter("3");
        enter("4");
        gate.leave(impatient);
        gate.leave(first);
        assertThat(went).containsExactly("1", "2", "4");
    }

    @Test
    void fullQueue_turnsAway_andTakesAgainOnceThereIsRoom() {
        List<ToolGate.Place> places = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            places.add(enter("x"));
        }
        assertThat(gate.enter(2, () -> went.add("too many"))).isNull();
        gate.leave(places.getFirst());
        assertThat(gate.enter(2, () -> went.add("fits"))).isNotNull();
        assertThat(went).doesNotContain("too many");
    }

    @Test
    void manyThreads_neverRunMoreThanMay_andAllHaveTheirTurn() throws InterruptedException {
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        int threads = 8;
        int each = 500;
        CountDownLatch done = new CountDownLatch(threads * each);
        List<Thread> running = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            running.add(
                    Thread.ofPlatform()
                            .start(() -> {
                                for (int i = 0; i < each; i++) {
                                    CountDownLatch turn = new CountDownLatch(1);
                                    ToolGate.Place place =
                                            gate.enter(
                                                    3,
                                                    () -> {
                                                        most.accumulateAndGet(
                                                                inside.incrementAndGet(),
                                                                Math::max);
                                                        turn.countDown();
                                                    });
                                    await(turn);
                                    inside.decrementAndGet();
                                    gate.leave(Objects.requireNonNull(place));
                                    done.countDown();
                                }
                            }));
        }
        for (Thread thread : running) {
            thread.join();
        }
        assertThat(done.getCount()).isZero();
        assertThat(most.get()).isBetween(1, 3);
    }

    private static void await(CountDownLatch turn) {
        try {
            turn.await();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    private ToolGate.Place enter(String name) {
        return Objects.requireNonNull(gate.enter(2, () -> went.add(name)));
    }
}
