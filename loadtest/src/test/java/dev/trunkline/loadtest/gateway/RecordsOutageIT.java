package dev.trunkline.loadtest.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.loadtest.model.ModelBehavior;
import dev.trunkline.loadtest.phone.CallProgress;
import dev.trunkline.loadtest.phone.CallScript;
import dev.trunkline.loadtest.phone.CallerAudio;
import dev.trunkline.loadtest.phone.PhoneCall;
import dev.trunkline.loadtest.phone.PhoneCallReport;
import dev.trunkline.loadtest.phone.When;
import dev.trunkline.observability.metrics.CallOutcome;
import dev.trunkline.observability.record.CallRecord;
import dev.trunkline.observability.record.PostgresServer;
import dev.trunkline.observability.record.RecordFilter;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * The records' database dies under fifty calls that have just begun, and comes back when they are
 * over: half a minute later at least.
 */
@ExtendWith(Leaks.class)
class RecordsOutageIT {
    private static final int CALLS = 50;
    private static final int RING_TOGETHER = 10;

    private static final Duration OUTAGE = Duration.ofSeconds(30);

    /** A call of so many takes about as long, so that records want to be written at its end. */
    private static final int UTTERANCES = 3;

    /** Longer than a busy machine holds up an answer that has begun: that is no end of it. */
    private static final int PAUSE_MS = 1_500;

    /** So that the writer has failed with its pauses between, not only once. */
    private static final int FAILED_ATTEMPTS = 4;

    /** More than the longest pause between two attempts, on a machine that is busy. */
    private static final Duration COMES_BACK = Duration.ofSeconds(90);

    private static final String DATABASE = "postgres";

    @TempDir private Path home;

    @Test
    void postgresKilledUnderFiftyCalls_losesNoRecord_andHarmsNoCall() throws Exception {
        List<String> agents = IntStream.range(0, CALLS).mapToObj(each -> "agent" + each).toList();
        try (PostgresServer server = PostgresServer.start(home);
                Bench bench =
                        new Bench(environment(server, agents), _ -> ModelBehavior.defaults())) {
            Bench.awaitAnswers(bench.gateway.records()); // so it has its tables, and is connected
            List<PhoneCall> calls = place(bench, agents);

            server.kill();
            long killedNanos = System.nanoTime();
            List<PhoneCallReport> reports = calls.stream().map(Bench::ended).toList();
            bench.assertAtRest();
            Bench.await(
                    "attempts that failed",
                    Duration.ofSeconds(60),
                    () ->
                            bench.counter("trunkline_records_write_failures_total")
                                    >= FAILED_ATTEMPTS);
            Bench.await(
                    "an outage that long",
                    OUTAGE,
                    () -> System.nanoTime() - killedNanos >= OUTAGE.toNanos());
            double queued = bench.counter("trunkline_records_queued");
            assertThat(queued).isPositive();
            // A call that was over before the kill may have been written; no other can be.
            assertThat(queued + bench.counter("trunkline_records_written_total")).isEqualTo(CALLS);

            server.start();
            Bench.await(
                    "all written",
                    COMES_BACK,
                    () -> bench.counter("trunkline_records_written_total") >= CALLS);
            assertThat(bench.counter("trunkline_records_queued")).isZero();
            assertThat(bench.metrics()).contains("trunkline_records_dropped_total{");
            assertThat(bench.counter("trunkline_records_dropped_total")).isZero();
            assertThat(recordedCallSids(server))
                    .hasSize(CALLS)
                    .containsExactlyInAnyOrderElementsOf(
                            calls.stream().map(PhoneCall::callSid).toList());
            assertWhole(bench.gateway.records().newest(RecordFilter.ALL, 0, CALLS + 1));
            for (int call = 0; call < CALLS; call++) {
                assertUnharmed(bench, reports.get(call), agents.get(call));
            }
            assertNothingMissing(bench);
        }
    }

    /** All of them, and comes back when the model has been heard in each. */
    private static List<PhoneCall> place(Bench bench, List<String> agents) {
        List<PhoneCall> calls = new ArrayList<>();
        List<CompletableFuture<CallProgress>> heard = new ArrayList<>();
        for (String agent : agents) {
            PhoneCall call = bench.place(script(agent));
            calls.add(call);
            heard.add(call.await(progress -> progress.mediaReceived() > 0, Duration.ofSeconds(60)));
            if (calls.size() % RING_TOGETHER == 0) {
                heard.forEach(Bench::got);
            }
        }
        return calls;
    }

    /** Pauses so long that nothing of the answer before is still queued: no barge-in. */
    private static CallScript script(String agent) {
        var script = CallScript.inbound("/twilio/voice?agent=" + agent);
        for (int said = 0; said < UTTERANCES; said++) {
            script.say(When.agentEnded(PAUSE_MS), CallerAudio.utterance(1));
        }
        return script.hangUp(When.agentEnded(PAUSE_MS)).build();
    }

    private static void assertUnharmed(Bench bench, PhoneCallReport report, String agent) {
        bench.assertUnharmed(report, agent);
        var stream = report.stream().orElseThrow();
        assertThat(stream.utterances()).as(agent).hasSize(UTTERANCES);
        assertThat(stream.framesDropped()).as(agent).isZero();
        assertThat(stream.clears()).as(agent).isEmpty();
    }

    /** As the gateway counted it. */
    private static void assertNothingMissing(Bench bench) {
        assertThat(bench.counter("trunkline_calls_ended_total", "completed_by_caller"))
                .isEqualTo(CALLS);
        for (String none :
                List.of(
                        "trunkline_dropped_audio_seconds_total",
                        "trunkline_uplink_gaps_total",
                        "trunkline_uplink_late_frames_total",
                        "trunkline_model_errors_total")) {
            assertThat(bench.counter(none)).as(none).isZero();
        }
    }

    private static void assertWhole(List<CallRecord> records) {
        assertThat(records)
                .hasSize(CALLS)
                .allSatisfy(record -> {
                    assertThat(record.outcome()).isEqualTo(CallOutcome.COMPLETED_BY_CALLER);
                    assertThat(record.turns()).hasSize(UTTERANCES);
                    assertThat(record.latencies()).isNotEmpty();
                    assertThat(record.timeline()).isNotEmpty();
                });
        assertThat(records).extracting(CallRecord::callId).doesNotHaveDuplicates();
    }

    /** Straight from the table, whatever the gateway says of it. */
    private static List<String> recordedCallSids(PostgresServer server) throws SQLException {
        List<String> callSids = new ArrayList<>();
        try (Connection connection = server.connect(DATABASE);
                Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery("SELECT provider_call_id FROM call_record")) {
            while (rows.next()) {
                callSids.add(rows.getString(1));
            }
        }
        return callSids;
    }

    private static Map<String, String> environment(PostgresServer server, List<String> agents) {
        Map<String, String> environment =
                new HashMap<>(Bench.agents("fast", "", agents.toArray(String[]::new)));
        environment.put("TRUNKLINE_RECORDS_KEEP", "true");
        environment.put("DATABASE_URL", server.url(DATABASE));
        // A busy machine may hold up phones and gateway alike: that is no pause of the callers'.
        environment.put("TRUNKLINE_MEDIA_SILENCE_AFTER_MS", "10000");
        return environment;
    }
}
