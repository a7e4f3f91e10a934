package dev.trunkline.observability.record;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.trunkline.observability.latency.BargeInTimes;
import dev.trunkline.observability.latency.TurnTimes;
import dev.trunkline.observability.metrics.CallOutcome;
import dev.trunkline.observability.metrics.LegKind;
import dev.trunkline.observability.metrics.TrunkKind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordExportTest {
    private static final String TURN_NAMES =
            "call_id,definitions,started_at,direction,agent,leg,trunk,trunk_kind,carried_by,experiment,block,"
                    + "number,at_us,outcome,endpointing_us,model_us,delivery_us,playout_us,"
                    + "lead_silence_us,heard_us,response_us,tool_calls,reconnects\r\n";

    /** Shows a list. */
    private record Listed(List<CallRecord> calls) implements CallRecords {
        @Override
        public void add(CallRecord call) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<CallRecord> newest(RecordFilter filter, int offset, int limit) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long count(RecordFilter filter) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<CallRecord> byId(String callId) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void forEach(RecordFilter filter, Consumer<CallRecord> sink) {
            calls.forEach(sink);
        }
    }

    private static CallRecord call(String agent) {
        return new CallRecord(
                "c-1",
                CallRecord.DEFINITIONS,
                "",
                Instant.parse("2026-03-01T08:00:00.5Z"),
                61_000,
                "pod-1",
                CallDirection.INBOUND,
                agent,
                LegKind.STREAM,
                Arm.observed("acme", TrunkKind.BYOC),
                new Parties("nabc", "", ""),
                CallOutcome.COMPLETED_BY_CALLER,
                true,
                0,
                0,
                true,
                Usage.NONE,
                MediaQuality.NONE,
                List.of(
                        new TurnTimes(
                                1,
                                4_000_000,
                                TurnTimes.Outcome.HEARD,
                                -20_000L,
                                400_000L,
                                100L,
                                null,
                                null,
                                null,
                                380_100L,
                                0,
                                0)),
                List.of(new BargeInTimes(1, 9_000_000, 40_000L, null, null)),
                List.of(
                        new AttemptRecord(
                                1,
                                "acme",
                                TrunkKind.BYOC,
                                "",
                                Instant.parse("2026-03-01T08:00:00.5Z"),
                                AttemptOutcome.FAILED,
                                503,
                                0,
                                null,
                                null,
                                "",
                                900),
                        new AttemptRecord(
                                2,
                                "native",
                                TrunkKind.NATIVE,
                                "CA2",
                                Instant.parse("2026-03-01T08:00:01.5Z"),
                                AttemptOutcome.ANSWERED,
                                0,
                                0,
                                1_200_000L,
                                4_000_000L,
                                "human",
                                60_000)),
                Map.of(),
                List.of(),
                "never exported");
    }

    private static String export(
            RecordExport.Rows rows, RecordExport.Format format, CallRecord... calls)
            throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new RecordExport(new Listed(List.of(calls))).write(RecordFilter.ALL, rows, format, out);
        return out.toString(UTF_8);
    }

    @Test
    void csv_hasNamesAndOneLineATurn() throws IOException {
        assertThat(export(RecordExport.Rows.TURNS, RecordExport.Format.CSV, call("desk")))
                .isEqualTo(
                        TURN_NAMES
                                + "c-1,1,2026-03-01T08:00:00.500Z,inbound,desk,stream,acme,byoc,acme,,,"
                                + "1,4000000,heard,-20000,400000,100,,,,380100,0,0\r\n");
    }

    @Test
    void csv_hasOneLineAnAttempt_withTheCallsArmAndTheAttemptsTrunk() throws IOException {
        String call = "c-1,1,2026-03-01T08:00:00.500Z,inbound,desk,stream,acme,byoc,acme,,,";
        assertThat(export(RecordExport.Rows.ATTEMPTS, RecordExport.Format.CSV, call("desk")))
                .isEqualTo(
                        "call_id,definitions,started_at,direction,agent,leg,trunk,trunk_kind,carried_by,"
                                + "experiment,block,number,attempt_trunk,attempt_trunk_kind,"
                                + "provider_call_id,attempt_started_at,outcome,sip_status,error_code,"
                                + "post_dial_us,answer_us,answered_by,duration_ms\r\n"
                                + call
                                + "1,acme,byoc,,2026-03-01T08:00:00.500Z,failed,503,,,,,900\r\n"
                                + call
                                + "2,native,native,CA2,2026-03-01T08:00:01.500Z,answered,,,1200000,"
                                + "4000000,human,60000\r\n");
    }

    @Test
    void jsonLines_haveOneObjectAnAttempt() throws IOException {
        assertThat(export(RecordExport.Rows.ATTEMPTS, RecordExport.Format.JSON_LINES, call("desk")))
                .hasLineCount(2)
                .contains("\"outcome\":\"failed\",\"sip_status\":503,\"error_code\":null");
    }

    @Test
    void csv_ofNothingHasNamesOnly() throws IOException {
        assertThat(export(RecordExport.Rows.TURNS, RecordExport.Format.CSV)).isEqualTo(TURN_NAMES);
    }

    @Test
    void csv_quotesWhatRfc4180Quotes() throws IOException {
        String agent = "a \"b\", c\r\nd";
        assertThat(export(RecordExport.Rows.BARGE_INS, RecordExport.Format.CSV, call(agent)))
                .endsWith(
                        "c-1,1,2026-03-01T08:00:00.500Z,inbound,\"a \"\"b\"\", c\r\nd\",stream,acme,byoc,"
                                + "acme,,,1,9000000,40000,,\r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "=1+1",
                "+1",
                "-1",
                "@SUM(A1)",
                "\t=1",
                "\r=1",
                "\n=1",
                "\uFF1D1",
                "=HYPERLINK(\"http://x\",\"y\")"
            })
    void csv_letsNoFormulaBegin(String agent) throws IOException {
        String quoted = ("'" + agent).replace("\"", "\"\"");
        assertThat(export(RecordExport.Rows.CALLS, RecordExport.Format.CSV, call(agent)))
                .containsAnyOf(
                        ",inbound," + quoted + ",stream", ",inbound,\"" + quoted + "\",stream");
        JsonNode line =
                JsonMapper.builder()
                        .build()
                        .readTree(
                                export(
                                        RecordExport.Rows.CALLS,
                                        RecordExport.Format.JSON_LINES,
                                        call(agent)));
        assertThat(line.path("agent").asText()).isEqualTo(agent);
    }

    @Test
    void jsonLines_areOneObjectALineWithTypesAndNulls() throws IOException {
        String[] lines =
                export(
                                RecordExport.Rows.CALLS,
                                RecordExport.Format.JSON_LINES,
                                call("a\nb"),
                                call("c"))
                        .split("\n", -1);
        assertThat(lines)
                .hasSize(3)
                .endsWith("") // the last line ends as well: exports can be joined
                .noneMatch(line -> line.contains("never exported"));
        JsonNode call = JsonMapper.builder().build().readTree(lines[0]);
        assertThat(call.path("agent").asText()).isEqualTo("a\nb");
        assertThat(call.path("duration_ms").isNumber()).isTrue();
        assertThat(call.path("answered").isBoolean()).isTrue();
        assertThat(call.path("provider_call_id").isNull()).isTrue();
        assertThat(call.path("turns").asInt()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void streamIsFlushedAndLeftOpenAndItsFailureIsItsOwn(RecordExport.Format format)
            throws IOException {
        AtomicInteger closed = new AtomicInteger();
        OutputStream broken =
                new OutputStream() {
                    @Override
                    public void write(int b) throws IOException {
                        throw new IOException("the reader has gone");
                    }

                    @Override
                    public void close() {
                        closed.incrementAndGet();
                    }
                };
        RecordExport export = new RecordExport(new Listed(List.of(call("a"))));
        assertThatThrownBy(() ->
                        export.write(RecordFilter.ALL, RecordExport.Rows.CALLS, format, broken))
                .isInstanceOf(IOException.class)
                .hasMessage("the reader has gone");
        assertThat(closed).hasValue(0);
    }
}
