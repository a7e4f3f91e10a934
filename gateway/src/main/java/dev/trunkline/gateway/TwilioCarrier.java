package dev.trunkline.gateway;

import dev.trunkline.gateway.agent.Outbound;
import dev.trunkline.gateway.trunk.Dialable;
import dev.trunkline.gateway.trunk.SipServer;
import dev.trunkline.gateway.trunk.Trunk;
import dev.trunkline.gateway.trunk.dial.CarrierEvent;
import dev.trunkline.gateway.trunk.dial.Purpose;
import dev.trunkline.gateway.trunk.dial.TrunkCarrier;
import dev.trunkline.gateway.twilio.rest.CallControl;
import dev.trunkline.gateway.twilio.rest.CallFilter;
import dev.trunkline.gateway.twilio.rest.CallRecording;
import dev.trunkline.gateway.twilio.rest.CallSnapshot;
import dev.trunkline.gateway.twilio.rest.CallState;
import dev.trunkline.gateway.twilio.rest.Instructions;
import dev.trunkline.gateway.twilio.rest.MachineDetection;
import dev.trunkline.gateway.twilio.rest.NewCall;
import dev.trunkline.gateway.twilio.rest.SipCredentials;
import dev.trunkline.gateway.twilio.rest.StatusCallback;
import dev.trunkline.gateway.twilio.rest.WebhookMethod;
import dev.trunkline.gateway.twilio.voice.PlacedTry;
import dev.trunkline.gateway.twilio.voice.PublicUrl;
import dev.trunkline.gateway.twilio.voice.VoiceWebhook;
import io.vertx.core.Future;
import java.net.URI;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Has Twilio dial: over one's own carrier, its own numbers, or to a SIP server. Any thread. */
final class TwilioCarrier implements TrunkCarrier {
    private static final int MOST_REMEMBERED = 10_000;

    /** How many calls to one number within seconds are looked through for a lost one. */
    private static final int MOST_LISTED = 20;

    private final CallControl calls;
    private final PublicUrl url;

    /** Calls that are known to be other tries: none of them is the one that was lost. */
    private final Set<String> known =
            Collections.synchronizedSet(
                    Collections.newSetFromMap(
                            new LinkedHashMap<>() {
                                @Override
                                protected boolean removeEldestEntry(
                                        Map.Entry<String, Boolean> eldest) {
                                    return size() > MOST_REMEMBERED;
                                }
                            }));

    TwilioCarrier(CallControl calls, PublicUrl url) {
        this.calls = calls;
        this.url = url;
    }

    @Override
    public Future<String> dial(Try wanted) {
        return calls.place(call(wanted)).map(CallSnapshot::sid).onSuccess(known::add);
    }

    private NewCall call(Try wanted) {
        String which =
                "?"
                        + PlacedTry.CALL
                        + "="
                        + wanted.callId()
                        + "&"
                        + PlacedTry.ATTEMPT
                        + "="
                        + wanted.attempt();
        // Enough for another gateway to go on with, should it be asked. Names need no escapes.
        String names =
                which
                        + "&agent="
                        + wanted.agent()
                        + "&trunk="
                        + wanted.trunk().name()
                        + (wanted.experiment().isEmpty()
                                ? ""
                                : "&experiment=" + wanted.experiment());
        NewCall.Builder call =
                NewCall.to(
                                destination(wanted),
                                wanted.from(),
                                new Instructions.FromUrl(
                                        uri(
                                                switch (wanted.purpose()) {
                                                    case Purpose.Agent _ ->
                                                            VoiceWebhook.VOICE_PATH + names;
                                                    case Purpose.OnCall _ ->
                                                            VoiceWebhook.ON_CALL_PATH + which;
                                                }),
                                        WebhookMethod.POST,
                                        uri(VoiceWebhook.FALLBACK_PATH)))
                        .limits(new NewCall.Limits(wanted.ringing(), wanted.longest()))
                        .statusCallback(StatusCallback.of(uri(VoiceWebhook.STATUS_PATH + which)));
        Trunk trunk = wanted.trunk();
        if (trunk.byocTrunkSid() != null) {
            call.byoc(trunk.byocTrunkSid());
        }
        SipServer sip = trunk.sip();
        if (sip != null && sip.username() != null && sip.password() != null) {
            call.sipCredentials(new SipCredentials(sip.username(), sip.password()));
        }
        if (wanted.record()) {
            call.recording(
                    new CallRecording(
                            CallRecording.Channels.DUAL,
                            CallRecording.Track.BOTH,
                            false,
                            uri(VoiceWebhook.RECORDING_PATH + which),
                            WebhookMethod.POST,
                            Set.of()));
        }
        Optional<MachineDetection.Mode> detection = mode(wanted.machineDetection());
        detection.ifPresent(mode ->
                call.machineDetection(
                        MachineDetection.async(mode, uri(VoiceWebhook.ANSWERER_PATH + which))));
        return call.build();
    }

    private static Optional<MachineDetection.Mode> mode(Outbound.MachineDetection wanted) {
        return switch (wanted) {
            case OFF -> Optional.empty();
            case ENABLE -> Optional.of(MachineDetection.Mode.ENABLE);
            case MESSAGE_END -> Optional.of(MachineDetection.Mode.DETECT_MESSAGE_END);
        };
    }

    private static Dialable destination(Try wanted) {
        SipServer sip = wanted.trunk().sip();
        return sip == null ? wanted.to() : sip.address(wanted.to());
    }

    private URI uri(String pathAndQuery) {
        return URI.create(url.http(pathAndQuery));
    }

    @Override
    public Future<Void> hangUp(String providerCallId) {
        return calls.end(providerCallId).mapEmpty();
    }

    @Override
    public Future<CarrierEvent.Kind> look(String providerCallId) {
        return calls.fetch(providerCallId).map(call -> kind(call.state()));
    }

    @Override
    public Future<Optional<String>> find(Try lost, Instant since) {
        return calls.list(
                        new CallFilter(
                                destination(lost), lost.from(), since.minusSeconds(1), MOST_LISTED))
                .map(listed ->
                        listed.stream().map(CallSnapshot::sid).filter(known::add).findFirst());
    }

    private static CarrierEvent.Kind kind(CallState state) {
        return switch (state) {
            case QUEUED, INITIATED, UNKNOWN -> CarrierEvent.Kind.UNDER_WAY;
            case RINGING -> CarrierEvent.Kind.RINGING;
            case IN_PROGRESS -> CarrierEvent.Kind.ANSWERED;
            case COMPLETED -> CarrierEvent.Kind.COMPLETED;
            case BUSY -> CarrierEvent.Kind.BUSY;
            case NO_ANSWER -> CarrierEvent.Kind.NO_ANSWER;
            case FAILED -> CarrierEvent.Kind.FAILED;
            case CANCELED -> CarrierEvent.Kind.CANCELED;
        };
    }
}
