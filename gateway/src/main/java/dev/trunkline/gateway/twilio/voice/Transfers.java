package dev.trunkline.gateway.twilio.voice;

import dev.trunkline.gateway.trunk.CallQueue;
import dev.trunkline.gateway.trunk.Destination;
import dev.trunkline.gateway.trunk.Dialable;
import dev.trunkline.gateway.trunk.PhoneNumber;
import dev.trunkline.gateway.trunk.TaskWorkflow;
import dev.trunkline.gateway.twilio.voice.VoiceMeters.Apology;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;

/**
 * Sends a caller on, and answers what Twilio asks when that is over. A caller whom nobody took
 * hears the apology: otherwise the call would end without a word.
 */
final class Transfers {
    /** Twilio's own default (page "TwiML Voice: Dial", attribute timeout). */
    private static final int RING_SECONDS = 30;

    /** For the workflow's filters; Twilio adds the call's SID and numbers by itself. */
    private static final String TASK = "{\"transferredBy\":\"trunkline\"}";

    private final PublicUrl publicUrl;
    private final Answers answers;

    Transfers(PublicUrl publicUrl, Answers answers) {
        this.publicUrl = publicUrl;
        this.answers = answers;
    }

    TwiML to(Destination destination, Optional<PhoneNumber> callerId) {
        String afterQueue = publicUrl.http(VoiceWebhook.AFTER_QUEUE_PATH);
        return switch (destination) {
            case Dialable someone ->
                    new TwiML.Dial(
                            someone,
                            callerId,
                            RING_SECONDS,
                            publicUrl.http(VoiceWebhook.AFTER_DIAL_PATH));
            case CallQueue queue -> new TwiML.Enqueue(queue, "", afterQueue);
            case TaskWorkflow workflow -> new TwiML.Enqueue(workflow, TASK, afterQueue);
        };
    }

    void afterDial(RoutingContext ctx, WebhookForm form) throws MalformedWebhookException {
        form.callSid();
        switch (form.required("DialCallStatus")) {
            case "completed", "answered" -> hangUp(ctx);
            default -> answers.apologise(ctx, Apology.TRANSFER_FAILED);
        }
    }

    /**
     * Page "TwiML Voice: Enqueue", QueueResult. A call that was taken by the REST API asks at once,
     * and goes on whatever is answered.
     */
    void afterQueue(RoutingContext ctx, WebhookForm form) throws MalformedWebhookException {
        form.callSid();
        switch (form.required("QueueResult")) {
            case "bridged",
                    "bridging-in-process",
                    "redirected",
                    "redirected-from-bridged",
                    "hangup" ->
                    hangUp(ctx);
            default -> answers.apologise(ctx, Apology.TRANSFER_FAILED); // full, left, broken
        }
    }

    private void hangUp(RoutingContext ctx) {
        answers.twiml(ctx, TwiML.document(new TwiML.Hangup()));
    }
}
