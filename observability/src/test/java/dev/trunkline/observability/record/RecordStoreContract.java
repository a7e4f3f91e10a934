package dev.trunkline.observability.record;

import static dev.trunkline.observability.record.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.observability.latency.LatencyMetric;
import dev.trunkline.observability.latency.TimelineEvent;
import dev.trunkline.observability.latency.TurnTimes;
import dev.trunkline.observability.metrics.RecordLoss;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every database has to give; checked against lists in memory, so that all give the same. */
abstract class RecordStoreContract {
    private static final Comparator<CallRecord> BY_START =
            Comparator.comparing(CallRecord::startedAt).thenComparing(CallRecord::callId);

    @TempDir Path directory;
    final TestClock clock = new TestClock();
    final StoreMeters meters = new StoreMeters();
    final StoreLog log = new StoreLog();
    final SampleCalls samples = new SampleCalls(4);
    final List<RecordStore> stores = new ArrayList<>();
    RecordDatabase database = new RecordDatabase.Embedded(Path.of("replaced"));

    /** An empty one. */
    abstract RecordDatabase newDatabase();

    @BeforeEach
    void makeDatabase() {
        database = newDatabase();
    }

    @AfterEach
    void close() {
        stores.forEach(store -> store.close(Duration.ofSeconds(30)));
        log.close();
        meters.close();
    }

    RecordStore start(int retentionDays, int queuedCalls) {
        RecordSettings settings =
                new RecordSettings(
                        database, retentionDays, queuedCalls, RecordSettings.DEFAULT_ANSWER_LIMIT);
        return start(settings);
    }

    RecordStore start(RecordSettings settings) {
        RecordStore store = RecordStore.start(settings, clock, meters.records());
        stores.add(store);
        return store;
    }

    RecordStore startWith(List<CallRecord> calls) {
        RecordStore store = start(0, RecordSettings.DEFAULT_QUEUED_CALLS);
        addAll(store, calls);
        return store;
    }

    /** Adds them no faster than they are written, and waits for the last. */
    static void addAll(RecordStore store, List<CallRecord> calls) {
        for (CallRecord call : calls) {
            if (store.waiting() >= RecordSettings.DEFAULT_QUEUED_CALLS / 2) {
                eventually("room", () -> store.waiting() < 1_000);
            }
            store.add(call);
        }
        eventually("all written", () -> store.waiting() == 0);
    }

    static List<CallRecord> all(RecordStore store, RecordFilter filter) {
        List<CallRecord> found = new ArrayList<>();
        store.forEach(filter, found::add);
        return found;
    }

    /** As {@code forEach} shows it: without histograms, timeline and transcript. */
    static CallRecord brief(CallRecord call) {
        return copy(call, call.quality(), call.attempts(), List.of(), "");
    }

    /** Without histograms, which have no equality of their own. */
    static CallRecord comparable(CallRecord call) {
        return copy(call, call.quality(), call.attempts(), call.timeline(), call.transcript());
    }

    private static CallRecord copy(
            CallRecord call,
            MediaQuality quality,
            List<AttemptRecord> attempts,
            List<TimelineEvent> timeline,
            String transcript) {
        return new CallRecord(
                call.callId(),
                call.definitions(),
                call.providerCallId(),
                call.startedAt(),
                call.durationMs(),
                call.gateway(),
                call.direction(),
                call.agent(),
                call.leg(),
                call.arm(),
                call.parties(),
                call.outcome(),
                call.answered(),
                call.sipStatus(),
                call.failovers(),
                call.prewarmed(),
                call.usage(),
                quality,
                call.turns(),
                call.bargeIns(),
                attempts,
                Map.of(),
                timeline,
                transcript);
    }

    private static Map<LatencyMetric, String> encoded(CallRecord call) {
        Map<LatencyMetric, String> encoded = new TreeMap<>();
        call.latencies().forEach((metric, histogram) -> encoded.put(metric, histogram.encode()));
        return encoded;
    }

    @Test
    void everyFieldOfACallComesBack() {
        List<CallRecord> calls = samples.next(120);
        RecordStore store = startWith(calls);
        for (CallRecord call : calls) {
            CallRecord found = store.byId(call.callId()).orElseThrow();
            assertThat(comparable(found)).isEqualTo(comparable(call));
            assertThat(encoded(found)).isEqualTo(encoded(call));
        }
        assertThat(store.byId("c-none")).isEmpty();
        assertThat(meters.written()).isEqualTo(120);
        assertThat(meters.queued()).isZero();
    }

