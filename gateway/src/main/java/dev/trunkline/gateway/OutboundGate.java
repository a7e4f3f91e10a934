package dev.trunkline.gateway;

import dev.trunkline.gateway.call.CallIdentity;
import dev.trunkline.gateway.call.CallRecorder;
import dev.trunkline.gateway.trunk.Trunk;
import dev.trunkline.gateway.trunk.dial.CallRequest;
import dev.trunkline.gateway.trunk.dial.DialListener;
import dev.trunkline.gateway.trunk.dial.DialView;
import dev.trunkline.observability.latency.LatencyMetric;
import dev.trunkline.observability.metrics.CallLabels;
import dev.trunkline.observability.metrics.CallMeters;
import dev.trunkline.observability.metrics.CallOutcome;
import dev.trunkline.observability.metrics.GatewayMeters;
import dev.trunkline.observability.metrics.LegKind;
import dev.trunkline.observability.record.AttemptRecord;
import dev.trunkline.observability.record.CallDirection;
import dev.trunkline.observability.record.CallRecord;
import dev.trunkline.observability.record.NumberHash;
import dev.trunkline.observability.record.Parties;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the records of calls out that never had media, counts tries, and logs. */
final class OutboundGate implements DialListener {
    private static final Logger LOG = LoggerFactory.getLogger(OutboundGate.class);

    private final GatewayMeters meters;
    private final NumberHash numbers;
    private final String gatewayName;
    private final Consumer<CallRecord> records;

    OutboundGate(
            GatewayMeters meters,
            NumberHash numbers,
            String gatewayName,
            Consumer<CallRecord> records) {
        this.meters = meters;
        this.numbers = numbers;
        this.gatewayName = gatewayName;
        this.records = records;
    }

    /** Labels of what is measured of a call: those of the trunk that carries it. */
    static CallLabels labels(DialView call, LegKind leg) {
        Trunk carrier = call.carriedBy();
        return new CallLabels(carrier.kind(), carrier.name(), leg, call.agent());
    }

    /** A record of a call out with what only its dialling knows. */
    static CallRecord dialled(CallRecord record, DialView call) {
        return record.dialled(call.arm(), call.sipStatus(), call.failovers(), call.attempts());
    }

    /** Both ends of it, hashed. */
    static Parties parties(NumberHash numbers, CallRequest request, DialView call) {
        return new Parties(
                numbers.of(request.shownBy(call.carriedBy()).e164()),
                numbers.of(request.to().e164()),
                "");
    }

    @Override
    public void changed(CallRequest request, DialView call) {
        CallOutcome outcome = call.outcome();
        LOG.atInfo()
                .setMessage("dial." + call.state().label())
                .addKeyValue("call", call.id())
                .addKeyValue("agent", call.agent())
                .addKeyValue("trunk", call.carriedBy().name())
                .addKeyValue("attempts", call.attempts().size())
                .addKeyValue("outcome", outcome == null ? "" : outcome.label())
                .log();
    }

    @Override
    public void attemptOver(DialView call, AttemptRecord attempt, boolean failedOver) {
        meters.dial()
                .attemptOver(
                        attempt.trunk(),
                        attempt.outcome().label(),
                        attempt.sipStatus(),
                        failedOver);
        LOG.atInfo()
                .setMessage("dial.attempt_over")
                .addKeyValue("call", call.id())
                .addKeyValue("trunk", attempt.trunk())
                .addKeyValue("outcome", attempt.outcome().label())
                .addKeyValue("sip", attempt.sipStatus())
                .addKeyValue("error", attempt.errorCode())
                .addKeyValue("failedOver", failedOver)
                .log();
    }

    @Override
    public void overWithoutMedia(
            CallRequest request, DialView call, CallOutcome how, long durationMs) {
        CallMeters own = meters.forCall(labels(call, LegKind.STREAM), call.id());
        List<AttemptRecord> attempts = call.attempts();
        Long postDialUs = attempts.isEmpty() ? null : attempts.getLast().postDialUs();
        if (postDialUs != null) {
            own.latency(LatencyMetric.POST_DIAL_DELAY, postDialUs * 1_000);
        }
        own.ended(how);
        CallIdentity identity =
                new CallIdentity(
                        attempts.isEmpty() ? "" : attempts.getLast().providerCallId(),
                        call.createdAt(),
                        gatewayName,
                        CallDirection.OUTBOUND,
                        call.agent(),
                        LegKind.STREAM,
                        call.arm(),
                        parties(numbers, request, call));
        records.accept(
                dialled(
                        CallRecorder.withoutMedia(
                                call.id(), identity, how, durationMs, own.takeHistograms()),
                        call));
    }
}
