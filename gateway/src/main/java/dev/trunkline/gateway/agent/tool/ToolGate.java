package dev.trunkline.gateway.agent.tool;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Lets so many requests of one tool run at once, over all calls; the others wait in the order they
 * came, and there is no room for more than {@value #WAITING_FOR_EACH} for each that may run. Any
 * thread; nothing is called while the lock is held.
 */
final class ToolGate {
    private static final int WAITING_FOR_EACH = 4;

    private final ArrayDeque<Place> waiting = new ArrayDeque<>();
    private int running;

    /** One request's place, from {@link #enter} to {@link #leave}. */
    static final class Place {
        private final Runnable go;
        private boolean inside;
        private boolean left;

        private Place(Runnable go) {
            this.go = go;
        }
    }

    /**
     * Takes a place.
     *
     * @param most how many may run at once
     * @param go called once it is this one's turn, at once or by the thread of one that leaves
     * @return null if too many wait already: {@code go} is not called then
     */
    @Nullable Place enter(int most, Runnable go) {
        Place place = new Place(go);
        synchronized (this) {
            if (running < most) {
                running++;
                place.inside = true;
            } else if (waiting.size() < most * WAITING_FOR_EACH) {
                waiting.add(place);
                return place;
            } else {
                return null;
            }
        }
        go.run();
        return place;
    }

    /** Gives a place back, whether its turn had come or not; harmless twice. */
    void leave(Place place) {
        Place next;
        synchronized (this) {
            if (place.left) {
                return;
            }
            place.left = true;
            if (!place.inside) {
                waiting.remove(place);
                return;
            }
            next = waiting.poll();
            if (next == null) {
                running--;
                return;
            }
            next.inside = true;
        }
        next.go.run();
    }
}