    @Test
    void forEach_showsAllInOrderOfStartingOverManyPages() {
        List<CallRecord> calls = samples.next(3 * RecordReader.PAGE_CALLS);
        RecordStore store = startWith(calls);
        assertThat(all(store, RecordFilter.ALL))
                .isEqualTo(
                        calls.stream().sorted(BY_START).map(RecordStoreContract::brief).toList());
    }

    static Stream<RecordFilter> filters() {
        Instant middle = SampleCalls.BEGIN.plus(Duration.ofMinutes(97));
        return Stream.of(
                RecordFilter.ALL,
                new RecordFilter(Instant.MIN, Instant.MAX, null, null, null),
                new RecordFilter(middle, Instant.MAX, null, null, null),
                new RecordFilter(Instant.EPOCH, middle, null, null, null),
                new RecordFilter(middle, middle.plusNanos(1_000), null, null, null),
                new RecordFilter(middle, middle, null, null, null),
                new RecordFilter(Instant.MAX, Instant.MIN, null, null, null),
                new RecordFilter(Instant.EPOCH, Instant.MAX, "支持", null, null),
                new RecordFilter(Instant.EPOCH, middle, "front desk", null, "acme"),
                new RecordFilter(Instant.EPOCH, Instant.MAX, null, CallDirection.INBOUND, null),
                new RecordFilter(middle, Instant.MAX, "sales", CallDirection.OUTBOUND, "native"),
                new RecordFilter(Instant.EPOCH, Instant.MAX, "Sales", null, null),
                new RecordFilter(Instant.EPOCH, Instant.MAX, "", null, ""),
                new RecordFilter(
                        Instant.parse("2099-01-01T00:00:00Z"), Instant.MAX, null, null, null));
    }

    @Test
    void filters_giveWhatTheSameQuestionInMemoryGives() {
        List<CallRecord> calls = samples.next(400);
        RecordStore store = startWith(calls);
        filters().forEach(filter -> assertAnswers(store, calls, filter));
    }

    static void assertAnswers(RecordStore store, List<CallRecord> calls, RecordFilter filter) {
        List<CallRecord> expected =
                calls.stream().filter(matches(filter)).sorted(BY_START).toList();
        assertThat(store.count(filter)).as("%s", filter).isEqualTo(expected.size());
        assertThat(all(store, filter))
                .isEqualTo(expected.stream().map(RecordStoreContract::brief).toList());
        List<CallRecord> newest = expected.reversed();
        for (int offset : new int[] {-1, 0, 7, expected.size()}) {
            assertThat(
                            store.newest(filter, offset, 20).stream()
                                    .map(RecordStoreContract::comparable))
                    .isEqualTo(
                            newest.stream()
                                    .skip(Math.max(0, offset))
                                    .limit(20)
                                    .map(RecordStoreContract::comparable)
                                    .toList());
        }
        assertThat(store.newest(filter, 0, 0)).isEmpty();
        assertThat(store.newest(filter, 0, Integer.MAX_VALUE)).hasSize(expected.size());
    }

    private static Predicate<CallRecord> matches(RecordFilter filter) {
        return call ->
                !call.startedAt().isBefore(filter.from())
                        && call.startedAt().isBefore(filter.to())
                        && (filter.agent() == null || filter.agent().equals(call.agent()))
                        && (filter.trunk() == null || filter.trunk().equals(call.arm().trunk()))
                        && (filter.direction() == null || filter.direction() == call.direction());
    }

