package dev.trunkline.gateway.admin;

import dev.trunkline.gateway.trunk.oncall.EscalationView;
import dev.trunkline.observability.latency.BargeInTimes;
import dev.trunkline.observability.latency.LatencyHistogram;
import dev.trunkline.observability.latency.LatencyMetric;
import dev.trunkline.observability.latency.TimelineEvent;
import dev.trunkline.observability.latency.TurnTimes;
import dev.trunkline.observability.record.Arm;
import dev.trunkline.observability.record.AttemptRecord;
import dev.trunkline.observability.record.CallRecord;
import dev.trunkline.observability.record.MediaQuality;
import dev.trunkline.observability.record.Usage;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** Call records as the API shows them. Times are microseconds; what was not seen is null. */
final class CallJson {
    private CallJson() {}

    static JsonObject page(RecentCalls.Page page) {
        JsonArray records = new JsonArray();
        page.records().forEach(record -> records.add(summary(record, false)));
        JsonObject json =
                new JsonObject()
                        .put("records", records)
                        .put("total", page.total())
                        .put("offset", page.offset())
                        .put("limit", page.limit());
        return page.problem().isEmpty() ? json : json.put("error", page.problem());
    }

    /** Identity and outcome; the outcome of a live call is null. */
    static JsonObject summary(CallRecord call, boolean live) {
        return new JsonObject()
                .put("id", call.callId())
                .put("live", live)
                .put("providerCallId", call.providerCallId())
                .put("startedAt", call.startedAt().toString())
                .put("durationMs", call.durationMs())
                .put("gateway", call.gateway())
                .put("direction", call.direction().label())
                .put("agent", call.agent())
                .put("leg", call.leg().label())
                .put("arm", arm(call.arm()))
                .put("outcome", live ? null : call.outcome().label())
                .put("answered", call.answered())
                .put("sipStatus", call.sipStatus())
                .put("failovers", call.failovers())
                .put("prewarmed", call.prewarmed())
                .put("turnCount", call.turns().size())
                .put("bargeInCount", call.bargeIns().size())
                .put("attemptCount", call.attempts().size());
    }

    static JsonObject arm(Arm arm) {
        return new JsonObject()
                .put("trunk", arm.trunk())
                .put("kind", arm.kind().label())
                .put("carriedBy", arm.carriedBy())
                .put("experiment", arm.experiment())
                .put("block", arm.block());
    }

    /** Everything but the transcript, which has no place in a list of figures. */
    static JsonObject whole(CallRecord call, boolean live) {
        JsonArray turns = new JsonArray();
        call.turns().forEach(turn -> turns.add(turn(turn)));
        JsonArray bargeIns = new JsonArray();
        call.bargeIns().forEach(bargeIn -> bargeIns.add(bargeIn(bargeIn)));
        JsonArray attempts = new JsonArray();
        call.attempts().forEach(attempt -> attempts.add(attempt(attempt)));
        JsonArray timeline = new JsonArray();
        call.timeline().forEach(event -> timeline.add(event(event)));
        JsonObject latencies = new JsonObject();
        for (LatencyMetric metric : LatencyMetric.values()) {
            LatencyHistogram histogram = call.latencies().get(metric);
            if (histogram != null) {
                latencies.put(metric.metricName(), latency(metric, histogram));
            }
        }
        return summary(call, live)
                .put("definitions", call.definitions())
                .put(
                        "parties",
                        new JsonObject()
                                .put("callerHash", call.parties().callerHash())
                                .put("calleeHash", call.parties().calleeHash())
                                .put("attestation", call.parties().attestation()))
                .put("usage", usage(call.usage()))
                .put("quality", quality(call.quality()))
                .put("turns", turns)
                .put("bargeIns", bargeIns)
                .put("attempts", attempts)
                .put("latencies", latencies)
                .put("timeline", timeline);
    }

