package dev.trunkline.gateway.pbx;

import dev.trunkline.gateway.call.CallClock;
import dev.trunkline.gateway.call.EventLoopClock;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.FastThreadLocal;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The beats of all legs of one event loop. The 20 ms are divided into {@value #PHASES} phases, each
 * with one repeating timer of the loop while it has legs: legs are spread over them, so that calls
 * do not all want to encode in the same instant, and no beat allocates anything.
 *
 * <p>A loop that stalls catches up with at most {@value #MOST_CAUGHT_UP} frames at once; what is
 * more is skipped: a burst helps no jitter buffer, and must not fill one.
 */
public final class LoopPacer implements FramePacer {
    static final int PHASES = 10;
    static final int MOST_CAUGHT_UP = 3;

    private static final long FRAME_NANOS = FRAME_MS * 1_000_000L;
    private static final FastThreadLocal<LoopPacer> OF_LOOP = new FastThreadLocal<>();

    private final EventLoop loop;
    private final CallClock clock;
    private final Phase[] phases = new Phase[PHASES];

    LoopPacer(EventLoop loop, CallClock clock) {
        this.loop = loop;
        this.clock = clock;
        for (int i = 0; i < PHASES; i++) {
            phases[i] = new Phase();
        }
    }

    /** The pacer of this event loop, on which this is called. */
    public static LoopPacer of(EventLoop loop) {
        LoopPacer pacer = OF_LOOP.get();
        if (pacer == null) {
            pacer = new LoopPacer(loop, new EventLoopClock(loop));
            OF_LOOP.set(pacer);
        }
        return pacer;
    }

    @Override
    public Pacing begin(Beat beat) {
        int quietest = 0;
        for (int i = 1; i < PHASES; i++) {
            if (phases[i].places.size() < phases[quietest].places.size()) {
                quietest = i;
            }
        }
        return phases[quietest].add(beat, quietest);
    }

    private static final class Place {
        final Beat beat;
        boolean over;

        Place(Beat beat) {
            this.beat = beat;
        }
    }

    /** Legs that beat together. */
    private final class Phase implements Runnable {
        final List<Place> places = new ArrayList<>();
        private @Nullable ScheduledFuture<?> timer;
        private long dueNanos;

        Pacing add(Beat beat, int phase) {
            Place place = new Place(beat);
            places.add(place);
            if (timer == null) {
                long now = clock.nanos();
                long offset = FRAME_NANOS / PHASES * phase;
                long delay = Math.floorMod(offset - now, FRAME_NANOS);
                dueNanos = now + delay;
                timer = loop.scheduleAtFixedRate(this, delay, FRAME_NANOS, TimeUnit.NANOSECONDS);
            }
            return () -> end(place);
        }

        @Override
        public void run() {
            long behind = Math.floorDiv(clock.nanos() - dueNanos, FRAME_NANOS);
            int skipped = 0;
            if (behind < 0) {
                return; // the timer makes up for beats that were skipped
            }
            if (behind > MOST_CAUGHT_UP) {
                skipped = (int) behind;
                dueNanos += behind * FRAME_NANOS;
            }
            long due = dueNanos;
            dueNanos += FRAME_NANOS;
            for (int i = 0; i < places.size(); i++) { // a beat may begin or end others
                Place place = places.get(i);
                if (!place.over) {
                    place.beat.onBeat(due, skipped);
                }
            }
            places.removeIf(place -> place.over);
            if (places.isEmpty() && timer != null) {
                timer.cancel(false);
                timer = null;
            }
        }

        private void end(Place place) {
            place.over = true;
        }
    }
}