    @Test
    void hostileNamesAreKeptFoundAndNothingElse() {
        List<String> names =
                List.of(
                        "'; DROP TABLE call_record; --",
                        "' OR '1'='1",
                        "\\' OR 1=1 --",
                        "$1 ? :name {fn now()} %s",
                        "agent\u0000nul",
                        "half \uD83D surrogate",
                        "\uDE00",
                        "x".repeat(10_000),
                        "\uD83D\uDE00".repeat(5_000),
                        "\u202Eright to left\n\r\t\u0007",
                        " ",
                        "%",
                        "_");
        List<CallRecord> calls = new ArrayList<>(samples.next(50));
        for (int i = 0; i < names.size(); i++) {
            calls.add(samples.call("hostile-" + i, SampleCalls.BEGIN, names.get(i)));
        }
        RecordStore store = startWith(calls);
        assertThat(meters.written()).isEqualTo(calls.size());
        for (int i = 0; i < names.size(); i++) {
            RecordFilter filter =
                    new RecordFilter(Instant.EPOCH, Instant.MAX, names.get(i), null, null);
            assertThat(all(store, filter))
                    .extracting(CallRecord::callId)
                    .containsExactly("hostile-" + i);
            assertThat(store.byId(names.get(i))).isEmpty();
            RecordFilter trunk =
                    new RecordFilter(Instant.EPOCH, Instant.MAX, null, null, names.get(i));
            assertThat(store.count(trunk)).isZero();
        }
        assertThat(store.count(RecordFilter.ALL)).isEqualTo(calls.size());
    }

    @Test
    void aSecondCallOfOneIdIsCountedAndTheFirstStays() {
        CallRecord first = samples.call("twice", SampleCalls.BEGIN, "first");
        CallRecord second = samples.call("twice", SampleCalls.BEGIN, "second");
        RecordStore store = startWith(List.of(first));
        addAll(store, List.of(second, samples.next(), samples.next()));
        assertThat(store.byId("twice").map(RecordStoreContract::comparable))
                .contains(comparable(first));
        assertThat(store.count(RecordFilter.ALL)).isEqualTo(3);
        assertThat(meters.dropped(RecordLoss.DUPLICATE)).isEqualTo(1);
        assertThat(meters.written()).isEqualTo(3);
    }

    @Test
    void aCallThatIsRefusedDoesNotBlockTheOthersAndIsNotQuoted() {
        List<CallRecord> good = samples.next(60);
        List<CallRecord> calls = new ArrayList<>(good);
        CallRecord longId = samples.call("x".repeat(65), SampleCalls.BEGIN, "a");
        calls.add(10, longId);
        calls.add(33, withTurnsTwice(samples.call("turns-twice", SampleCalls.BEGIN, "a")));
        RecordStore store = startWith(calls);
        assertThat(meters.dropped(RecordLoss.REFUSED)).isEqualTo(2);
        assertThat(meters.written()).isEqualTo(60);
        assertThat(store.count(RecordFilter.ALL)).isEqualTo(60);
        assertThat(store.byId("turns-twice")).isEmpty();
        clock.advance(Duration.ofMinutes(2));
        addAll(store, List.of(samples.call("y".repeat(70), SampleCalls.BEGIN, "a")));
        assertThat(log.of("records.lost"))
                .isNotEmpty()
                .allMatch(line ->
                        line.contains("reason=\"refused\"") && line.contains("last_refused"))
                .noneMatch(line -> line.contains("SECRET-TRANSCRIPT"));
        assertThat(log.lines()).noneMatch(line -> line.contains("SECRET-TRANSCRIPT"));
    }

    private static CallRecord withTurnsTwice(CallRecord call) {
        TurnTimes turn =
                new TurnTimes(1, 0, TurnTimes.Outcome.HEARD, 1L, 1L, 1L, 1L, 1L, 5L, 3L, 0, 0);
        return new CallRecord(
                call.callId(),
                call.definitions(),
                "",
                call.startedAt(),
                0,
                "",
                call.direction(),
                "a",
                call.leg(),
                call.arm(),
                Parties.UNKNOWN,
                call.outcome(),
                false,
                0,
                0,
                false,
                Usage.NONE,
                MediaQuality.NONE,
                List.of(turn, turn),
                List.of(),
                List.of(),
                Map.of(),
                List.of(),
                "SECRET-TRANSCRIPT");
    }

