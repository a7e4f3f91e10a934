package dev.trunkline.observability.record;

import static dev.trunkline.observability.record.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trunkline.observability.metrics.RecordLoss;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against Debian's PostgreSQL. */
class PostgresRecordStoreIT extends RecordStoreContract {
    private static final Duration SHORT_ANSWER_LIMIT = Duration.ofSeconds(1);

    @TempDir static Path home;

    @SuppressWarnings("NullAway.Init")
    private static PostgresServer server;

    @BeforeAll
    static void startServer() throws Exception {
        server = PostgresServer.start(home);
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @Override
    RecordDatabase newDatabase() {
        return server.newDatabase();
    }

    private RecordStore startImpatient(RecordDatabase database, int queuedCalls) {
        return start(new RecordSettings(database, 0, queuedCalls, SHORT_ANSWER_LIMIT));
    }

    @Test
    void killedWhileCallsComeIn_losesNoneAndDoublesNone() throws Exception {
        RecordStore store = start(0, RecordSettings.DEFAULT_QUEUED_CALLS);
        List<CallRecord> calls = samples.next(1_500);
        AtomicInteger added = new AtomicInteger();
        Thread caller =
                Thread.ofPlatform()
                        .start(() -> {
                            for (CallRecord call : calls) {
                                store.add(call);
                                // A trickle, so that the server dies among them.
                                if (added.incrementAndGet() % 10 == 0) {
                                    int before = clock.failedAttempts();
                                    eventually(
                                            "written or failed",
                                            () ->
                                                    store.waiting() < 50
                                                            || clock.failedAttempts() > before);
                                }
                            }
                        });
        for (int outage = 1; outage <= 2; outage++) {
            int enough = outage * 350;
            eventually(
                    "calls are being written",
                    () -> added.get() >= enough && meters.written() > enough / 2);
            server.kill();
            store.add(samples.next()); // so that there is something to fail with
            clock.awaitFailedAttempts(10);
            server.start();
        }
        caller.join();
        eventually("all written", () -> store.waiting() == 0);
        List<CallRecord> found = all(store, RecordFilter.ALL);
        assertThat(found).hasSize(1_502).doesNotHaveDuplicates();
        assertThat(found).extracting(CallRecord::callId).doesNotHaveDuplicates();
        assertThat(found).containsAll(calls.stream().map(RecordStoreContract::brief).toList());
        assertThat(rowsOf("turn_record"))
                .isEqualTo(found.stream().mapToInt(call -> call.turns().size()).sum());
        assertThat(meters.written()).isEqualTo(1_502);
        for (RecordLoss loss : RecordLoss.values()) {
            assertThat(meters.dropped(loss)).as(loss.label()).isZero();
        }
        assertThat(meters.writeFailures()).isGreaterThanOrEqualTo(20);
        assertThat(log.of("records.available")).hasSizeGreaterThanOrEqualTo(2);
    }

    /** The embedded store shows it with more. */
    @Override
    int many() {
        return 3_000;
    }

    @Test
    void awayAtTheStart_keepsCallsAndSaysWhatToDo() throws Exception {
        server.kill();
        RecordStore store = start(0, 500);
        List<CallRecord> calls = samples.next(620);
        calls.forEach(store::add);
        clock.awaitFailedAttempts(5);
        assertThat(store.waiting()).isEqualTo(500);
        assertThat(meters.queued()).isEqualTo(500);
        assertThat(meters.dropped(RecordLoss.QUEUE_FULL)).isEqualTo(120);
        assertThatThrownBy(() -> store.count(RecordFilter.ALL))
                .isInstanceOf(RecordsUnavailableException.class)
                .hasMessageContaining("PostgreSQL at 127.0.0.1:");
        server.start();
        eventually("all written", () -> store.waiting() == 0);
        assertThat(all(store, RecordFilter.ALL))
                .containsExactlyInAnyOrderElementsOf(
                        calls.subList(0, 500).stream().map(RecordStoreContract::brief).toList());
        assertThat(log.of("records.unavailable"))
                .first()
                .asString()
                .contains("PostgreSQL at 127.0.0.1:")
                .contains("SQLSTATE 08001")
                .contains("check that it runs");
        assertThat(log.of("records.lost")).anyMatch(line -> line.contains("queue_full"));
    }

    @Test
    void frozen_costsAnAnswerAndNoCall() throws Exception {
        RecordStore store = startImpatient(database, 900);
        List<CallRecord> calls = samples.next(900);
        addAll(store, calls.subList(0, 100));
        server.freeze();
        try {
            // Comes back at all: with the server frozen, nothing else could have made it.
            calls.subList(100, 900).forEach(store::add);
            assertThatThrownBy(() -> store.newest(RecordFilter.ALL, 0, 10))
                    .isInstanceOf(RecordsUnavailableException.class)
                    .hasMessageContaining("PostgreSQL at 127.0.0.1:");
            clock.awaitFailedAttempts(2);
            samples.next(500).forEach(store::add);
            assertThat(store.waiting()).isBetween(900, 900 + RecordWriter.BATCH_CALLS);
            assertThat(meters.dropped(RecordLoss.QUEUE_FULL)).isPositive();
        } finally {
            server.thaw();
        }
        eventually("all written", () -> store.waiting() == 0);
        assertThat(all(store, RecordFilter.ALL))
                .containsAll(calls.stream().map(RecordStoreContract::brief).toList())
                .hasSize(1_400 - meters.dropped(RecordLoss.QUEUE_FULL));
        assertThat(meters.dropped(RecordLoss.DUPLICATE)).isZero();
    }

    @Test
    void acceptsAndNeverAnswers_isGivenUpAndTriedAgain() throws Exception {
        Queue<Socket> accepted = new ConcurrentLinkedQueue<>();
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread _ =
                    Thread.ofPlatform()
                            .daemon()
                            .start(() -> {
                                try {
                                    while (true) {
                                        accepted.add(silent.accept());
                                    }
                                } catch (IOException closed) {
                                    return;
                                }
                            });
            RecordStore store =
                    startImpatient(
                            RecordDatabase.PostgreSql.parse(
                                    "postgresql://u:p@127.0.0.1:%d/db"
                                            .formatted(silent.getLocalPort())),
                            10);
            samples.next(30).forEach(store::add);
            clock.awaitFailedAttempts(2);
            assertThat(store.waiting()).isEqualTo(10);
            assertThat(meters.dropped(RecordLoss.QUEUE_FULL)).isEqualTo(20);
            store.close(Duration.ofMillis(1));
            assertThat(meters.dropped(RecordLoss.STOPPED)).isEqualTo(10);
            assertThat(log.of("records.lost")).anyMatch(line -> line.contains("stopped"));
        } finally {
            for (Socket socket : accepted) {
                socket.close();
            }
        }
    }

