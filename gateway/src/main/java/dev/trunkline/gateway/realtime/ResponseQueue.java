package dev.trunkline.gateway.realtime;

import dev.trunkline.gateway.call.ResponseRequest;
import java.util.ArrayDeque;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One response at a time: the model refuses a second {@code response.create} while one runs, and
 * its voice detection starts responses of its own. Requests wait behind whatever is active; what
 * the model refused for that reason is asked for again when the active one is done. Bounded.
 */
final class ResponseQueue {
    private static final int MOST_WAITING = 8;
    private static final String EVENT_PREFIX = "rc_";

    private final BiConsumer<String, ResponseRequest> sender;
    private final ArrayDeque<ResponseRequest> waiting = new ArrayDeque<>();
    private @Nullable String active;
    private @Nullable ResponseRequest lastSent;
    private @Nullable String lastSentEventId;
    private boolean unanswered;
    private int requests;

    /**
     * An empty queue.
     *
     * @param sender sends a {@code response.create} with the given event id
     */
    ResponseQueue(BiConsumer<String, ResponseRequest> sender) {
        this.sender = sender;
    }

    @Nullable String active() {
        return active;
    }

    /** Whether a request has not become a response yet. */
    boolean pending() {
        return unanswered || !waiting.isEmpty();
    }

    /**
     * Asks as soon as nothing else runs. What is automatic and waits already is not asked twice.
     */
    void request(ResponseRequest request) {
        boolean alreadyWaiting = request.automatic() && waiting.contains(request);
        if (!alreadyWaiting && waiting.size() < MOST_WAITING) {
            waiting.add(request);
        }
        sendNext();
    }

    /** A response began: ours, or one that the model's voice detection started. */
    void onCreated(String responseId) {
        active = responseId;
        // If this was another's response, the refusal of ours is still to come: it stays known.
        unanswered = false;
    }

    /** A response ended; what waits behind it goes with {@link #sendNext}. */
    void onDone(String responseId) {
        if (responseId.equals(active)) {
            active = null;
        }
    }

    /**
     * The model refused one of our events.
     *
     * @param clientEventId which one; some compatible servers do not say
     * @param occupied because another response was active: it is asked for again once that is done
     * @return whether the event was a request for a response
     */
    boolean onRefused(@Nullable String clientEventId, boolean occupied) {
        ResponseRequest refused = lastSent;
        boolean ours =
                clientEventId == null
                        ? occupied && unanswered
                        : clientEventId.equals(lastSentEventId);
        if (refused == null || !ours) {
            return false;
        }
        unanswered = false;
        lastSent = null;
        lastSentEventId = null;
        if (occupied) {
            waiting.addFirst(refused);
        }
        sendNext();
        return true;
    }

    /** Asks for what waits, if nothing else runs. */
    void sendNext() {
        if (active == null && !unanswered && !waiting.isEmpty()) {
            ResponseRequest request = waiting.remove();
            String eventId = EVENT_PREFIX + ++requests;
            lastSent = request;
            lastSentEventId = eventId;
            unanswered = true;
            sender.accept(eventId, request);
        }
    }
}
