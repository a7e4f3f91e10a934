package dev.trunkline.gateway.call;

import dev.trunkline.codecs.audio.AudioFormat;
import dev.trunkline.gateway.call.CallClock.Timer;
import dev.trunkline.observability.metrics.CallCounter;
import dev.trunkline.observability.metrics.CallMeters;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The caller's voice on its way to the model: kept until the session is ready, gaps filled with
 * silence, nothing reordered. Hot path; confined to the call's event loop.
 */
final class UplinkFeed {
    private static final int SILENCE_MS = 200;
    private static final int FRAME_MS = 20;

    private final AudioFormat format;
    private final CallClock clock;
    private final CallMeters meters;
    private final UplinkTimeline timeline;
    private final HeldAudio held;
    private final Transcoder transcoder;
    private final byte[] silence;
    private final long silenceAfterNanos;

    private @Nullable ModelSession session;
    private @Nullable Timer idleTimer;
    private boolean closed;

    UplinkFeed(
            AudioFormat format,
            AudioFormat modelFormat,
            UplinkSettings settings,
            CallClock clock,
            CallMeters meters) {
        this.format = format;
        transcoder = new Transcoder(format, modelFormat, settings.resampler(), this::toModel);
        this.clock = clock;
        this.meters = meters;
        timeline = new UplinkTimeline(FRAME_MS, settings.gapFillMs(), settings.silenceAfterMs());
        held = new HeldAudio(settings.heldMs());
        silence = new byte[format.bytes(SILENCE_MS)];
        Arrays.fill(silence, format.silence());
        silenceAfterNanos = settings.silenceAfterMs() * 1_000_000L;
    }

    /** Takes {@code message}; see {@link PhoneLegListener#onMedia}. */
    void onMedia(
            ByteBuf message,
            int payloadStart,
            int payloadEnd,
            long timestampMs,
            long arrivalNanos) {
        if (closed) {
            message.release();
            return;
        }
        int audioBytes = Base64Audio.decodedLength(message, payloadStart, payloadEnd);
        long durationMs = format.durationMs(audioBytes);
        meters.count(CallCounter.UPLINK_FRAMES);
        meters.count(CallCounter.UPLINK_BYTES, audioBytes);
        fill(timeline.arrived(timestampMs, durationMs, arrivalNanos));
        ModelSession model = session;
        if (model != null && held.isEmpty() && model.writable()) {
            send(model, message, payloadStart, payloadEnd);
            return;
        }
        long droppedMs = held.hold(message, payloadStart, payloadEnd, durationMs);
        if (droppedMs > 0) {
            meters.count(
                    model == null
                            ? CallCounter.DROPPED_HELD_OVERFLOW_MS
                            : CallCounter.DROPPED_SLOW_MODEL_MS,
                    droppedMs);
        }
    }

    /** The session is ready: what was held goes first. */
    void connect(ModelSession model) {
        session = model;
        onModelWritable();
        idleTimer = clock.schedule(silenceAfterNanos, this::onIdle);
    }

    void onModelWritable() {
        ModelSession model = session;
        if (model != null && !held.isEmpty()) {
            held.drainTo(model, this::send);
            model.flush();
        }
    }

    /** Releases what is held. */
    void close() {
        closed = true;
        held.clear();
        if (idleTimer != null) {
            idleTimer.cancel();
            idleTimer = null;
        }
    }

    /** Takes {@code message}. */
    private void send(ModelSession model, ByteBuf message, int payloadStart, int payloadEnd) {
        if (transcoder.isIdentity()) {
            model.appendBase64(message, payloadStart, payloadEnd);
            return;
        }
        try {
            transcoder.offer(message, payloadStart, payloadEnd);
        } finally {
            message.release();
        }
    }

    private void toModel(byte[] audio, int offset, int byteCount) {
        ModelSession model = session;
        if (model != null) {
            model.append(audio, offset, byteCount);
        }
    }

    private void onIdle() {
        ModelSession model = session;
        if (closed || model == null) {
            return;
        }
        fill(timeline.idle(clock.nanos()));
        model.flush();
        idleTimer = clock.schedule(silenceAfterNanos / 2, this::onIdle);
    }

    private void fill(long gapMs) {
        ModelSession model = session;
        if (gapMs <= 0 || model == null || !held.isEmpty() || !model.writable()) {
            return; // silence is not worth holding, and must not overtake what is held
        }
        meters.count(CallCounter.UPLINK_GAPS);
        meters.count(CallCounter.UPLINK_GAP_FILLED_MS, gapMs);
        for (long left = gapMs; left > 0; left -= SILENCE_MS) {
            transcoder.offer(silence, format.bytes((int) Math.min(left, SILENCE_MS)));
        }
    }

    @Override
    public String toString() {
        return "uplink(" + transcoder + ") -> " + session;
    }
}
