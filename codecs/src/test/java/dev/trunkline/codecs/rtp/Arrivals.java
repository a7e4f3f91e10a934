package dev.trunkline.codecs.rtp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Packets on their way, and the driver that offers them and pulls frames in the order of time. */
final class Arrivals {
    static final long MS = 1_000_000;
    static final long FRAME = 20 * MS;

    /** One packet: when it arrives and what stands in it. */
    private static final class Arrival {
        final long nanos;
        final int sequence;
        final long timestamp;
        final byte[] payload;

        Arrival(long nanos, int sequence, long timestamp, byte[] payload) {
            this.nanos = nanos;
            this.sequence = sequence;
            this.timestamp = timestamp;
            this.payload = payload;
        }
    }

    private final List<Arrival> arrivals = new ArrayList<>();
    private final RtpPacketView view = new RtpPacketView();

    void add(long nanos, int sequence, long timestamp, byte[] payload) {
        arrivals.add(new Arrival(nanos, sequence & 0xFFFF, timestamp & 0xFFFF_FFFFL, payload));
    }

    /** Receives each frame as it is pulled. */
    interface FrameListener {
        void onFrame(long nowNanos, Playout playout, short[] pcm);
    }

    /**
     * Pulls every 20 ms of the receiver's clock, from the first frame time to {@code untilNanos}.
     */
    void run(JitterBuffer buffer, long untilNanos, FrameListener listener) {
        arrivals.sort(Comparator.comparingLong(arrival -> arrival.nanos));
        short[] pcm = new short[buffer.frameSamples()];
        int next = 0;
        for (long now = 0; now <= untilNanos; now += FRAME) {
            while (next < arrivals.size() && arrivals.get(next).nanos <= now) {
                offer(buffer, arrivals.get(next++));
            }
            Playout playout = buffer.pull(pcm, 0, now);
            listener.onFrame(now, playout, pcm);
        }
        arrivals.clear();
    }

    /** Offers each packet when it arrives and ticks every 20 ms, from 0 to {@code untilNanos}. */
    void run(Resequencer resequencer, long untilNanos) {
        arrivals.sort(Comparator.comparingLong(arrival -> arrival.nanos));
        int next = 0;
        for (long now = 0; now <= untilNanos; now += FRAME) {
            while (next < arrivals.size() && arrivals.get(next).nanos <= now) {
                Arrival arrival = arrivals.get(next++);
                wrap(view, arrival.sequence, arrival.timestamp, arrival.payload);
                resequencer.offer(view, arrival.nanos);
            }
            resequencer.tick(now);
        }
        arrivals.clear();
    }

    private void offer(JitterBuffer buffer, Arrival arrival) {
        offer(buffer, view, arrival.nanos, arrival.sequence, arrival.timestamp, arrival.payload);
    }

    static void offer(
            JitterBuffer buffer,
            RtpPacketView view,
            long nanos,
            int sequence,
            long timestamp,
            byte[] payload) {
        wrap(view, sequence, timestamp, payload);
        buffer.offer(view, nanos);
    }

    /** A packet in a pooled buffer, which the view's next reader takes. */
    static void wrap(RtpPacketView view, int sequence, long timestamp, byte[] payload) {
        ByteBuf packet = PooledByteBufAllocator.DEFAULT.directBuffer(12 + payload.length);
        packet.writeByte(0x80).writeByte(111).writeShort(sequence).writeInt((int) timestamp);
        packet.writeInt(0x1234).writeBytes(payload);
        if (!view.wrap(packet)) {
            throw new AssertionError("packet refused");
        }
    }
}
