package dev.trunkline.gateway.call;

import dev.trunkline.codecs.audio.AudioFormat;
import dev.trunkline.gateway.call.CallClock.Timer;
import dev.trunkline.observability.latency.LatencyMetric;
import dev.trunkline.observability.metrics.CallCounter;
import dev.trunkline.observability.metrics.CallMeters;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The caller's voice on its way to the model: kept until the session is ready, gaps filled with
 * silence, nothing reordered. Hot path; confined to the call's event loop.
 */
final class UplinkFeed {
    private static final int SILENCE_MS = 200;
    private static final int FRAME_MS = 20;

    /** Every 5 s of audio the jitter so far is one observation. */
    private static final int JITTER_FRAMES = 250;

    private final AudioFormat format;
    private final CallClock clock;
    private final CallMeters meters;
    private final UplinkTimeline timeline;
    private final CallerVoice voice;
    private final InterarrivalJitter jitter = new InterarrivalJitter();
    private final HeldAudio held;
    private final Transcoder transcoder;
    private final byte[] silence;
    private final long silenceAfterNanos;

    private @Nullable ModelSession session;
    private @Nullable Timer idleTimer;
    private int jitterFrames;
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
        voice = new CallerVoice(format);
        held = new HeldAudio(settings.heldMs());
        silence = new byte[format.bytes(SILENCE_MS)];
        Arrays.fill(silence, format.silence());
        silenceAfterNanos = settings.silenceAfterMs() * 1_000_000L;
    }

    /** Takes the payload's message; see {@link PhoneLegListener#onMedia}. */
    void onMedia(Base64Payload payload, long timestampMs, long arrivalNanos) {
        if (closed) {
            payload.message().release();
            return;
        }
        long durationMs = format.durationMs(payload.byteCount());
        arrived(payload.audio(), payload.byteCount(), durationMs, timestampMs, arrivalNanos);
        jitter.arrived(timestampMs, arrivalNanos);
        if (++jitterFrames == JITTER_FRAMES) {
            observeJitter();
        }
        ModelSession model = session;
        if (model != null && canSend()) {
            send(model, payload);
        } else {
            hold(payload.message(), payload.start(), payload.end(), durationMs);
        }
    }

    /** See {@link PhoneLegListener#onAudio}. */
    void onAudio(byte[] audio, int byteCount, long timestampMs, long arrivalNanos) {
        if (closed) {
            return;
        }
        long durationMs = format.durationMs(byteCount);
        arrived(audio, byteCount, durationMs, timestampMs, arrivalNanos);
        if (canSend()) {
            transcoder.offer(audio, byteCount);
        } else {
            ByteBuf message = base64Message(audio, byteCount);
            hold(message, 0, message.writerIndex(), durationMs);
        }
    }

    private void arrived(
            byte[] audio, int byteCount, long durationMs, long timestampMs, long arrivalNanos) {
        meters.count(CallCounter.UPLINK_FRAMES);
        meters.count(CallCounter.UPLINK_BYTES, byteCount);
        meters.count(CallCounter.MODEL_AUDIO_SENT_MS, durationMs);
        fill(timeline.arrived(timestampMs, durationMs, arrivalNanos));
        if (timeline.wasLate()) {
            meters.count(CallCounter.UPLINK_LATE_FRAMES);
        }
        voice.offer(audio, byteCount, arrivalNanos);
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
            held.drainTo(model, this::sendHeld);
            model.flush();
        }
    }

    /** The caller's voice as far as it has come. */
    CallerVoice voice() {
        return voice;
    }

    /** Releases what is held. */
    void close() {
        if (!closed && jitterFrames > 1) {
            observeJitter();
        }
        closed = true;
        held.clear();
        if (idleTimer != null) {
            idleTimer.cancel();
            idleTimer = null;
        }
    }

    private void observeJitter() {
        jitterFrames = 0;
        meters.latency(LatencyMetric.UPLINK_JITTER, jitter.nanos());
    }

    /** Takes the payload's message. */
    private void send(ModelSession model, Base64Payload payload) {
        if (transcoder.isIdentity()) {
            model.appendBase64(payload.message(), payload.start(), payload.end());
            return;
        }
        try {
            transcoder.offer(payload.audio(), payload.byteCount());
        } finally {
            payload.message().release();
        }
    }

    /** Takes {@code message}, whose bytes the frames that came since have overwritten. */
    private void sendHeld(ModelSession model, ByteBuf message, int payloadStart, int payloadEnd) {
        Base64Payload payload = Base64Payload.ofThisLoop();
        if (payload.read(message, payloadStart, payloadEnd)) {
            send(model, payload);
        } else {
            message.release(); // never: it was read before
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
        if (gapMs <= 0) {
            return;
        }
        meters.count(CallCounter.UPLINK_GAPS);
        meters.count(CallCounter.UPLINK_GAP_FILLED_MS, gapMs);
        for (long left = gapMs; left > 0; left -= SILENCE_MS) {
            int durationMs = (int) Math.min(left, SILENCE_MS);
            voice.offerSilence(silence, format.bytes(durationMs));
            if (canSend()) {
                transcoder.offer(silence, format.bytes(durationMs));
            } else {
                ByteBuf message = base64Message(silence, format.bytes(durationMs));
                hold(message, 0, message.writerIndex(), durationMs);
            }
        }
    }

    /** Whether nothing waits that has to go first. */
    private boolean canSend() {
        return session != null && held.isEmpty() && session.writable();
    }

    /** Takes {@code message}. */
    private void hold(ByteBuf message, int payloadStart, int payloadEnd, long durationMs) {
        long droppedMs = held.hold(message, payloadStart, payloadEnd, durationMs);
        if (droppedMs > 0) {
            voice.dropped(droppedMs);
            meters.count(
                    session == null || !session.connected()
                            ? CallCounter.DROPPED_HELD_OVERFLOW_MS
                            : CallCounter.DROPPED_SLOW_MODEL_MS,
                    droppedMs);
        }
    }

    private static ByteBuf base64Message(byte[] audio, int byteCount) {
        ByteBuf message = Unpooled.buffer(Base64Audio.encodedLength(byteCount) + 2);
        Base64Audio.encode(audio, 0, byteCount, message);
        return message;
    }

    @Override
    public String toString() {
        return "uplink(" + transcoder + ") -> " + session;
    }
}
