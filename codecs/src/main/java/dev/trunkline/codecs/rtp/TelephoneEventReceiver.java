package dev.trunkline.codecs.rtp;

/**
 * Turns the packets of telephone events into one start and one end per key (RFC 4733 section
 * 2.5.2): all packets of an event share its timestamp, the last one comes three times, any may be
 * lost. Not thread-safe; time is an argument.
 */
public final class TelephoneEventReceiver {
    /** Hears of each event once. */
    public interface Listener {
        /** A key went down; {@code event} as in {@link TelephoneEvent#digit}. */
        void onEventStart(int event, long timestamp);

        /** It came up after {@code durationTicks} RTP clock units. */
        void onEventEnd(int event, long timestamp, int durationTicks);
    }

    private static final int NONE = -1;

    /** Ten seconds at 48 kHz: further back is a sender that began anew, not a late packet. */
    private static final int STRAGGLER_TICKS = 480_000;

    private final Listener listener;
    private final long timeoutNanos;
    private int event = NONE;
    private boolean open;
    private long timestamp;
    private int durationTicks;
    private long lastNanos;
    private long malformed;

    /**
     * Waits for the first event.
     *
     * @param timeoutNanos an event whose end packets are all lost ends after this silence; three
     *     packet intervals (60 ms) are usual
     */
    public TelephoneEventReceiver(Listener listener, long timeoutNanos) {
        this.listener = listener;
        this.timeoutNanos = timeoutNanos;
    }

    /**
     * Takes note of a packet of the telephone-event payload type.
     *
     * @param packet borrowed
     * @return false if it is too short; counted
     */
    public boolean onPacket(RtpPacketView packet, long arrivalNanos) {
        if (packet.payloadBytes() < TelephoneEvent.PAYLOAD_BYTES) {
            malformed++;
            return false;
        }
        int at = packet.payloadIndex();
        int newEvent = TelephoneEvent.event(packet.buffer(), at);
        boolean end = TelephoneEvent.end(packet.buffer(), at);
        int duration = TelephoneEvent.duration(packet.buffer(), at);
        if (newEvent != event || packet.timestamp() != timestamp) {
            int later = (int) (packet.timestamp() - timestamp);
            if (event != NONE && later < 0 && later > -STRAGGLER_TICKS) {
                return true; // a straggler of an event before this one
            }
            close();
            event = newEvent;
            timestamp = packet.timestamp();
            durationTicks = duration;
            open = true;
            listener.onEventStart(event, timestamp);
        }
        if (open) {
            lastNanos = arrivalNanos;
            durationTicks = Math.max(durationTicks, duration);
            if (end) {
                close();
            }
        }
        return true;
    }

    /** To be called now and then: ends an event whose packets stopped coming. */
    public void onTime(long nowNanos) {
        if (open && nowNanos - lastNanos >= timeoutNanos) {
            close();
        }
    }

    private void close() {
        if (open) {
            open = false;
            listener.onEventEnd(event, timestamp, durationTicks);
        }
    }

    /** Packets too short to be an event. */
    public long malformed() {
        return malformed;
    }
}