    @Test
    void passwordIsNeverTold() {
        String url = server.url("no_such_database");
        for (String wrong :
                List.of(
                        url,
                        url.replace("trunkline:", "nobody:"),
                        url.replace("s3cret", "other-s3cret"),
                        url.replaceFirst(":\\d+/", ":1/"))) {
            int before = clock.failedAttempts();
            RecordDatabase.PostgreSql address = RecordDatabase.PostgreSql.parse(wrong);
            RecordStore store = start(RecordSettings.of(address));
            eventually("it failed", () -> clock.failedAttempts() > before + 1);
            assertThatThrownBy(() -> store.count(RecordFilter.ALL))
                    .isInstanceOf(RecordsUnavailableException.class)
                    .hasMessageNotContaining("s3cret");
            store.close(Duration.ofSeconds(1));
            clock.advance(Duration.ofMinutes(2));
            assertThat(address.toString()).doesNotContain("s3cret");
        }
        assertThat(log.of("records.unavailable")).hasSizeGreaterThanOrEqualTo(4);
        assertThat(log.lines()).noneMatch(line -> line.contains("s3cret"));
    }

    @Test
    void tablesThatWereDroppedAreToldOf_andAnEmptyDatabaseGetsThemAgain() {
        RecordStore store = startWith(samples.next(5));
        execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
        addAll(store, samples.next(7));
        assertThat(store.count(RecordFilter.ALL)).isEqualTo(7);
        assertThat(log.of("records.unavailable"))
                .anyMatch(line -> line.contains("its tables are gone"));
    }

    @Test
    void oneFailureThatIsNoCallsFaultIsTriedUntilItWorks() {
        RecordStore store = startWith(samples.next(5));
        execute("ALTER TABLE turn_record RENAME TO hidden");
        List<CallRecord> calls = new ArrayList<>(samples.next(250));
        calls.forEach(store::add);
        clock.awaitFailedAttempts(10);
        assertThat(meters.dropped(RecordLoss.REFUSED)).isZero();
        execute("ALTER TABLE hidden RENAME TO turn_record");
        eventually("all written", () -> store.waiting() == 0);
        assertThat(store.count(RecordFilter.ALL)).isEqualTo(255);
    }
}