    @Test
    void retention_deletesOldCallsAtTheStartAndEveryHour() throws Exception {
        List<CallRecord> old = new ArrayList<>();
        for (int i = 0; i < 2 * Retention.CALLS_AT_ONCE + 100; i++) {
            old.add(samples.call("old-" + i, clock.now().minus(Duration.ofDays(31)), "a"));
        }
        List<CallRecord> young = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            Duration age = Duration.ofDays(30).minusMinutes(i < 50 ? 30 : 90);
            young.add(samples.call("young-" + i, clock.now().minus(age), "a"));
        }
        old.add(young.removeLast()); // one that stays: where all are too old, it waits
        startWith(old).close();
        RecordStore store = start(30, 1_000);
        addAll(store, young);
        eventually("old ones gone", () -> store.count(RecordFilter.ALL) == 100);
        clock.advance(Duration.ofMinutes(59));
        CallRecord last = samples.call("last", clock.now(), "a");
        addAll(store, List.of(last));
        assertThat(store.count(RecordFilter.ALL)).isEqualTo(101);
        clock.advance(Duration.ofMinutes(1));
        CallRecord oneMore = samples.call("one more", clock.now(), "a");
        addAll(store, List.of(oneMore));
        eventually("an hour's deleted", () -> store.count(RecordFilter.ALL) == 52);
        store.close();
        List<CallRecord> kept = new ArrayList<>(young.subList(50, 99));
        kept.add(old.getLast());
        kept.addAll(List.of(last, oneMore));
        assertThat(rowsOf("turn_record")).isEqualTo(turns(kept));
        assertThat(rowsOf("call_attempt"))
                .isEqualTo(kept.stream().mapToInt(call -> call.attempts().size()).sum());
        assertThat(log.of("records.lost")).isEmpty();
    }

    @Test
    void retention_waitsADayWhereAllCallsAreTooOld_asByAWrongClock() {
        startWith(samples.next(20)).close();
        Duration years = Duration.ofDays(3_000);
        clock.leap(years);
        RecordStore store = start(30, 1_000);
        eventually("it is told", () -> log.of("records.deleting_in_doubt").size() == 1);
        advanceAndWrite(store, Duration.ofHours(23));
        assertThat(store.count(RecordFilter.ALL)).isEqualTo(21);
        clock.leap(years.negated());
        advanceAndWrite(store, Duration.ofHours(2));
        advanceAndWrite(store, Duration.ofHours(2));
        assertThat(store.count(RecordFilter.ALL)).isEqualTo(23);
        assertThat(log.of("records.deleting_in_doubt")).hasSize(1);
    }

    @Test
    void retention_waitsADayWhereTheClockLeapsAmidCalls() {
        RecordStore store = start(30, 1_000);
        List<CallRecord> calls = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            calls.add(samples.call("before-" + i, clock.now().minus(Duration.ofDays(1)), "a"));
        }
        calls.add(samples.call("old", clock.now().minus(Duration.ofDays(31)), "a"));
        addAll(store, calls);
        eventually("it has looked once", () -> store.count(RecordFilter.ALL) == 20);
        clock.leap(Duration.ofDays(3_000));
        advanceAndWrite(store, Duration.ofHours(1));
        eventually("it is told", () -> log.of("records.deleting_in_doubt").size() == 1);
        advanceAndWrite(store, Duration.ofHours(23));
        assertThat(store.count(RecordFilter.ALL)).isEqualTo(22);
        advanceAndWrite(store, Duration.ofHours(2));
        eventually("old ones gone", () -> store.count(RecordFilter.ALL) == 3);
    }

    /** Lets time pass, and makes the writer see it: a call's end of now wakes it. */
    private void advanceAndWrite(RecordStore store, Duration by) {
        clock.advance(by);
        addAll(store, List.of(samples.call("at " + clock.nanos(), clock.now(), "a")));
    }

    private static int turns(List<CallRecord> calls) {
        return calls.stream().mapToInt(call -> call.turns().size()).sum();
    }

    /** Straight from a table. */
    int rowsOf(String table) throws SQLException {
        Connector connector = new Connector(RecordSettings.of(database));
        try (Connection connection = connector.openForReading();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT COUNT(*) FROM " + table)) {
            rows.next();
            return rows.getInt(1);
        }
    }

    /** How many calls a store that is large has; several pages. */
    int many() {
        return 50_000;
    }

    @Test
    void manyCallsAreReadPageByPage() {
        List<CallRecord> calls = new ArrayList<>();
        for (int i = 0; i < many(); i++) {
            calls.add(samples.plain("p-" + i, SampleCalls.BEGIN.plusMillis(i / 3)));
        }
        RecordStore store = startWith(calls);
        assertThat(store.count(RecordFilter.ALL)).isEqualTo(many());
        List<String> expected = calls.stream().sorted(BY_START).map(CallRecord::callId).toList();
        assertThat(store.newest(RecordFilter.ALL, many() - 10, 100))
                .extracting(CallRecord::callId)
                .isEqualTo(expected.subList(0, 10).reversed());
        // What is deleted while the first page is shown is not shown: it had not been read yet.
        int page = RecordReader.PAGE_CALLS;
        List<String> secondPage = expected.subList(page, 2 * page);
        List<String> seen = new ArrayList<>();
        store.forEach(
                RecordFilter.ALL,
                call -> {
                    if (seen.isEmpty()) {
                        execute(
                                "DELETE FROM call_record WHERE call_id IN ('"
                                        + String.join("','", secondPage)
                                        + "')");
                    }
                    seen.add(call.callId());
                });
        List<String> shown = new ArrayList<>(expected.subList(0, page));
        shown.addAll(expected.subList(2 * page, expected.size()));
        assertThat(seen).isEqualTo(shown);
    }

    /**
     * As a gateway made it that knew neither attempts nor RTP; its calls are still there, and new
     * ones fit.
     */
    @Test
    void databaseOfAnEarlierVersion_opensAndReads() throws Exception {
        RecordStore maker =
                startWith(
                        samples.next(20).stream().map(RecordStoreContract::asKeptAtFirst).toList());
        List<CallRecord> old = all(maker, RecordFilter.ALL);
        maker.close();
        for (String table : List.of("call_attempt", "call_lease", "call_rate", "call_request")) {
            execute("DROP TABLE " + table);
        }
        for (String column : List.of("lost_packets", "concealed_ms", "far_lost_packets")) {
            execute("ALTER TABLE call_record DROP COLUMN " + column);
        }
        // Named in lower case by Flyway, which H2 takes literally.
        execute("DELETE FROM \"call_record_schema\" WHERE \"version\" IN ('2', '3', '4')");
        List<CallRecord> calls = samples.next(20);
        RecordStore store = startWith(calls);
        assertThat(all(store, RecordFilter.ALL))
                .containsAll(old)
                .containsAll(calls.stream().map(RecordStoreContract::brief).toList())
                .hasSize(40);
        assertThat(store.byId(old.getFirst().callId()).orElseThrow().attempts()).isEmpty();
        assertThat(rowsOf("call_lease")).isZero();
    }

    private static CallRecord asKeptAtFirst(CallRecord call) {
        MediaQuality quality = call.quality();
        return copy(
                call,
                new MediaQuality(
                        quality.frames(),
                        quality.lateFrames(),
                        quality.gaps(),
                        quality.gapFilledMs(),
                        quality.droppedMs(),
                        0,
                        0,
                        0),
                List.of(),
                call.timeline(),
                call.transcript());
    }

    /** Straight to the database. */
    void execute(String sql) {
        Connector connector = new Connector(RecordSettings.of(database));
        try (Connection connection = connector.openForReading();
                Statement statement = connection.createStatement()) {
            boolean _ = statement.execute(sql);
        } catch (SQLException failed) {
            throw new AssertionError(failed);
        }
    }

    @Test
    void close_writesWhatWaitsAndCountsWhatComesLater() {
        RecordStore store = start(0, 2_000);
        List<CallRecord> calls = samples.next(600);
        calls.forEach(store::add);
        store.close(Duration.ofSeconds(60));
        assertThat(meters.written()).isEqualTo(600);
        store.add(samples.next());
        store.add(samples.next());
        assertThat(meters.dropped(RecordLoss.STOPPED)).isEqualTo(2);
        assertThat(log.of("records.lost"))
                .hasSize(2)
                .allMatch(line -> line.contains("stopped") && line.contains("calls=\"1\""));
        assertThat(start(0, 10).waiting()).isZero();
        RecordStore again = stores.getLast();
        eventually("it opens", () -> isAvailable(again));
        assertThat(again.count(RecordFilter.ALL)).isEqualTo(600);
    }

    static boolean isAvailable(RecordStore store) {
        try {
            return store.count(RecordFilter.ALL) >= 0;
        } catch (RecordsUnavailableException notYet) {
            return false;
        }
    }

    @Test
    void twoStoresKeepTheirCallsInOneDatabase() {
        RecordStore one = start(0, 1_000);
        RecordStore other = start(0, 1_000);
        addAll(one, samples.next(100));
        addAll(other, samples.next(100));
        assertThat(one.count(RecordFilter.ALL)).isEqualTo(200);
    }
}
