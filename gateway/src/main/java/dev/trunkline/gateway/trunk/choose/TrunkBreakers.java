package dev.trunkline.gateway.trunk.choose;

import dev.trunkline.gateway.trunk.Trunk;
import dev.trunkline.observability.metrics.TrunkMeters;
import dev.trunkline.observability.metrics.TrunkState;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import java.time.Clock;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * One circuit breaker for each trunk that calls can go out over: a trunk that keeps failing is left
 * alone for a while, then probed with one call. Thread-safe.
 *
 * <p>Every acquired permit is to be followed by exactly one of {@link #succeeded}, {@link #failed}
 * and {@link #released}, or a probe stands open for ever. What becomes known during a probe of a
 * call that began earlier counts as well, and may decide in the probe's place.
 */
public final class TrunkBreakers {
    /** Told when a trunk's state has changed, on the thread that changed it. */
    @FunctionalInterface
    public interface Listener {
        void changed(Trunk trunk, TrunkState before, TrunkState now);
    }

    private final int failures;
    private final Map<String, Watched> byName;

    /**
     * @param trunks those without numbers are left out: no call goes out over them
     * @param clock what time it is; its zone does not matter
     */
    public TrunkBreakers(
            BreakerConfig config, Collection<Trunk> trunks, Clock clock, Listener onChange) {
        failures = config.failures();
        CircuitBreakerConfig each =
                CircuitBreakerConfig.custom()
                        .slidingWindowType(SlidingWindowType.TIME_BASED)
                        .slidingWindowSize(Math.toIntExact(config.within().toSeconds()))
                        // It opens by a number of failures, not by a rate alone: see failed.
                        .minimumNumberOfCalls(Integer.MAX_VALUE)
                        .waitDurationInOpenState(config.openFor())
                        .permittedNumberOfCallsInHalfOpenState(1)
                        .clock(clock)
                        .build();
        byName =
                trunks.stream()
                        .filter(Trunk::callsOut)
                        .collect(
                                Collectors.toUnmodifiableMap(
                                        Trunk::name,
                                        trunk ->
                                                new Watched(
                                                        trunk, breaker(trunk, each, onChange))));
    }

    private record Watched(Trunk trunk, CircuitBreaker breaker) {
        TrunkState state() {
            return trunk.enabled() ? TrunkBreakers.state(breaker.getState()) : TrunkState.DISABLED;
        }
    }

    /** Whether a call may go over {@code trunk} now. Half open, only one at a time may. */
    public boolean tryAcquire(String trunk) {
        Watched watched = byName.get(trunk);
        return watched != null
                && watched.trunk().enabled()
                && watched.breaker().tryAcquirePermission();
    }

    /** The call reached the one who is called, or it was their affair that it did not. */
    public void succeeded(String trunk) {
        breaker(trunk).onSuccess(0, TimeUnit.NANOSECONDS);
    }

    /** It failed in a way that another trunk could cure ({@link DialFailure#curable}). */
    public void failed(String trunk) {
        CircuitBreaker breaker = breaker(trunk);
        breaker.onError(0, TimeUnit.NANOSECONDS, new TrunkFailed());
        CircuitBreaker.Metrics seen = breaker.getMetrics();
        boolean half = 2 * seen.getNumberOfFailedCalls() >= seen.getNumberOfBufferedCalls();
        if (breaker.getState() == CircuitBreaker.State.CLOSED
                && seen.getNumberOfFailedCalls() >= failures
                && half) {
            breaker.transitionToOpenState();
        }
    }

    /** It came to nothing that says anything of the trunk: given up, never sent, not heard of. */
    public void released(String trunk) {
        breaker(trunk).releasePermission();
    }

    /** {@link TrunkState#DISABLED} also of one that no call can go out over. */
    public TrunkState state(String trunk) {
        Watched watched = byName.get(trunk);
        return watched == null ? TrunkState.DISABLED : watched.state();
    }

    /** Has the state of each trunk be a metric from now on. */
    public void reportTo(TrunkMeters meters) {
        byName.values()
                .forEach(watched ->
                        meters.watch(
                                watched.trunk().name(), watched.trunk().kind(), watched::state));
    }

    private CircuitBreaker breaker(String trunk) {
        return Objects.requireNonNull(byName.get(trunk), () -> "no calls out over " + trunk)
                .breaker();
    }

    private static CircuitBreaker breaker(
            Trunk trunk, CircuitBreakerConfig config, Listener onChange) {
        CircuitBreaker breaker = CircuitBreaker.of(trunk.name(), config);
        breaker.getEventPublisher()
                .onStateTransition(event -> {
                    TrunkState before = state(event.getStateTransition().getFromState());
                    TrunkState now = state(event.getStateTransition().getToState());
                    if (before != now) { // two failures at once may both open it
                        onChange.changed(trunk, before, now);
                    }
                });
        return breaker;
    }

    private static TrunkState state(CircuitBreaker.State state) {
        return switch (state) {
            case CLOSED, METRICS_ONLY, DISABLED -> TrunkState.CLOSED; // ours is never in the others
            case OPEN, FORCED_OPEN -> TrunkState.OPEN;
            case HALF_OPEN -> TrunkState.HALF_OPEN;
        };
    }

    /** The reason that a breaker wants; without a stack, since it happened elsewhere. */
    private static final class TrunkFailed extends Exception {
        TrunkFailed() {
            super("the trunk failed", null, false, false);
        }
    }
}
