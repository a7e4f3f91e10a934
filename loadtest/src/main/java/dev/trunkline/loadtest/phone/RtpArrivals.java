package dev.trunkline.loadtest.phone;

import dev.trunkline.loadtest.audio.MuLaw;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Which of a caller's frames reach Twilio, and when: losses in bursts (a Gilbert channel: every
 * frame is lost in the bad state, none in the good one) and stalls. Looked at with every frame, so
 * a stall ends to 20 ms. Order is kept. One event loop; bounded by the length of a stall.
 */
final class RtpArrivals {
    private static final double FRAMES_PER_MINUTE = 60_000.0 / 20;

    private final RtpPath path;
    private final Sink twilio;
    private final SplittableRandom random;
    private final double lossBegins;
    private final double lossEnds;
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private boolean losing;
    private long stalledUntilNanos = Long.MIN_VALUE;
    private long lost;

    /** Where frames arrive. */
    interface Sink {
        /**
         * Frame {@code index} of the schedule, as {@link CallerAudio#FRAME_CHARS} characters of
         * base64 from {@code offset} and as μ-law; borrows both.
         *
         * @return false if it could not be passed on
         */
        boolean frame(long index, byte[] base64, int offset, byte[] muLaw);
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Waiting(long index, byte[] base64, byte[] muLaw) {}

    RtpArrivals(RtpPath path, Sink twilio) {
        this.path = path;
        this.twilio = twilio;
        random = new SplittableRandom(path.seed());
        lossEnds = 1 / path.meanLossFrames();
        // So that the bad state has its share of the time: bad / good = begins / ends.
        lossBegins = Math.min(1, path.lossRate() / (1 - path.lossRate()) * lossEnds);
    }

    /**
     * The phone sends a frame now; borrows the arrays.
     *
     * @return whether Twilio got it, or will
     */
    boolean send(long nowNanos, long index, byte[] base64, int offset, byte[] muLaw) {
        if (path.isNone()) {
            return twilio.frame(index, base64, offset, muLaw);
        }
        if (nowNanos >= stalledUntilNanos) {
            arriveLate();
        }
        if (random.nextDouble() < (losing ? 1 - lossEnds : lossBegins)) {
            losing = true;
            lost++;
            return false;
        }
        losing = false;
        if (nowNanos >= stalledUntilNanos
                && random.nextDouble() < path.stallsPerMinute() / FRAMES_PER_MINUTE) {
            stalledUntilNanos = nowNanos + path.stallMs() * 1_000_000;
        }
        if (nowNanos < stalledUntilNanos) {
            waiting.add(
                    new Waiting(
                            index,
                            Arrays.copyOfRange(base64, offset, offset + CallerAudio.FRAME_CHARS),
                            Arrays.copyOf(muLaw, MuLaw.FRAME_BYTES)));
            return true;
        }
        return twilio.frame(index, base64, offset, muLaw);
    }

    private void arriveLate() {
        for (Waiting frame = waiting.poll(); frame != null; frame = waiting.poll()) {
            var _ = twilio.frame(frame.index, frame.base64, 0, frame.muLaw);
        }
    }

    /** Frames that never arrived. */
    long lost() {
        return lost;
    }
}
