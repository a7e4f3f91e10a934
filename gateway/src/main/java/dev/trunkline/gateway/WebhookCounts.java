package dev.trunkline.gateway;

import dev.trunkline.gateway.twilio.voice.Rejection;
import dev.trunkline.gateway.twilio.voice.VoiceMeters;
import dev.trunkline.observability.metrics.CallMeters;
import dev.trunkline.observability.metrics.CallOutcome;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts the calls that were turned away at the webhook; the rest is logged. */
final class WebhookCounts implements VoiceMeters {
    private static final Logger LOG = LoggerFactory.getLogger(WebhookCounts.class);

    private final CallMeters unclaimed;

    WebhookCounts(CallMeters unclaimed) {
        this.unclaimed = unclaimed;
    }

    @Override
    public void rejected(Rejection rejection) {
        switch (rejection) {
            case MISSING, MISMATCH, UNKNOWN_ACCOUNT ->
                    unclaimed.ended(CallOutcome.REJECTED_SIGNATURE);
            case MALFORMED, OVERSIZE, SLOW_BODY -> {} // no call: the log has it
        }
    }

    @Override
    public void unknownTrunk() {
        LOG.atWarn().setMessage("webhook.unknown_trunk").log();
    }

    @Override
    public void unknownLeg() {
        LOG.atWarn().setMessage("webhook.unknown_leg").log();
    }

    @Override
    public void apologised(Apology cause) {
        switch (cause) {
            case FULL -> unclaimed.ended(CallOutcome.REJECTED_FULL);
            case OVERLOADED -> unclaimed.ended(CallOutcome.REJECTED_OVERLOADED);
            case DRAINING -> unclaimed.ended(CallOutcome.REJECTED_DRAINING);
            case UNKNOWN_AGENT -> unclaimed.ended(CallOutcome.REJECTED_AGENT);
            case LATE,
                    FAILED,
                    STREAM_FAILED,
                    FALLBACK,
                    TRANSFER_FAILED -> {} // the call has its own outcome
        }
        LOG.atWarn()
                .setMessage("webhook.apologised")
                .addKeyValue("cause", cause.name().toLowerCase(Locale.ROOT))
                .log();
    }

    @Override
    public void fellBack(int errorCode) {
        LOG.atWarn().setMessage("webhook.fell_back").addKeyValue("twilioError", errorCode).log();
    }

    @Override
    public void repeatedCallback() {
        LOG.atDebug().setMessage("webhook.repeated").log();
    }

    @Override
    public void callbackFailed() {
        LOG.atError().setMessage("webhook.callback_failed").log();
    }
}
