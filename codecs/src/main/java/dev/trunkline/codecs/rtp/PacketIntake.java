package dev.trunkline.codecs.rtp;

/**
 * Lets packets with a payload that its decoder understands onto the timeline, and counts those that
 * are not let in. Allocates nothing per packet.
 */
final class PacketIntake {
    /** Larger payloads are refused: they fit no Ethernet frame and no sane ptime. */
    static final int MAX_PAYLOAD_BYTES = 2_048;

    private final PayloadDecoder decoder;
    private final PacketTimeline timeline;
    private final JitterBufferCounters counters;
    private final byte[] payload = new byte[MAX_PAYLOAD_BYTES];
    private final int clockRateHz;
    private final int sampleRateHz;
    private final boolean recoverable;

    /**
     * For one leg.
     *
     * @param recoverable whether the delay should let a lost packet's successor arrive in time
     */
    PacketIntake(
            PayloadDecoder decoder,
            PacketTimeline timeline,
            JitterBufferCounters counters,
            boolean recoverable) {
        this.recoverable = recoverable;
        this.decoder = decoder;
        this.timeline = timeline;
        this.counters = counters;
        clockRateHz = decoder.clockRateHz();
        sampleRateHz = decoder.sampleRateHz();
    }

    /** Takes the packet's buffer if it returns true. */
    boolean accept(RtpPacketView packet, long arrivalNanos) {
        counters.received++;
        int bytes = packet.payloadBytes();
        int samples = -1;
        if (bytes > 0 && bytes <= MAX_PAYLOAD_BYTES) {
            packet.buffer().getBytes(packet.payloadIndex(), payload, 0, bytes);
            samples = decoder.packetSamples(payload, 0, bytes);
        }
        if (samples <= 0 || samples > decoder.maxPacketSamples()) {
            counters.malformed++;
            return false;
        }
        int ticks = Math.max(1, samples * clockRateHz / sampleRateHz);
        boolean redundant = recoverable && decoder.carriesRedundancy(payload, 0, bytes);
        return timeline.add(packet, arrivalNanos, ticks, redundant);
    }
}
