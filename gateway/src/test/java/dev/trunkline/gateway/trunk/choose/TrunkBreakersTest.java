package dev.trunkline.gateway.trunk.choose;

import static dev.trunkline.observability.metrics.TrunkState.CLOSED;
import static dev.trunkline.observability.metrics.TrunkState.DISABLED;
import static dev.trunkline.observability.metrics.TrunkState.HALF_OPEN;
import static dev.trunkline.observability.metrics.TrunkState.OPEN;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.gateway.trunk.Trunk;
import dev.trunkline.observability.metrics.GatewayMeters;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class TrunkBreakersTest {
    private static final BreakerConfig CONFIG =
            new BreakerConfig(3, Duration.ofMinutes(1), Duration.ofSeconds(30));

    /** Longer than it is open. */
    private static final Duration OVER = Duration.ofMillis(30_001);

    private final SetClock clock = new SetClock();
    private final List<String> changes = new CopyOnWriteArrayList<>();
    private final TrunkBreakers breakers =
            new TrunkBreakers(
                    CONFIG,
                    List.of(
                            SampleTrunks.of("a", 1),
                            SampleTrunks.of("b", 1),
                            SampleTrunks.of("off", 1, false),
                            Trunk.UNKNOWN),
                    clock,
                    (trunk, before, now) ->
                            changes.add(trunk.name() + " " + before.label() + " " + now.label()));

    private void fail(int times) {
        for (int i = 0; i < times; i++) {
            assertThat(breakers.tryAcquire("a")).isTrue();
            breakers.failed("a");
        }
    }

    private void succeed(int times) {
        for (int i = 0; i < times; i++) {
            assertThat(breakers.tryAcquire("a")).isTrue();
            breakers.succeeded("a");
        }
    }

    private void open() {
        fail(3);
        assertThat(breakers.state("a")).isEqualTo(OPEN);
    }

    @Test
    void failures_openATrunkAndNoOther() {
        fail(2);
        assertThat(breakers.state("a")).isEqualTo(CLOSED);
        fail(1);
        assertThat(breakers.state("a")).isEqualTo(OPEN);
        assertThat(breakers.tryAcquire("a")).isFalse();
        assertThat(breakers.tryAcquire("b")).isTrue();
        assertThat(changes).containsExactly("a closed open");
    }

    @Test
    void failures_countForAWhileOnly() {
        fail(2);
        clock.advance(Duration.ofSeconds(61));
        fail(2);
        assertThat(breakers.state("a")).isEqualTo(CLOSED);
    }

    @Test
    void failures_thatAreFewAmongManyCalls_openNothing() {
        succeed(10);
        fail(9);
        assertThat(breakers.state("a")).isEqualTo(CLOSED);
        fail(1);
        assertThat(breakers.state("a")).as("half of them").isEqualTo(OPEN);
    }

    @Test
    void probe_isOneCall_andClosesTheTrunkIfItSucceeds() {
        open();
        clock.advance(Duration.ofSeconds(29));
        assertThat(breakers.tryAcquire("a")).isFalse();
        clock.advance(Duration.ofMillis(1_001));
        assertThat(breakers.tryAcquire("a")).isTrue();
        assertThat(breakers.state("a")).isEqualTo(HALF_OPEN);
        assertThat(breakers.tryAcquire("a")).as("while one is probing").isFalse();
        breakers.succeeded("a");
        assertThat(changes)
                .containsExactly("a closed open", "a open half_open", "a half_open closed");
        fail(2);
        assertThat(breakers.state("a")).as("it begins anew").isEqualTo(CLOSED);
    }

    @Test
    void probe_opensTheTrunkAgainIfItFails_forAsLongAsBefore() {
        open();
        clock.advance(OVER);
        fail(1);
        assertThat(breakers.state("a")).isEqualTo(OPEN);
        clock.advance(Duration.ofSeconds(29));
        assertThat(breakers.tryAcquire("a")).isFalse();
        clock.advance(Duration.ofMillis(1_001));
        assertThat(breakers.tryAcquire("a")).isTrue();
    }

    @Test
    void probe_thatSaysNothing_leavesItToTheNextCall() {
        open();
        clock.advance(OVER);
        assertThat(breakers.tryAcquire("a")).isTrue();
        breakers.released("a");
        assertThat(breakers.state("a")).isEqualTo(HALF_OPEN);
        assertThat(breakers.tryAcquire("a")).isTrue();
        assertThat(breakers.tryAcquire("a")).isFalse();
    }

    @Test
    void callsThatBeganBefore_changeNothingWhileItIsOpen() {
        assertThat(breakers.tryAcquire("a")).isTrue();
        assertThat(breakers.tryAcquire("a")).isTrue();
        open();
        breakers.succeeded("a");
        breakers.failed("a");
        assertThat(breakers.state("a")).isEqualTo(OPEN);
        assertThat(changes).containsExactly("a closed open");
    }

    @Test
    void disabledAndUnknown_areNeverUsed() {
        for (String name : List.of("off", "unknown", "nowhere")) {
            assertThat(breakers.tryAcquire(name)).as(name).isFalse();
            assertThat(breakers.state(name)).as(name).isEqualTo(DISABLED);
        }
    }

    @Test
    void manyThreads_getOneProbe() throws Exception {
        int count = 8;
        CyclicBarrier start = new CyclicBarrier(count);
        Callable<Boolean> caller =
                () -> {
                    start.await();
                    return breakers.tryAcquire("a");
                };
        try (ExecutorService threads = Executors.newFixedThreadPool(count)) {
            for (int round = 0; round < 50; round++) {
                fail(breakers.state("a") == HALF_OPEN ? 1 : 3);
                clock.advance(OVER);
                List<Callable<Boolean>> callers = new ArrayList<>();
                for (int i = 0; i < count; i++) {
                    callers.add(caller);
                }
                int let = 0;
                for (Future<Boolean> one : threads.invokeAll(callers)) {
                    let += one.get() ? 1 : 0;
                }
                assertThat(let).as("round " + round).isEqualTo(1);
                breakers.succeeded("a");
            }
        }
    }

    @Test
    void manyThreads_thatFail_openItOnce() throws Exception {
        int count = 8;
        CyclicBarrier start = new CyclicBarrier(count);
        try (ExecutorService threads = Executors.newFixedThreadPool(count)) {
            List<Callable<Boolean>> callers = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                callers.add(() -> {
                    boolean let = breakers.tryAcquire("a");
                    start.await();
                    breakers.failed("a");
                    return let;
                });
            }
            for (Future<Boolean> one : threads.invokeAll(callers)) {
                assertThat(one.get()).isTrue();
            }
        }
        assertThat(breakers.state("a")).isEqualTo(OPEN);
        assertThat(changes).containsExactly("a closed open");
    }

    @Test
    void state_isAMetricOfEachTrunkThatCallsGoOutOver() {
        try (GatewayMeters meters = new GatewayMeters()) {
            breakers.reportTo(meters.trunks());
            open();
            String text = new String(meters.scrape(null).body(), UTF_8);
            assertThat(text)
                    .contains(series("a", "open") + " 1.0\n")
                    .contains(series("a", "closed") + " 0.0\n")
                    .contains(series("b", "closed") + " 1.0\n")
                    .contains(series("off", "disabled") + " 1.0\n")
                    .doesNotContain("trunk=\"unknown\",trunk_kind");
        }
    }

    private static String series(String trunk, String state) {
        return "trunkline_trunk_state{state=\""
                + state
                + "\",trunk=\""
                + trunk
                + "\",trunk_kind=\"native\"}";
    }

    /** Stands still until it is advanced. */
    private static final class SetClock extends Clock {
        private volatile Instant now = Instant.parse("2026-11-28T09:00:00Z");

        void advance(Duration by) {
            now = now.plus(by);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
