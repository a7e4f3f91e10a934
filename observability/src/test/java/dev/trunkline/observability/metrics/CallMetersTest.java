package dev.trunkline.observability.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.trunkline.observability.latency.LatencyMetric;
import dev.trunkline.observability.latency.LatencySink;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CallMetersTest {
    private static final List<CallOutcome> ENDS =
            Arrays.stream(CallOutcome.values()).filter(CallOutcome::isEnd).toList();

    private static final String OPEN_METRICS = "application/openmetrics-text; version=1.0.0";
    private static final CallLabels LABELS =
            new CallLabels(TrunkKind.BYOC, "acme", LegKind.STREAM, "front_desk");
    private static final String PRINTED =
            "{agent=\"front_desk\",leg=\"stream\",trunk=\"acme\",trunk_kind=\"byoc\"";

    private final GatewayMeters meters = new GatewayMeters();
    private final CallMeters call = meters.forCall(LABELS, "c-17");

    @AfterEach
    void close() {
        meters.close();
    }

    private String text() {
        return new String(meters.scrape(null).body(), UTF_8);
    }

    @Test
    void count_addsToTheSeriesOfTheCallsLabels() {
        call.count(CallCounter.UPLINK_FRAMES);
        call.count(CallCounter.UPLINK_BYTES, 160);
        call.count(CallCounter.UPLINK_BYTES, 160);
        meters.forCall(LABELS, "c-18").count(CallCounter.UPLINK_FRAMES);
        assertThat(text())
                .contains("trunkline_uplink_frames_total" + PRINTED + "} 2.0")
                .contains("trunkline_uplink_bytes_total" + PRINTED + "} 320.0");
    }

    @Test
    void count_exportsMillisecondsAsSecondsByReason() {
        call.count(CallCounter.DROPPED_SLOW_LEG_MS, 2_500);
        assertThat(text())
                .containsPattern(
                        "trunkline_dropped_audio_seconds_total\\{.*reason=\"slow_leg\".*} 2\\.5\n")
                .containsPattern(
                        "trunkline_dropped_audio_seconds_total\\{.*reason=\"slow_model\".*} 0\\.0\n");
    }

    @Test
    void count_neverLowersACounter() {
        call.count(CallCounter.TRUNCATIONS, 3);
        call.count(CallCounter.TRUNCATIONS, -1);
        assertThat(text()).contains("trunkline_truncations_total" + PRINTED + "} 3.0");
    }

    @Test
    void ended_countsEveryOutcomeUnderItsOwnName() {
        for (CallOutcome outcome : ENDS) {
            call.ended(outcome);
        }
        String text = text();
        for (CallOutcome outcome : ENDS) {
            assertThat(text)
                    .containsPattern(
                            "trunkline_calls_ended_total\\{.*outcome=\""
                                    + outcome.label()
                                    + "\".*} 1\\.0\n");
        }
    }

    @Test
    void modelError_knowsItsCodesAndPutsTheRestUnderOther() {
        for (CallCounter counter : CallCounter.values()) {
            if (counter.meter() == GatewayMeter.MODEL_ERRORS) {
                assertThat(CallCounter.modelError(counter.labelValue())).isEqualTo(counter);
            }
        }
        assertThat(CallCounter.modelError(null)).isEqualTo(CallCounter.ERROR_OTHER);
        assertThat(CallCounter.modelError("made_up")).isEqualTo(CallCounter.ERROR_OTHER);
    }

    @Test
    void latency_isRecordedInSecondsWithTheCallAsExemplar() {
        call.latency(LatencyMetric.TURN_HEARD, TimeUnit.MILLISECONDS.toNanos(820));
        Scrape scrape = meters.scrape(OPEN_METRICS);
        assertThat(scrape.contentType()).startsWith("application/openmetrics-text");
        assertThat(new String(scrape.body(), UTF_8))
                .contains("trunkline_turn_heard_seconds_sum" + PRINTED + "} 0.82")
                .containsPattern(
                        "trunkline_turn_heard_seconds_bucket\\{.*le=\"0\\.9\".*} 1 # \\{call=\"c-17\"}"
                                + " 0\\.82 ")
                .containsPattern("trunkline_turn_heard_seconds_bucket\\{.*le=\"0\\.8\".*} 0\n")
                .endsWith("# EOF\n");
    }

    @Test
    void latency_unknownIsNotRecordedAndZeroIs() {
        call.latency(LatencyMetric.LEG_RTT, LatencySink.UNKNOWN_NANOS);
        assertThat(text()).doesNotContain("trunkline_leg_rtt_seconds_count");
        call.latency(LatencyMetric.LEG_RTT, 0);
        assertThat(text()).contains("trunkline_leg_rtt_seconds_count" + PRINTED + "} 1\n");
    }

    @Test
    void latency_thatEndsBeforeItBeginsIsCountedAsDiscarded() {
        call.latency(LatencyMetric.TURN_ENDPOINTING, -1);
        assertThat(text())
                .doesNotContain("trunkline_turn_endpointing_seconds_count")
                .contains("trunkline_discarded_latencies_total" + PRINTED + "} 1.0");
    }

    @Test
    void everyLatencyCanBeRecorded() {
        for (LatencyMetric metric : LatencyMetric.values()) {
            if (metric.perCall()) {
                call.latency(metric, 1_000_000);
            }
        }
        meters.loopLag(1_000_000);
        String text = text();
        for (LatencyMetric metric : LatencyMetric.values()) {
            assertThat(text)
                    .containsPattern(metric.metricName() + "_count(\\{.*})? 1\n")
                    .contains("# HELP " + metric.metricName() + " " + metric.meaning());
        }
    }

    @Test
    void labels_beyondTheCapBecomeOther() {
        try (GatewayMeters few = new GatewayMeters(2)) {
            for (int i = 0; i < 50; i++) {
                CallLabels labels =
                        new CallLabels(TrunkKind.NATIVE, "trunk" + i, LegKind.STREAM, "agent" + i);
                few.forCall(labels, "c-" + i).count(CallCounter.CALLS_STARTED);
            }
            String text = new String(few.scrape(null).body(), UTF_8);
            assertThat(text)
                    .containsPattern("calls_started_total\\{agent=\"agent0\".*} 1\\.0\n")
                    .containsPattern("calls_started_total\\{agent=\"agent1\".*} 1\\.0\n")
                    .containsPattern(
                            "calls_started_total\\{agent=\"other\",leg=\"stream\",trunk=\"other\","
                                    + "trunk_kind=\"native\"} 48\\.0\n")
                    .doesNotContain("agent2\"");
        }
    }

    @Test
    void labels_tenThousandNamesAreNoMoreSeriesThanTheCapAndOther() {
        for (int i = 0; i < 10_000; i++) {
            CallMeters each =
                    meters.forCall(
                            new CallLabels(
                                    TrunkKind.BYOC, "trunk" + i, LegKind.STREAM, "agent" + i),
                            "c-" + i);
            each.ended(CallOutcome.COMPLETED_BY_CALLER);
            each.latency(LatencyMetric.TURN_HEARD, 800_000_000);
        }
        String text = text();
        int own = GatewayMeters.DEFAULT_LABEL_SETS - 1; // this test's call has the first
        assertThat(text.lines().filter(line -> line.startsWith("trunkline_calls_started_total{")))
                .hasSize(GatewayMeters.DEFAULT_LABEL_SETS + 1);
        assertThat(
                        text.lines()
                                .filter(line ->
                                        line.startsWith("trunkline_turn_heard_seconds_count{")))
                .hasSize(own + 1);
        assertThat(text)
                .containsPattern(
                        "turn_heard_seconds_count\\{agent=\"other\",.*trunk=\"other\".*} "
                                + (10_000 - own))
                .containsPattern(
                        "calls_ended_total\\{agent=\"other\",.*outcome=\"completed_by_caller\".*} "
                                + (10_000.0 - own));
    }

    /** A quantile within a bucket is off by up to its width. */
    @Test
    void buckets_areDenseFromTwentyMillisecondsToThreeSeconds() {
        call.latency(LatencyMetric.TURN_HEARD, 1);
        double[] bounds =
                text().lines()
                        .filter(line -> line.startsWith("trunkline_turn_heard_seconds_bucket{"))
                        .map(line -> line.replaceFirst(".*le=\"([^\"]+)\".*", "$1"))
                        .filter(bound -> !bound.equals("+Inf"))
                        .mapToDouble(Double::parseDouble)
                        .filter(bound -> bound >= 0.02 && bound <= 3)
                        .toArray();
        assertThat(bounds).startsWith(0.02).endsWith(3);
        for (int i = 1; i < bounds.length; i++) {
            double width = bounds[i] - bounds[i - 1];
            assertThat(width).isLessThanOrEqualTo(Math.max(0.0201, 0.26 * bounds[i - 1]));
        }
    }

    @Test
    void openSockets_areCountedBySideOverAllCalls() {
        call.socketOpened(SocketSide.LEG);
        meters.forCall(CallLabels.unknown(LegKind.STREAM), "none").socketOpened(SocketSide.LEG);
        call.socketOpened(SocketSide.MODEL);
        call.socketClosed(SocketSide.MODEL);
        assertThat(text())
                .contains("trunkline_open_sockets{side=\"leg\"} 2.0\n")
                .contains("trunkline_open_sockets{side=\"model\"} 0.0\n");
    }

    @Test
    void buildInfo_isTheBuildsVersion() {
        assertThat(text())
                .containsPattern("trunkline_build_info\\{version=\"[0-9]+\\.[0-9]+.*\"} 1\n");
    }

    @Test
    void gauges_areReadAtEachScrape() {
        int[] talking = {3};
        meters.gauges(
                new GaugeReadings() {
                    @Override
                    public int calls(CallPhase phase) {
                        return phase == CallPhase.TALKING ? talking[0] : 1;
                    }

                    @Override
                    public int callLimit() {
                        return 400;
                    }

                    @Override
                    public int prewarmedSessions() {
                        return 7;
                    }
                });
        assertThat(text())
                .contains("trunkline_active_calls 6.0\n")
                .contains("trunkline_calls_in_phase{phase=\"talking\"} 3.0\n")
                .contains("trunkline_call_limit 400.0\n")
                .contains("trunkline_prewarmed_sessions 7.0\n");
        talking[0] = 0;
        assertThat(text()).contains("trunkline_active_calls 3.0\n");
    }

    @Test
    void scrape_hasTheJvmsMetersToo() {
        System.gc();
        assertThat(text())
                .contains("jvm_memory_used_bytes{")
                .contains("jvm_buffer_memory_used_bytes{id=\"direct\"}")
                .contains("jvm_threads_live_threads ")
                .contains("jvm_gc_live_data_size_bytes ")
                .contains("process_cpu_usage ")
                .contains("process_files_open_files ")
                .contains("process_uptime_seconds ")
                .contains("system_cpu_count ");
        // Collections are reported by a thread of the JVM's, some time later.
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!text().contains("jvm_gc_pause_seconds_count{") && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        assertThat(text()).contains("jvm_gc_pause_seconds_count{");
    }

    @Test
    void scrape_offersNativeHistogramsInProtobuf() {
        call.latency(LatencyMetric.TURN_HEARD, TimeUnit.MILLISECONDS.toNanos(820));
        Scrape scrape =
                meters.scrape(
                        "application/vnd.google.protobuf;"
                                + "proto=io.prometheus.client.MetricFamily;encoding=delimited");
        assertThat(scrape.contentType()).startsWith("application/vnd.google.protobuf");
        assertThat(new String(scrape.body(), UTF_8)).contains("trunkline_turn_heard_seconds");
    }

    @Test
    void count_allocatesNothing() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        countFrames(20_000); // warm-up
        long least = Long.MAX_VALUE;
        for (int round = 0; round < 3; round++) { // the JVM's own change of code may fall into one
            long before = threads.getCurrentThreadAllocatedBytes();
            countFrames(10_000);
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        // The measurement itself may cost a few objects, ten thousand frames may not.
        assertThat(least).isLessThan(1_000);
    }

    private void countFrames(int frames) {
        for (int i = 0; i < frames; i++) {
            call.count(CallCounter.UPLINK_FRAMES);
            call.count(CallCounter.UPLINK_BYTES, 160);
            call.count(CallCounter.MODEL_AUDIO_SENT_MS, 20);
        }
    }
}
