package dev.trunkline.gateway.call;

import dev.trunkline.gateway.call.ModelSessionListener.AudioItem;
import dev.trunkline.observability.latency.LatencyMetric;
import dev.trunkline.observability.metrics.CallMeters;
import org.jspecify.annotations.Nullable;

/**
 * Times each turn from the end of the caller's speech to the answer's beginning at the far edge. A
 * part is recorded only when both its ends were seen: a greeting has no end of speech, an
 * interrupted answer may never have begun to play. All times are the call's clock.
 */
final class TurnLatencies {
    private final CallMeters meters;
    private final long startedNanos;

    private boolean firstAudioKnown;
    private boolean speechEnded;
    private long speechStoppedNanos;
    private @Nullable String answerId;
    private boolean answerToSpeech;
    private long firstDeltaNanos;
    private boolean delivered;
    private long deliveredNanos;
    private int answers;

    TurnLatencies(CallMeters meters, long startedNanos) {
        this.meters = meters;
        this.startedNanos = startedNanos;
    }

    void onSpeechStopped(long nowNanos) {
        speechEnded = true;
        speechStoppedNanos = nowNanos;
    }

    /** A piece of the answer came from the model. */
    void onAudio(AudioItem item, long arrivalNanos) {
        if (item.responseId().equals(answerId)) {
            return;
        }
        answerId = item.responseId();
        answerToSpeech = speechEnded;
        firstDeltaNanos = arrivalNanos;
        delivered = false;
        answers++;
        if (speechEnded) {
            speechEnded = false;
            meters.latency(LatencyMetric.TURN_MODEL, arrivalNanos - speechStoppedNanos);
        }
    }

    /** The first frame of an item was handed to the leg's socket. */
    void onFirstFrame(AudioItem item, long nowNanos) {
        if (!firstAudioKnown) {
            firstAudioKnown = true;
            meters.latency(LatencyMetric.FIRST_AUDIO, nowNanos - startedNanos);
        }
        if (!delivered && answerToSpeech && item.responseId().equals(answerId)) {
            delivered = true;
            deliveredNanos = nowNanos;
            meters.latency(LatencyMetric.TURN_DELIVERY, nowNanos - firstDeltaNanos);
        }
    }

    /** What was handed over begins to play at the far edge. */
    void onSpurtHeard(long beganNanos) {
        if (delivered && answerToSpeech) {
            answerToSpeech = false;
            meters.latency(LatencyMetric.TURN_PLAYOUT, Math.max(0, beganNanos - deliveredNanos));
        }
    }

    /** The answer was cut: nothing more is known of its playing. */
    void onInterrupted() {
        answerToSpeech = false;
    }

    int answers() {
        return answers;
    }
}
