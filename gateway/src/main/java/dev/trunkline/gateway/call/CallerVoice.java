package dev.trunkline.gateway.call;

import static dev.trunkline.observability.latency.LatencySink.UNKNOWN_NANOS;

import dev.trunkline.codecs.audio.AudioFormat;
import dev.trunkline.codecs.audio.VoiceDetector;
import dev.trunkline.codecs.audio.VoiceListener;
import dev.trunkline.codecs.audio.VoiceSettings;

/**
 * When the caller's voice began and ended, by energy, in arrival times: the anchor of every latency
 * of a turn, whatever finds the turns. Exact to one frame of the leg.
 *
 * <p>An utterance counts once: after the model has said that it is over, what was heard before is
 * no anchor any more. The caller may have begun the next one by then: the model says so only a
 * round trip, or its own deliberation, later. Its position in the audio tells which one it means.
 *
 * <p>Hot path, allocates nothing; confined to the call's event loop.
 */
final class CallerVoice implements VoiceListener {
    private final VoiceDetector detector;
    private final int samplesPerMs;

    private boolean inVoicedRun;
    private boolean wasSpeaking;
    private long runBeganNanos = UNKNOWN_NANOS;
    private long beganNanos = UNKNOWN_NANOS;
    private long endedNanos = UNKNOWN_NANOS;

    /** Where in the audio the voice that began last began. */
    private long onsetMs;

    /** When the voice before that ended, unless the model has said that it is over. */
    private long earlierEndedNanos = UNKNOWN_NANOS;

    /** Audio that was heard here and never reached the model, whose positions leave it out. */
    private long droppedMs;

    CallerVoice(AudioFormat format) {
        samplesPerMs = format.sampleRateHz() / 1_000;
        detector = new VoiceDetector(format, VoiceSettings.TELEPHONE, this);
    }

    /** Listens to audio in the leg's format. Borrows {@code audio}. */
    void offer(byte[] audio, int byteCount, long arrivalNanos) {
        heard(detector.offer(audio, 0, byteCount), arrivalNanos);
    }

    /** Listens to silence that was put where audio is missing. Borrows {@code audio}. */
    void offerSilence(byte[] audio, int byteCount) {
        boolean voiced = detector.offer(audio, 0, byteCount);
        inVoicedRun &= voiced;
        wasSpeaking = detector.isSpeaking();
    }

    /** So much of what was heard here is dropped on its way to the model. */
    void dropped(long ms) {
        droppedMs += ms;
    }

    /**
     * The model heard an utterance begin. A voice that had ended before that is none of it: a cough
     * that the model let pass is no anchor for the soft words after it.
     *
     * @param audioStartMs where in the caller's audio the model found its beginning, or earlier:
     *     models count some of what precedes it in
     */
    void utteranceBegan(long audioStartMs) {
        if (modelMs(detector.lastVoicedSample() / samplesPerMs) < audioStartMs) {
            forget();
        }
    }

    /**
     * When the first voiced frame of the present utterance arrived, or unknown: the model heard a
     * voice where no energy was.
     */
    long beganNanos() {
        return beganNanos;
    }

    /**
     * When the last voiced frame of an utterance arrived, or unknown.
     *
     * @param audioEndMs where in the caller's audio the model found its end
     */
    long endedNanos(long audioEndMs) {
        return isEarlier(audioEndMs) ? earlierEndedNanos : endedNanos;
    }

    /** Whether any of the present utterance arrived later than this. */
    boolean heardSince(long nanos) {
        return endedNanos != UNKNOWN_NANOS && endedNanos - nanos > 0;
    }

    /** How long the present utterance has lasted so far, its last pause not counted; 0 if none. */
    long spokenNanos() {
        return beganNanos == UNKNOWN_NANOS ? 0 : endedNanos - beganNanos;
    }

    /**
     * An utterance is over, as the model sees it: what comes after it is another.
     *
     * @param audioEndMs where in the caller's audio the model found its end
     */
    void utteranceEnded(long audioEndMs) {
        if (isEarlier(audioEndMs)) {
            earlierEndedNanos = UNKNOWN_NANOS;
        } else {
            forget();
        }
    }

    private boolean isEarlier(long audioEndMs) {
        return earlierEndedNanos != UNKNOWN_NANOS && modelMs(onsetMs) >= audioEndMs;
    }

    private void forget() {
        beganNanos = UNKNOWN_NANOS;
        endedNanos = UNKNOWN_NANOS;
        earlierEndedNanos = UNKNOWN_NANOS;
    }

    /** A position in the audio as the model counts, which got all but what was dropped. */
    private long modelMs(long heardMs) {
        return heardMs - droppedMs;
    }

    private void heard(boolean voiced, long arrivalNanos) {
        if (voiced) {
            if (!inVoicedRun) {
                runBeganNanos = arrivalNanos;
            }
            if (detector.isSpeaking()) {
                if (!wasSpeaking) {
                    beganNanos = runBeganNanos; // an onset is known some frames after it was
                } else if (beganNanos == UNKNOWN_NANOS) {
                    beganNanos = arrivalNanos;
                }
                endedNanos = arrivalNanos;
            }
        }
        inVoicedRun = voiced;
        wasSpeaking = detector.isSpeaking();
    }

    @Override
    public void onset(long sample) {
        // Positions in samples leave out how late a frame came: arrival times are the anchors.
        onsetMs = sample / samplesPerMs;
        earlierEndedNanos = endedNanos;
    }

    @Override
    public void end(long sample) {
        // Told after the hangover; the last voiced frame is known before.
    }
}
