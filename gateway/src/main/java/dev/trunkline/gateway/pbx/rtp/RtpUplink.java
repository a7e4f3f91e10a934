package dev.trunkline.gateway.pbx.rtp;

import dev.trunkline.codecs.audio.AudioFormat;
import dev.trunkline.codecs.rtp.AudioOrigin;
import dev.trunkline.codecs.rtp.JitterBufferCounters;
import dev.trunkline.codecs.rtp.JitterBufferSettings;
import dev.trunkline.codecs.rtp.PayloadDecoder;
import dev.trunkline.codecs.rtp.Resequencer;
import dev.trunkline.codecs.rtp.RtpPacketView;
import dev.trunkline.codecs.rtp.RtpReception;
import dev.trunkline.codecs.rtp.SsrcLock;
import dev.trunkline.codecs.rtp.TelephoneEvent;
import dev.trunkline.codecs.rtp.TelephoneEventReceiver;
import dev.trunkline.gateway.call.PhoneLegListener;
import dev.trunkline.observability.metrics.CallCounter;
import dev.trunkline.observability.metrics.CallMeters;
import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * The caller's side of an RTP leg: which packets are believed, and what becomes of them. Hot path;
 * allocates nothing but what the decoder does. Confined to the leg's event loop.
 *
 * <pre>
 *   datagram ─ address? ─ how many? ─ well-formed? ─ payload type? ─ latched? ─ source? ─┬▶ Resequencer ▶ call
 *                                                                                       └▶ telephone events ▶ call
 * </pre>
 */
final class RtpUplink {
    private static final long EVENT_TIMEOUT_NANOS = 60_000_000L;
    private static final int LONGEST_STEP_MS = 120;
    private static final AudioOrigin[] ORIGINS = AudioOrigin.values();

    private final RtpFormats formats;
    private final CallMeters meters;
    private final RtpDrops drops;
    private final SourceLatch latch;
    private final SsrcLock lock = new SsrcLock();
    private final FloodGuard flood = new FloodGuard();
    private final RtpPacketView view = new RtpPacketView();
    private final RtpReception reception;
    private final Resequencer resequencer;
    private final TelephoneEventReceiver events;
    private final AudioFormat format;
    private final int longestStepTicks;

    /** Bytes of audio by origin that are not counted yet. */
    private final long[] bytesOf = new long[ORIGINS.length];

    private @Nullable PhoneLegListener call;
    private long lastNanos;
    private long lastTimestamp;
    private long lost;
    private long late;
    private long duplicates;
    private long overflowed;
    private long malformed;
    private boolean handedOver;
    private boolean receiving;
    private boolean closed;

    RtpUplink(
            RtpFormats formats,
            RtpPeer peer,
            PayloadDecoder decoder,
            JitterBufferSettings jitter,
            CallMeters meters,
            RtpDrops drops,
            long nowNanos) {
        this.formats = formats;
        this.meters = meters;
        this.drops = drops;
        latch = new SourceLatch(peer.rtp(), peer.fixed());
        reception = new RtpReception(formats.heard().clockHz());
        format = formats.heard().heard(decoder);
        resequencer = new Resequencer(decoder, format, jitter, this::onAudio);
        events = new TelephoneEventReceiver(new Keys(), EVENT_TIMEOUT_NANOS);
        longestStepTicks = formats.heard().clockHz() / 1_000 * LONGEST_STEP_MS;
        lastNanos = nowNanos;
    }

    /** What is handed over. */
    AudioFormat format() {
        return format;
    }

    /** What comes from now on is delivered. */
    void deliverTo(PhoneLegListener listener) {
        call = listener;
    }

    /** A datagram on the port of RTP. Takes it. */
    void onDatagram(ByteBuf datagram, InetSocketAddress sender, long nowNanos) {
        boolean kept = false;
        try {
            kept = accept(datagram, sender, nowNanos);
        } finally {
            if (!kept) {
                datagram.release();
            }
        }
        if (kept) {
            resequencer.offer(view, nowNanos);
        }
    }

    /** Whether it is audio for the resequencer; the view then shows it. */
    private boolean accept(ByteBuf datagram, InetSocketAddress sender, long nowNanos) {
        if (latch.isStranger(sender, nowNanos)) {
            drops.drop(CallCounter.RTP_DROPPED_STRANGER);
            return false;
        }
        if (!flood.admit(nowNanos)) {
            drops.drop(CallCounter.RTP_DROPPED_FLOOD);
            return false;
        }
        if (datagram.readableBytes() >= RtpSockets.MOST_DATAGRAM_BYTES || !view.wrap(datagram)) {
            drops.drop(CallCounter.RTP_DROPPED_MALFORMED);
            return false;
        }
        int type = view.payloadType();
        boolean audio = type == formats.heardType();
        boolean event = type == formats.heardEventType();
        if (!audio && !event && type != RtpFormats.COMFORT_NOISE) {
            drops.drop(CallCounter.RTP_DROPPED_PAYLOAD_TYPE);
            return false;
        }
        if (!latch.accept(sender, view.sequenceNumber(), nowNanos)) {
            drops.drop(CallCounter.RTP_DROPPED_STRANGER);
            return false;
        }
        if (!isOfOurSource()) {
            drops.drop(CallCounter.RTP_DROPPED_SOURCE);
            return false;
        }
        int step = (int) (view.timestamp() - lastTimestamp);
        reception.onPacket(view, nowNanos, audio && step > 0 && step <= longestStepTicks);
        lastTimestamp = view.timestamp();
        lastNanos = nowNanos;
        receiving = true;
        if (call == null || audio) {
            return call != null;
        }
        if (event && !events.onPacket(view, nowNanos)) {
            drops.drop(CallCounter.RTP_DROPPED_MALFORMED);
        }
        if (!closed) { // a key may have ended the call
            resequencer.skip(view, nowNanos);
        }
        return false;
    }

