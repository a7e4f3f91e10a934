package dev.trunkline.gateway.call;

import dev.trunkline.observability.latency.LatencyMetric;
import dev.trunkline.observability.metrics.CallMeters;

/**
 * Times some of the audio from socket to socket: what the gateway itself adds. Hot path, allocates
 * only where a sample is taken; confined to the call's event loop.
 */
final class RelaySamples {
    /** A power of two: of so many frames from the phone one is timed. */
    private static final int FRAMES = 256;

    /** Which: the first after one second, so that short calls have one too. */
    private static final int FRAME = 50;

    /** The same of the model's deltas, which are larger. */
    private static final int DELTAS = FRAMES / 4;

    private static final int DELTA = 8;

    private final CallClock clock;
    private final CallMeters meters;

    private int frames;
    private int deltas;
    private long sampledArrivalNanos;

    RelaySamples(CallClock clock, CallMeters meters) {
        this.clock = clock;
        this.meters = meters;
    }

    /** A frame was read from the leg's socket. */
    void fromPhone(long arrivalNanos) {
        if ((++frames & (FRAMES - 1)) == FRAME) {
            sampledArrivalNanos = arrivalNanos;
        }
    }

    /** What was read was written to the model's socket. */
    void toModel() {
        if (sampledArrivalNanos != 0) {
            meters.latency(LatencyMetric.RELAY_UPLINK, clock.nanos() - sampledArrivalNanos);
            sampledArrivalNanos = 0;
        }
    }

    /** A delta was written to the leg's socket as far as the playout lets it. */
    void toPhone(long arrivalNanos) {
        if ((++deltas & (DELTAS - 1)) == DELTA) {
            meters.latency(LatencyMetric.RELAY_DOWNLINK, clock.nanos() - arrivalNanos);
        }
    }
}
