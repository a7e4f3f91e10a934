package dev.trunkline.gateway.trunk.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trunkline.gateway.trunk.limit.Demand.Concurrency;
import dev.trunkline.gateway.trunk.limit.Demand.Rate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Limits within one process, on a clock that is moved by hand. */
class MemoryCallSlotsTest {
    private static final Demand SALES =
            new Demand(
                    List.of(new Concurrency("agent:sales", 5), new Concurrency("trunk:a", 100)),
                    List.of());

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000_000); // wraps
    private final MemoryCallSlots slots = new MemoryCallSlots(nanos::get);

    private Answer take(Demand demand) {
        return slots.take(demand).result();
    }

    private Lease granted(Demand demand) {
        return ((Answer.Granted) take(demand)).lease();
    }

    private static Demand atMost(String scope, int most) {
        return new Demand(List.of(new Concurrency(scope, most)), List.of());
    }

    private static Demand rate(double perSecond) {
        return new Demand(List.of(), List.of(new Rate("account", perSecond)));
    }

    @Test
    void twoHundredAtOnceFromManyThreads_getExactlyTheLimit() throws Exception {
        List<Callable<Answer>> requests = new ArrayList<>();
        for (int request = 0; request < 200; request++) {
            requests.add(() -> take(SALES));
        }
        List<Answer> answers = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(32)) {
            for (Future<Answer> answer : threads.invokeAll(requests)) {
                answers.add(answer.get());
            }
        }
        assertThat(answers).filteredOn(Answer.Granted.class::isInstance).hasSize(5);
        assertThat(answers)
                .filteredOn(answer -> !(answer instanceof Answer.Granted))
                .hasSize(195)
                .containsOnly(new Answer.Full("agent:sales"));
    }

    @Test
    void slotGivenBackTwice_isFreeOnce() {
        Lease first = granted(atMost("t", 2));
        granted(atMost("t", 2));
        slots.release(first);
        slots.release(first);
        slots.release(new Lease("never given"));
        granted(atMost("t", 2));
        assertThat(take(atMost("t", 2))).isEqualTo(new Answer.Full("t"));
    }

    @Test
    void refusedInOnePart_takesNothingOfTheOthers() {
        granted(atMost("b", 1));
        Demand both =
                new Demand(
                        List.of(new Concurrency("a", 1), new Concurrency("b", 1)),
                        List.of(new Rate("r", 1)));
        assertThat(take(both)).isEqualTo(new Answer.Full("b"));
        granted(new Demand(List.of(new Concurrency("a", 1)), List.of(new Rate("r", 1))));
        Demand tooFast = new Demand(List.of(new Concurrency("c", 1)), List.of(new Rate("r", 1)));
        assertThat(take(tooFast)).isInstanceOf(Answer.TooFast.class);
        granted(atMost("c", 1));
    }

    @Test
    void limitOfNone_givesNothing() {
        assertThat(take(atMost("t", 0))).isEqualTo(new Answer.Full("t"));
    }

    @Test
    void limitThatWasLowered_countsTheCallsThatAreOn() {
        Lease one = granted(atMost("t", 3));
        Lease two = granted(atMost("t", 3));
        assertThat(take(atMost("t", 1))).isEqualTo(new Answer.Full("t"));
        slots.release(one);
        assertThat(take(atMost("t", 1))).isEqualTo(new Answer.Full("t"));
        slots.release(two);
        granted(atMost("t", 1));
    }

    @Test
    void rate_letsOneThroughAnInterval_toTheMicrosecond() {
        granted(rate(2));
        assertThat(take(rate(2))).isEqualTo(new Answer.TooFast("account", Duration.ofMillis(500)));
        nanos.addAndGet(499_999_000);
        assertThat(take(rate(2))).isEqualTo(new Answer.TooFast("account", Duration.ofNanos(1_000)));
        nanos.addAndGet(1_000);
        granted(rate(2));
        assertThat(take(rate(2))).isEqualTo(new Answer.TooFast("account", Duration.ofMillis(500)));
    }

    @Test
    void rate_afterAPauseHasNoBurst() {
        granted(rate(10));
        nanos.addAndGet(Duration.ofHours(1).toNanos());
        granted(rate(10));
        assertThat(take(rate(10))).isEqualTo(new Answer.TooFast("account", Duration.ofMillis(100)));
    }

    @Test
    void rateOfATenth_isOneInTenSeconds() {
        granted(rate(0.1));
        nanos.addAndGet(Duration.ofSeconds(9).toNanos());
        assertThat(take(rate(0.1))).isEqualTo(new Answer.TooFast("account", Duration.ofSeconds(1)));
    }

    @Test
    void overAMinute_rateGivesExactlySoManyHoweverOftenItIsAsked() {
        int given = 0;
        for (int ms = 0; ms < 60_000; ms++) {
            given += take(rate(5)) instanceof Answer.Granted ? 1 : 0;
            nanos.addAndGet(1_000_000);
        }
        assertThat(given).isEqualTo(300);
    }

    @Test
    void ofSeveralRates_theSlowestIsToldOf() {
        Demand demand = new Demand(List.of(), List.of(new Rate("fast", 10), new Rate("slow", 0.5)));
        granted(demand);
        assertThat(take(demand)).isEqualTo(new Answer.TooFast("slow", Duration.ofSeconds(2)));
    }

    @Test
    void demandThatMakesNoSense_isRefusedByName() {
        assertThatThrownBy(() -> atMost("t", -1)).hasMessageContaining("t: most=-1: 0 or more");
        assertThatThrownBy(() -> rate(0)).hasMessageContaining("account: perSecond=0.0");
        assertThatThrownBy(() -> rate(Double.NaN)).hasMessageContaining("perSecond=NaN");
        assertThatThrownBy(() -> atMost("", 1)).hasMessageContaining("1 to 256 characters");
        List<Concurrency> twice = List.of(new Concurrency("t", 1), new Concurrency("t", 2));
        assertThatThrownBy(() -> new Demand(twice, List.of()))
                .hasMessageContaining("t: named twice");
    }
}
