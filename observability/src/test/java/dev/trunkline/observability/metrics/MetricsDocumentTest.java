package dev.trunkline.observability.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.observability.latency.LatencyMetric;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds {@code docs/metrics.md} equal to the declarations. */
class MetricsDocumentTest {
    private static final Path DOCUMENT = Path.of("..", "docs", "metrics.md");

    @Test
    void documentSaysWhatIsDeclared() throws IOException {
        String expected = document();
        if (Boolean.getBoolean("trunkline.docs.write")) {
            Files.createDirectories(DOCUMENT.getParent());
            Files.writeString(DOCUMENT, expected);
        }
        assertThat(Files.readString(DOCUMENT))
                .as("rewrite it with -Dtrunkline.docs.write=true")
                .isEqualTo(expected);
    }

    private static String document() {
        StringBuilder text = new StringBuilder();
        text.append(
                """
                # Metrics

                `GET /metrics` on the management port: plain text, OpenMetrics (with exemplars that name the call) or
                Prometheus's protobuf (with native histograms beside the classic ones), as the scraper asks. The meters of the
                JVM, the process, Netty and Vert.x stand beside these, under Micrometer's names.

                Every meter of a call carries `trunk_kind` (%s), `trunk`, `leg` (%s) and `agent`; never a call's id and never a
                number. Of more than %d combinations, the further trunks and agents are called `other`.

                ## Latencies

                Histograms, in seconds. Each is defined once, by both ends; one that is not known is not recorded.

                | metric | from | to | meaning |
                |---|---|---|---|
                """
                        .formatted(
                                values(Stream.of(TrunkKind.values()).map(TrunkKind::label)),
                                values(Stream.of(LegKind.values()).map(LegKind::label)),
                                GatewayMeters.DEFAULT_LABEL_SETS));
        for (LatencyMetric metric : LatencyMetric.values()) {
            row(
                    text,
                    "`" + metric.metricName() + "`",
                    metric.from(),
                    metric.to(),
                    metric.meaning() + (metric.perCall() ? "" : " (no labels)"));
        }
        text.append(
                """

                The parts of a turn, from `turn_endpointing` to `turn_lead_silence`, sum to `turn_heard`.

                On the legs that carry words instead of audio (%s), those one of whose ends is found in audio cannot be
                measured: %s.

                What each of Twilio's legs knows, and why:

                | latency | `stream` | `relay` |
                |---|---|---|
                | `turn_endpointing`, `turn_heard`, `turn_response` | from the last voiced frame, found in the audio | – : Twilio listens, and tells neither when the caller's voice ended nor how long it waited then |
                | `turn_model` | from `speech_stopped` | from the final prompt, so after Twilio's endpointing and transcription, to the first words |
                | `turn_delivery` | to the first frame | to the first token handed to the socket |
                | `turn_playout` | to the first frame's playing, by marks | to Twilio's word that the agent speaks, or that a token was spoken: its speech synthesis included; absent where it does not say |
                | `turn_lead_silence` | searched in the audio | – : there is none to search |
                | `barge_in_reaction`, `barge_in_silence`, `barge_in_leaked` | from the caller's first voiced frame, by marks | – : an `interrupt` says that the agent is silent by now, not since when the caller spoke; the barge-in itself is counted and recorded |
                | `first_audio` | to the first frame | to the first token; absent where Twilio speaks the greeting by itself |
                | `call_setup` | to `start` | to `setup` |
                | `leg_rtt` | by marks | by WebSocket pings |
                | `relay_uplink`, `relay_downlink`, `uplink_jitter` | per frame | – : no audio passes |

                ## Counters and gauges

                | metric | type | label beside the call's | meaning |
                |---|---|---|---|
                """
                        .formatted(
                                values(
                                        Stream.of(LegKind.values())
                                                .filter(leg ->
                                                        !leg.measures(LatencyMetric.TURN_HEARD))
                                                .map(LegKind::label)),
                                values(
                                        Stream.of(LatencyMetric.values())
                                                .filter(LatencyMetric::takesAudio)
                                                .map(metric ->
                                                        metric.name().toLowerCase(Locale.ROOT)))));
        for (GatewayMeter meter : GatewayMeter.values()) {
            row(
                    text,
                    "`" + meter.metricName() + "`",
                    switch (meter.type()) {
                        case COUNTER -> "counter";
                        case PROCESS_COUNTER -> "counter (no call labels)";
                        case GAUGE -> "gauge (no call labels)";
                    },
                    meter.labels().isEmpty() ? "–" : labels(meter),
                    meter.help());
        }
        row(
                text,
                "`" + BuildInfo.NAME + "`",
                "gauge (no call labels)",
                "`version`",
                BuildInfo.HELP);
        return text.toString();
    }

    private static String labels(GatewayMeter meter) {
        return meter.labels().stream()
                .map(label -> "`" + label + "`: " + labelValues(meter, label))
                .collect(Collectors.joining("; "));
    }

    private static String labelValues(GatewayMeter meter, String label) {
        return switch (meter) {
            case TWILIO_REQUESTS, TWILIO_RETRIES ->
                    label.equals("outcome")
                            ? values(Stream.of(TwilioOutcome.values()).map(TwilioOutcome::label))
                            : values(Stream.of(TwilioRequest.values()).map(TwilioRequest::label));
            case CALLS_ENDED ->
                    values(
                            Stream.of(CallOutcome.values())
                                    .filter(CallOutcome::isEnd)
                                    .map(CallOutcome::label));
            case OPEN_SOCKETS -> values(Stream.of(SocketSide.values()).map(SocketSide::label));
            case RECORDS_DROPPED -> values(Stream.of(RecordLoss.values()).map(RecordLoss::label));
            case AGENT_RELOADS ->
                    values(Stream.of(AgentReloadResult.values()).map(AgentReloadResult::label));
            case SOCKETS_REFUSED ->
                    values(Stream.of(SocketRefusal.values()).map(SocketRefusal::label));
            case CERTIFICATE_RELOADS ->
                    values(Stream.of(CertificateReload.values()).map(CertificateReload::label));
            case TRACES -> values(Stream.of(TraceResult.values()).map(TraceResult::label));
            case TRUNK_STATE ->
                    switch (label) {
                        case "trunk" -> "as configured";
                        case "trunk_kind" ->
                                values(Stream.of(TrunkKind.values()).map(TrunkKind::label));
                        default -> values(Stream.of(TrunkState.values()).map(TrunkState::label));
                    };
            case CALLS_IN_PHASE -> values(Stream.of(CallPhase.values()).map(CallPhase::label));
            default ->
                    values(
                            Stream.of(CallCounter.values())
                                    .filter(counter -> counter.meter() == meter)
                                    .map(CallCounter::labelValue));
        };
    }

    private static String values(Stream<String> values) {
        return values.map(value -> "`" + value + "`").collect(Collectors.joining(", "));
    }

    private static void row(StringBuilder text, String... cells) {
        text.append("| ").append(String.join(" | ", List.of(cells))).append(" |\n");
    }
}
