package dev.trunkline.gateway.pbx.socket;

import dev.trunkline.codecs.audio.AudioFormat;
import dev.trunkline.gateway.call.PhoneLegListener;
import dev.trunkline.observability.latency.LatencyMetric;
import dev.trunkline.observability.metrics.CallCounter;
import dev.trunkline.observability.metrics.CallMeters;
import org.jspecify.annotations.Nullable;

/**
 * The caller's voice as it comes from Asterisk: one message, one frame of the caller's own packet
 * time. Hot path; confined to the socket's event loop.
 */
abstract class CallerAudio {
    private static final long NANOS_PER_MS = 1_000_000;

    /** Every 5 s of audio the jitter so far is one observation. */
    private static final int JITTER_MESSAGES = 250;

    /** Longer than any packet time there is: 120 ms. */
    static final long LONGEST_MESSAGE_NANOS = 120 * NANOS_PER_MS;

    private final AudioFormat format;
    private final CallMeters meters;
    private final ArrivalTimeline timeline = new ArrivalTimeline();
    private @Nullable PhoneLegListener call;
    private int messages;

    CallerAudio(AudioFormat format, CallMeters meters) {
        this.format = format;
        this.meters = meters;
    }

    /** What the call is handed. */
    final AudioFormat format() {
        return format;
    }

    /** Delivers from now on. */
    final void start(PhoneLegListener listener) {
        call = listener;
    }

    /**
     * One message.
     *
     * @param message borrowed: {@code byteCount} bytes from index 0
     */
    abstract void offer(byte[] message, int byteCount, long arrivalNanos);

    /** Counts a message in; returns the nanoseconds that are missing before it. */
    final long arrived(long durationNanos, long arrivalNanos) {
        if (++messages == JITTER_MESSAGES) {
            observeJitter();
        }
        return timeline.arrived(durationNanos, arrivalNanos);
    }

    /**
     * Hands audio to the call.
     *
     * @param audio borrowed
     * @param leadNanos how long before the message just counted in it begins
     */
    final void deliver(byte[] audio, int byteCount, long leadNanos, long arrivalNanos) {
        PhoneLegListener listener = call;
        if (listener != null) {
            listener.onAudio(
                    audio,
                    byteCount,
                    (timeline.mediaNanos() - leadNanos) / NANOS_PER_MS,
                    arrivalNanos);
        }
    }

    final void malformed() {
        meters.count(CallCounter.MALFORMED_LEG);
    }

    final CallMeters meters() {
        return meters;
    }

    /** The last figures; gives everything back. */
    void close() {
        if (messages > 1) {
            observeJitter();
        }
        call = null;
    }

    private void observeJitter() {
        messages = 0;
        meters.latency(LatencyMetric.UPLINK_JITTER, timeline.jitterNanos());
    }
}