    /** The people who were brought to a call: by their place, never by a number. */
    static JsonObject escalation(EscalationView people) {
        JsonObject json =
                new JsonObject()
                        .put("name", people.name())
                        .put("state", people.state().label())
                        .put("step", people.step())
                        .put("rung", people.rung())
                        .put("takenBy", people.takenBy() == 0 ? null : people.takenBy());
        if (!people.recordingSid().isEmpty()) {
            json.put(
                    "voicemail",
                    new JsonObject()
                            .put("recordingSid", people.recordingSid())
                            .put("seconds", people.recordingSeconds()));
        }
        return json;
    }

    private static JsonObject turn(TurnTimes turn) {
        return new JsonObject()
                .put("number", turn.number())
                .put("atUs", turn.atUs())
                .put("outcome", turn.outcome().label())
                .put("endpointingUs", turn.endpointingUs())
                .put("modelUs", turn.modelUs())
                .put("deliveryUs", turn.deliveryUs())
                .put("playoutUs", turn.playoutUs())
                .put("leadSilenceUs", turn.leadSilenceUs())
                .put("heardUs", turn.heardUs())
                .put("responseUs", turn.responseUs())
                .put("toolCalls", turn.toolCalls())
                .put("reconnects", turn.reconnects());
    }

    private static JsonObject bargeIn(BargeInTimes bargeIn) {
        return new JsonObject()
                .put("number", bargeIn.number())
                .put("atUs", bargeIn.atUs())
                .put("reactionUs", bargeIn.reactionUs())
                .put("silenceUs", bargeIn.silenceUs())
                .put("leakedUs", bargeIn.leakedUs());
    }

    static JsonObject attempt(AttemptRecord attempt) {
        return new JsonObject()
                .put("number", attempt.number())
                .put("trunk", attempt.trunk())
                .put("kind", attempt.kind().label())
                .put("providerCallId", attempt.providerCallId())
                .put("startedAt", attempt.startedAt().toString())
                .put("outcome", attempt.outcome().label())
                .put("sipStatus", attempt.sipStatus())
                .put("errorCode", attempt.errorCode())
                .put("postDialUs", attempt.postDialUs())
                .put("answerUs", attempt.answerUs())
                .put("answeredBy", attempt.answeredBy())
                .put("durationMs", attempt.durationMs());
    }

    private static JsonObject latency(LatencyMetric metric, LatencyHistogram histogram) {
        return new JsonObject()
                .put("meaning", metric.meaning())
                .put("count", histogram.count())
                .put("p50Us", histogram.quantileUs(0.5))
                .put("p90Us", histogram.quantileUs(0.9))
                .put("p99Us", histogram.quantileUs(0.99))
                .put("maxUs", histogram.maxUs())
                .put("hdrHistogram", histogram.encode());
    }

    private static JsonObject event(TimelineEvent event) {
        return new JsonObject().put("moment", event.moment().label()).put("atUs", event.atUs());
    }

    private static JsonObject usage(Usage usage) {
        return new JsonObject()
                .put("audioSentMs", usage.audioSentMs())
                .put("audioReceivedMs", usage.audioReceivedMs())
                .put("inputTextTokens", usage.inputTextTokens())
                .put("inputAudioTokens", usage.inputAudioTokens())
                .put("cachedTextTokens", usage.cachedTextTokens())
                .put("cachedAudioTokens", usage.cachedAudioTokens())
                .put("outputTextTokens", usage.outputTextTokens())
                .put("outputAudioTokens", usage.outputAudioTokens());
    }

    private static JsonObject quality(MediaQuality quality) {
        return new JsonObject()
                .put("frames", quality.frames())
                .put("lateFrames", quality.lateFrames())
                .put("gaps", quality.gaps())
                .put("gapFilledMs", quality.gapFilledMs())
                .put("droppedMs", quality.droppedMs())
                .put("lostPackets", quality.lostPackets())
                .put("concealedMs", quality.concealedMs())
                .put("farLostPackets", quality.farLostPackets());
    }
}
