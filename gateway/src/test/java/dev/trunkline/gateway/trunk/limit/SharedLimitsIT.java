package dev.trunkline.gateway.trunk.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trunkline.gateway.trunk.limit.Demand.Concurrency;
import dev.trunkline.gateway.trunk.limit.Demand.Rate;
import dev.trunkline.gateway.trunk.limit.IdempotencyKeys.Claim;
import dev.trunkline.observability.record.PostgresServer;
import dev.trunkline.observability.record.RecordDatabase;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Limits over several processes, in Debian's PostgreSQL. */
class SharedLimitsIT {
    private static final Duration LEASE = Duration.ofSeconds(4);

    /** Of leases that are not to expire within a test. */
    private static final Duration LONG_LEASE = Duration.ofMinutes(5);

    @TempDir static Path home;

    @SuppressWarnings("NullAway.Init")
    private static PostgresServer server;

    @SuppressWarnings("NullAway.Init")
    private static Vertx vertx;

    private final List<OtherGateway> gateways = new ArrayList<>();
    private final List<LimitStore> stores = new ArrayList<>();

    @BeforeAll
    static void startServer() throws Exception {
        server = PostgresServer.start(home);
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void stopServer() {
        await(vertx.close());
        server.close();
    }

    @AfterEach
    void stopGateways() throws Exception {
        for (OtherGateway gateway : gateways) {
            gateway.close();
        }
        stores.forEach(store -> await(store.close()));
        // What a killed process held would count in the next test until it expires.
        execute(
                """
                DO $$ BEGIN
                  IF to_regclass('call_lease') IS NOT NULL THEN
                    TRUNCATE call_lease, call_rate, call_request;
                  END IF;
                END $$
                """);
    }

    private static <T> T await(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }

    private static void eventually(String what, BooleanSupplier holds) {
        long begin = System.nanoTime();
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() - begin > Duration.ofSeconds(60).toNanos()) {
                throw new AssertionError("not within a minute: " + what);
            }
            LockSupport.parkNanos(2_000_000);
        }
    }

    private OtherGateway gateway(String name, Duration leaseTime) throws Exception {
        OtherGateway gateway = OtherGateway.start(server.url("postgres"), name, leaseTime);
        gateways.add(gateway);
        return gateway;
    }

    private LimitStore store() {
        LimitStore store =
                LimitStore.open(vertx, RecordDatabase.PostgreSql.parse(server.url("postgres")));
        stores.add(store);
        return store;
    }

    private static <T> T sql(String sql, Class<T> type) {
        try (Connection connection = server.connect("postgres");
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            assertThat(rows.next()).isTrue();
            return rows.getObject(1, type);
        } catch (SQLException failed) {
            throw new AssertionError(sql, failed);
        }
    }

    private static void execute(String sql) {
        try (Connection connection = server.connect("postgres");
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException failed) {
            throw new AssertionError(sql, failed);
        }
    }

    private static long callsOn(String scope) {
        return sql(
                "SELECT COUNT(*) FROM call_lease WHERE scope = '%s' AND expires_at > clock_timestamp()"
                        .formatted(scope),
                Long.class);
    }

    private static Demand atMost(String scope, int most) {
        return new Demand(List.of(new Concurrency(scope, most)), List.of());
    }

    /** Asks all at once; their answers together. */
    private int ofAll(String command) {
        gateways.forEach(gateway -> gateway.tell(command));
        return gateways.stream().mapToInt(gateway -> Integer.parseInt(gateway.answer())).sum();
    }

    @Test
    void threeProcessesAndTwoHundredRequestsAtOnce_getExactlyTheLimit() throws Exception {
        gateway("a", LONG_LEASE);
        gateway("b", LONG_LEASE);
        gateway("c", LONG_LEASE);
        assertThat(ofAll("burst agent:sales 5 67")).isEqualTo(5);
        assertThat(callsOn("agent:sales")).isEqualTo(5);
        assertThat(ofAll("burst agent:sales 7 67")).isEqualTo(2);
        // One that was refused took nothing of its other scope either.
        assertThat(callsOn("account")).isEqualTo(7);
        // Once in a quarter of an hour: one of two hundred, whatever the machine's speed.
        assertThat(ofAll("rate account:cps 0.001 67")).isEqualTo(1);
        assertThat(ofAll("claim key-1 - 67")).isEqualTo(1);
        assertThat(ofAll("release")).isEqualTo(8);
        eventually("given back", () -> callsOn("account") == 0);
        assertThat(ofAll("burst agent:sales 5 67")).isEqualTo(5);
    }

    @Test
    void killedWhileItHolds_itsSlotsComeBackAfterTheExpiry_andTheLimitHolds() throws Exception {
        OtherGateway killed = gateway("killed", LEASE);
        OtherGateway b = gateway("b", LEASE);
        OtherGateway c = gateway("c", LEASE);
        assertThat(killed.ask("burst kill 3 10")).isEqualTo(3);
        assertThat(b.ask("burst kill 5 10")).isEqualTo(2);
        killed.kill();
        OffsetDateTime expiry =
                sql(
                        "SELECT MIN(expires_at) FROM call_lease WHERE scope = 'kill' AND holder = 'killed'",
                        OffsetDateTime.class);
        int[] back = new int[1];
        eventually(
                "its slots are given to others",
                () -> {
                    int given = b.ask("try kill 5 5") + c.ask("try kill 5 5");
                    OffsetDateTime now = sql("SELECT clock_timestamp()", OffsetDateTime.class);
                    assertThat(given == 0 || now.isAfter(expiry))
                            .as("%d given at %s, before %s", given, now, expiry)
                            .isTrue();
                    assertThat(callsOn("kill")).isLessThanOrEqualTo(5);
                    back[0] += given;
                    return back[0] >= 3;
                });
        assertThat(back[0]).isEqualTo(3);
        // The others' leases are renewed all the while, beyond their first expiry.
        OffsetDateTime later = expiry.plus(LEASE);
        eventually(
                "another lease's time has gone by",
                () -> {
                    assertThat(b.ask("try kill 5 5") + c.ask("try kill 5 5")).isZero();
                    return sql("SELECT clock_timestamp()", OffsetDateTime.class).isAfter(later);
                });
        assertThat(callsOn("kill")).isEqualTo(5);
        eventually(
                "what expired is removed",
                () ->
                        sql("SELECT COUNT(*) FROM call_lease WHERE holder = 'killed'", Long.class)
                                == 0);
    }

    @Test
    void storeThatIsAway_isToldOf_andWhatIsHeldAndGivenBackIsSettledWhenItIsBack()
            throws Exception {
        SharedCallSlots slots = SharedCallSlots.start(store(), "this", LONG_LEASE);
        List<Lease> leases = new ArrayList<>();
        for (int call = 0; call < 4; call++) {
            leases.add(((Answer.Granted) await(slots.take(atMost("away", 4)))).lease());
        }
        SharedCallSlots late;
        server.kill();
        try {
            for (int ask = 0; ask < 50; ask++) {
                assertThatThrownBy(() -> await(slots.take(atMost("away", 4))))
                        .cause()
                        .isInstanceOf(LimitsUnavailableException.class)
                        .hasMessageContaining("PostgreSQL at 127.0.0.1:")
                        .hasMessageNotContaining("s3cret");
            }
            slots.release(leases.get(0));
            late = SharedCallSlots.start(store(), "late", LONG_LEASE);
        } finally {
            server.start();
        }
        eventually("given back", () -> callsOn("away") == 3);
        eventually("one is free again, and no more", () -> isGranted(slots, "away", 4));
        assertThat(isGranted(slots, "away", 4)).isFalse();
        assertThat(callsOn("away")).isEqualTo(4);
        eventually("so can one that began meanwhile", () -> isGranted(late, "away", 5));
        await(slots.close());
        assertThat(callsOn("away")).isEqualTo(1);
        await(late.close());
        assertThat(callsOn("away")).isZero();
    }

    @Test
    void storeThatAnswersNothing_keepsNoEventLoopWaiting() throws Exception {
        SharedCallSlots slots = SharedCallSlots.start(store(), "frozen", LONG_LEASE);
        Lease lease = ((Answer.Granted) await(slots.take(atMost("frozen", 1)))).lease();
        Context loop = vertx.getOrCreateContext();
        CompletableFuture<Throwable> failed = new CompletableFuture<>();
        server.freeze();
        try {
            loop.runOnContext(now -> {
                slots.take(atMost("frozen", 1)).onFailure(failed::complete);
                slots.release(lease);
            });
            // The same loop goes on: with the server frozen, nothing else could have let it.
            CompletableFuture<Boolean> next = new CompletableFuture<>();
            loop.runOnContext(now -> next.complete(true));
            assertThat(next.get(30, TimeUnit.SECONDS)).isTrue();
            assertThat(failed.get(60, TimeUnit.SECONDS))
                    .isInstanceOf(LimitsUnavailableException.class);
        } finally {
            server.thaw();
        }
        eventually("given back", () -> callsOn("frozen") == 0);
        await(slots.close());
    }

    /** False also while it cannot be asked. */
    private static boolean isGranted(CallSlots slots, String scope, int most) {
        return await(
                slots.take(atMost(scope, most))
                        .map(Answer.Granted.class::isInstance)
                        .otherwise(false));
    }

    @Test
    void afterAStartOfTheServer_leasesThatNobodyCouldRenewLiveOnce() throws Exception {
        await(store().tend(connection -> true)); // makes the tables
        execute(
                "INSERT INTO call_lease VALUES ('l-1', 'outage', 'x', clock_timestamp() - INTERVAL '1"
                        + " second')");
        try (Connection connection = server.connect("postgres")) {
            connection.setAutoCommit(false);
            LeaseTable longer = new LeaseTable("t", Duration.ofDays(1)); // than the server runs
            assertThat(longer.take(connection, atMost("outage", 1), new Lease("l-2")))
                    .isEqualTo(new Answer.Full("outage"));
            longer.removeExpired(connection);
            LeaseTable shorter = new LeaseTable("t", Duration.ofMillis(1));
            assertThat(shorter.take(connection, atMost("outage", 1), new Lease("l-2")))
                    .isEqualTo(new Answer.Granted(new Lease("l-2")));
            connection.rollback();
        }
    }

    @Test
    void leaseThatWasTakenForDead_countsAgainOnceItsHolderRenews() {
        SharedCallSlots slots = SharedCallSlots.start(store(), "late", Duration.ofSeconds(1));
        await(slots.take(atMost("late", 1)));
        execute("DELETE FROM call_lease WHERE scope = 'late'");
        eventually("it is back", () -> callsOn("late") == 1);
        await(slots.close());
    }

    @Test
    void rate_isToldByTheDatabasesClock_andNeverMadeLongerByIt() {
        SharedCallSlots slots = SharedCallSlots.start(store(), "rate", LONG_LEASE);
        Demand demand = new Demand(List.of(), List.of(new Rate("r", 0.01)));
        assertThat(await(slots.take(demand))).isInstanceOf(Answer.Granted.class);
        Answer.TooFast tooFast = (Answer.TooFast) await(slots.take(demand));
        assertThat(tooFast.scope()).isEqualTo("r");
        assertThat(tooFast.retryAfter()).isPositive().isLessThanOrEqualTo(Duration.ofSeconds(100));
        execute("UPDATE call_rate SET last_at = last_at + INTERVAL '1 day' WHERE scope = 'r'");
        assertThat(((Answer.TooFast) await(slots.take(demand))).retryAfter())
                .isEqualTo(Duration.ofSeconds(100));
        execute("UPDATE call_rate SET last_at = clock_timestamp() - INTERVAL '100 seconds'");
        assertThat(await(slots.take(demand))).isInstanceOf(Answer.Granted.class);
        await(slots.close());
    }

    @Test
    void answersComeOnTheCallersContext() {
        SharedCallSlots slots = SharedCallSlots.start(store(), "context", LONG_LEASE);
        CompletableFuture<Boolean> onLoop = new CompletableFuture<>();
        CompletableFuture<Context> context = new CompletableFuture<>();
        Context callers = vertx.getOrCreateContext();
        callers.runOnContext(now ->
                slots.take(atMost("context", 1))
                        .onComplete(done -> {
                            onLoop.complete(Context.isOnEventLoopThread());
                            context.complete(Vertx.currentContext());
                        }));
        assertThat(onLoop.join()).isTrue();
        assertThat(context.join()).isSameAs(callers);
        await(slots.close());
    }

    @Test
    void keys_standForTheFirstCall_untilADayHasGoneByOrTheyAreForgotten() {
        IdempotencyKeys keys = new SharedIdempotencyKeys(store());
        assertThat(await(keys.claim("k", "f", "c-1"))).isEqualTo(new Claim.New());
        assertThat(await(keys.claim("k", "f", "c-2"))).isEqualTo(new Claim.Known("c-1"));
        assertThat(await(keys.claim("k", "g", "c-3"))).isEqualTo(new Claim.Different());
        await(keys.forget("k", "c-2"));
        assertThat(await(keys.claim("k", "f", "c-4"))).isEqualTo(new Claim.Known("c-1"));
        await(keys.forget("k", "c-1"));
        assertThat(await(keys.claim("k", "g", "c-5"))).isEqualTo(new Claim.New());
        execute("UPDATE call_request SET claimed_at = claimed_at - INTERVAL '23 hours 59 minutes'");
        assertThat(await(keys.claim("k", "g", "c-6"))).isEqualTo(new Claim.Known("c-5"));
        execute("UPDATE call_request SET claimed_at = claimed_at - INTERVAL '1 minute'");
        assertThat(await(keys.claim("other", "f", "c-7"))).isEqualTo(new Claim.New());
        assertThat(sql("SELECT COUNT(*) FROM call_request WHERE call_id = 'c-5'", Long.class))
                .as("what is forgotten is removed")
                .isZero();
        assertThat(await(keys.claim("k", "f", "c-8"))).isEqualTo(new Claim.New());
    }
}
