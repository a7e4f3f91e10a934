package dev.trunkline.gateway.trunk.dial;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.gateway.agent.AgentProfile;
import dev.trunkline.gateway.agent.Outbound;
import dev.trunkline.gateway.call.FakeClock;
import dev.trunkline.gateway.call.TestAgent;
import dev.trunkline.gateway.config.FailoverConfig;
import dev.trunkline.gateway.config.OutboundConfig;
import dev.trunkline.gateway.config.TenantConfig;
import dev.trunkline.gateway.trunk.PhoneNumber;
import dev.trunkline.gateway.trunk.Trunk;
import dev.trunkline.gateway.trunk.choose.BreakerConfig;
import dev.trunkline.gateway.trunk.choose.TrunkBreakers;
import dev.trunkline.gateway.trunk.choose.TrunkChooser;
import dev.trunkline.gateway.trunk.choose.TrunkPolicy;
import dev.trunkline.gateway.trunk.choose.TrunkPolicy.Choosing;
import dev.trunkline.gateway.trunk.limit.MemoryCallSlots;
import dev.trunkline.gateway.trunk.limit.MemoryIdempotencyKeys;
import dev.trunkline.observability.metrics.CallOutcome;
import dev.trunkline.observability.metrics.TrunkKind;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A dialler with a carrier, slots and time in a test's hand, on a real event loop. What a test sets
 * up before {@link #start} counts. Closing it asserts that nothing is held any more.
 */
final class DialScene implements AutoCloseable {
    static final PhoneNumber TO = new PhoneNumber("+15550100123");
    static final CallRequest REQUEST = CallRequest.of(TO, "sales");
    private static final Instant BEGIN = Instant.parse("2026-11-28T09:00:00Z");

    final Map<String, Trunk> trunks = new LinkedHashMap<>();
    final Map<String, AgentProfile> agents = new HashMap<>();
    final Map<String, TenantConfig> tenants = new HashMap<>();
    double callsPerSecond = 1_000;
    @Nullable Integer maxCalls;
    int maxQueued = 1_000;
    Duration queueDeadline = Duration.ofSeconds(60);
    FailoverConfig failover = new FailoverConfig(3, Duration.ofSeconds(20));
    TrunkPolicy policy = policy(Choosing.FIXED, "a", "b", "c");

    private final Vertx vertx = Vertx.vertx();
    private final Context context = vertx.getOrCreateContext();
    final FakeClock clock = new FakeClock();
    final FakeCarrier carrier = new FakeCarrier();
    final CountedSlots slots = new CountedSlots(new MemoryCallSlots(clock::nanos));
    final HeardOfCalls heard = new HeardOfCalls();
    private @Nullable TrunkBreakers breakers;
    private @Nullable Dialler dialler;

    /** Three trunks and an agent, without limits. */
    DialScene() {
        for (String name : List.of("a", "b", "c")) {
            trunks.put(name, trunk(name, null, 1_000));
        }
        agent("sales", Outbound.STANDARD);
    }

    static TrunkPolicy policy(Choosing choosing, String... trunks) {
        return new TrunkPolicy("standard", choosing, List.of(trunks), 42, 3);
    }

    static Trunk trunk(String name, @Nullable Integer maxCalls, double callsPerSecond) {
        return new Trunk(
                name,
                TrunkKind.NATIVE,
                "Twilio",
                null,
                null,
                List.of("+14155550100"),
                null,
                1,
                maxCalls,
                callsPerSecond,
                true);
    }

    void agent(String name, int most) {
        agent(
                name,
                new Outbound(
                        most,
                        null,
                        null,
                        null,
                        Outbound.MachineDetection.OFF,
                        Outbound.OnMachine.GO_ON,
                        false));
    }

    void agent(String name, Outbound outbound) {
        TestAgent agent = new TestAgent();
        agent.name = name;
        agent.outbound = outbound;
        agents.put(name, agent.profile());
    }

    DialScene start() {
        OutboundConfig config =
                new OutboundConfig(
                        "standard",
                        Map.of("standard", policy),
                        List.of("+1555"),
                        callsPerSecond,
                        maxCalls,
                        maxQueued,
                        queueDeadline,
                        Duration.ofSeconds(30),
                        Duration.ofMinutes(30),
                        failover,
                        new BreakerConfig(3, Duration.ofMinutes(1), Duration.ofSeconds(30)),
                        tenants,
                        Map.of(),
                        false);
        Clock wallClock = new WallClock();
        breakers = new TrunkBreakers(config.breaker(), trunks.values(), wallClock, (_, _, _) -> {});
        dialler =
                new Dialler(
                        context,
                        new DialSurroundings(
                                config, carrier, breakers, slots, heard, clock, wallClock),
                        new RequestCheck(
                                config,
                                trunks,
                                name -> Optional.ofNullable(agents.get(name)),
                                new TrunkChooser(trunks, "here"),
                                wallClock),
                        new MemoryIdempotencyKeys(clock::nanos));
        return this;
    }

    /** Time as the fake clock has it. */
    private final class WallClock extends Clock {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return BEGIN.plusNanos(clock.nanos());
        }
    }

    Dialler dialler() {
        if (dialler == null) {
            start();
        }
        return Objects.requireNonNull(dialler);
    }

    TrunkBreakers breakers() {
        dialler();
        return Objects.requireNonNull(breakers);
    }

    /** On the dialler's loop, and everything that follows at once. */
    <T> T on(Supplier<T> what) {
        T result = task(what);
        for (int more = 0; more < 3; more++) {
            task(() -> true); // what the task has put off
        }
        return result;
    }

    private <T> T task(Supplier<T> what) {
        CompletableFuture<T> done = new CompletableFuture<>();
        context.runOnContext(_ -> {
            try {
                done.complete(what.get());
            } catch (Throwable failed) {
                done.completeExceptionally(failed);
            }
        });
        return got(done);
    }

    void run(Runnable what) {
        on(() -> {
            what.run();
            return true;
        });
    }

    static <T> T got(CompletableFuture<T> future) {
        try {
            return future.get(30, TimeUnit.SECONDS);
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
    }

    static <T> T got(Future<T> future) {
        return got(future.toCompletionStage().toCompletableFuture());
    }

    Placement placed(CallRequest request, @Nullable String key) {
        return got(dialler().place(request, key));
    }

    String place(CallRequest request) {
        Placement.Taken taken = (Placement.Taken) placed(request, null);
        run(() -> {});
        return taken.call().id();
    }

    String place() {
        return place(REQUEST);
    }

    /** The try of this place among all, from 0. */
    FakeCarrier.Asked asked(int place) {
        return on(() -> carrier.asked.get(place));
    }

    /** The trunks of all tries, in order. */
    List<String> dialled() {
        return on(
                () -> carrier.asked.stream().map(asked -> asked.wanted().trunk().name()).toList());
    }

    List<String> hungUp() {
        return on(() -> List.copyOf(carrier.hungUp));
    }

    /** The carrier names the try. */
    void names(int place, String sid) {
        run(() -> carrier.asked.get(place).answer().complete(sid));
    }

    void tell(CarrierEvent event) {
        dialler().onEvent(event);
        run(() -> {});
    }

    /** The carrier tells of the try of this place. */
    void tell(int place, CarrierEvent.Kind kind, int sipStatus) {
        TrunkCarrier.Try of = asked(place).wanted();
        tell(new CarrierEvent(of.callId(), of.attempt(), "CA" + place, kind, -1, sipStatus, 0));
    }

    HandOver answer(int place) {
        TrunkCarrier.Try of = asked(place).wanted();
        return got(dialler().answered(of.callId(), of.attempt(), "CA" + place));
    }

    void advance(Duration time) {
        run(() -> clock.advanceMs(time.toMillis()));
    }

    /** Step by step, so that what is put off happens in its time. */
    void advance(Duration time, Duration step) {
        for (long ms = 0; ms < time.toMillis(); ms += step.toMillis()) {
            advance(step);
        }
    }

    DialView view(String id) {
        run(() -> {});
        return dialler().find(id).orElseThrow();
    }

    List<DialState> states(String id) {
        return on(() -> List.copyOf(heard.states.getOrDefault(id, List.of())));
    }

    /** Outcomes of the records that were made of a call without media. */
    List<CallOutcome> records(String id) {
        return on(() -> List.copyOf(heard.records.getOrDefault(id, List.of())));
    }

    @Override
    public void close() {
        try {
            assertThat(on(slots::givenBackTwice)).as("leases given back twice").isZero();
            assertThat(on(slots::out)).as("leases held at the end").isZero();
            assertThat(dialler().waitingCalls()).as("calls waiting at the end").isZero();
        } finally {
            got(vertx.close());
        }
    }
}