    private boolean isOfOurSource() {
        SsrcLock.Verdict verdict = lock.onPacket(view.ssrc());
        if (verdict == SsrcLock.Verdict.NEW_SOURCE && receiving) {
            meters.count(CallCounter.RTP_SOURCE_CHANGES);
            countOf();
            resequencer.reset();
            reception.reset();
        }
        return verdict != SsrcLock.Verdict.IGNORE;
    }

    /** Every 20 ms: gaps that have waited, and pauses. */
    void tick(long nowNanos) {
        if (call != null) {
            events.onTime(nowNanos);
        }
        if (call != null && !closed) {
            resequencer.tick(nowNanos);
        }
    }

    /** Whether audio was handed to the call since this was asked last. */
    boolean takeHandedOver() {
        boolean was = handedOver;
        handedOver = false;
        return was;
    }

    private void onAudio(
            byte[] audio, int byteCount, long timestampMs, long arrivalNanos, AudioOrigin origin) {
        PhoneLegListener listener = call;
        if (listener == null || closed) {
            return;
        }
        add(origin, byteCount);
        handedOver = true;
        listener.onAudio(audio, byteCount, timestampMs, arrivalNanos);
    }

    @SuppressWarnings("EnumOrdinal") // an array by ordinal: counting allocates nothing
    private void add(AudioOrigin origin, int byteCount) {
        bytesOf[origin.ordinal()] += byteCount;
    }

    /** Adds what happened since the last time to the call's meters. Now and then. */
    void countOf() {
        JitterBufferCounters counters = resequencer.counters();
        drops.count(CallCounter.RTP_LOST, counters.lost() - lost);
        drops.count(CallCounter.RTP_DROPPED_LATE, counters.late() - late);
        drops.count(CallCounter.RTP_DROPPED_DUPLICATE, counters.duplicates() - duplicates);
        drops.count(CallCounter.RTP_DROPPED_FLOOD, counters.overflowed() - overflowed);
        if (counters.malformed() > malformed) {
            drops.drop(CallCounter.RTP_DROPPED_MALFORMED);
            drops.count(CallCounter.RTP_DROPPED_MALFORMED, counters.malformed() - malformed - 1);
        }
        lost = counters.lost();
        late = counters.late();
        duplicates = counters.duplicates();
        overflowed = counters.overflowed();
        malformed = counters.malformed();
        countMs(AudioOrigin.FEC, CallCounter.CONCEALED_FEC_MS);
        countMs(AudioOrigin.CONCEALMENT, CallCounter.CONCEALED_PLC_MS);
        countMs(AudioOrigin.SILENCE, CallCounter.CONCEALED_SILENCE_MS);
    }

    @SuppressWarnings("EnumOrdinal")
    private void countMs(AudioOrigin origin, CallCounter counter) {
        long ms = format.durationMs(bytesOf[origin.ordinal()]);
        bytesOf[origin.ordinal()] -= ms * format.bytesPerMs();
        meters.count(counter, ms);
    }

    /** When RTP of the source came last, or when this was made. */
    long lastNanos() {
        return lastNanos;
    }

    /** Whether any RTP that could be used has come. */
    boolean receiving() {
        return receiving;
    }

    /** Audio that waits behind a gap. */
    double bufferedMs() {
        return resequencer.bufferedMs();
    }

    SourceLatch latch() {
        return latch;
    }

    /** For reports. */
    RtpReception reception() {
        return reception;
    }

    /** Releases what waits; nothing is delivered any more. */
    void close() {
        if (!closed) {
            closed = true;
            countOf();
            resequencer.close();
        }
    }

    /** Keys of the peer's telephone events. */
    private final class Keys implements TelephoneEventReceiver.Listener {
        @Override
        public void onEventStart(int event, long timestamp) {
            char digit = TelephoneEvent.digit(event);
            if (digit != 0 && call != null && !closed) {
                call.onDtmf(digit);
            }
        }

        @Override
        public void onEventEnd(int event, long timestamp, int durationTicks) {
            // the key was told when it went down
        }
    }

    @Override
    public String toString() {
        return resequencer + " -> call";
    }
}
