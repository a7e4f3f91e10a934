package dev.trunkline.gateway.realtime;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which item of ours stands for an item of the model's that was said otherwise than it was made, so
 * that it can be amended again. Bounded: the oldest is forgotten. Confined to the session's loop.
 */
final class Amendments {
    private static final int REMEMBERED = 64;
    private static final String PREFIX = "trunkline_amended_";

    /** What stands for an item that was deleted. */
    private static final String GONE = "";

    private final ClientEvents events;
    private final Map<String, String> standsFor =
            new LinkedHashMap<>() {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
                    return size() > REMEMBERED;
                }
            };
    private int made;

    Amendments(ClientEvents events) {
        this.events = events;
    }

    /**
     * The events that leave of an item what was spoken of it, in order. One of which nothing was
     * left comes back at the end of the conversation.
     *
     * @param spoken empty if nothing was
     */
    List<String> amend(String itemId, String spoken) {
        String present = standsFor.getOrDefault(itemId, itemId);
        boolean gone = present.equals(GONE);
        if (spoken.isEmpty()) {
            standsFor.put(itemId, GONE);
            return gone ? List.of() : List.of(events.delete(present));
        }
        String amendment = PREFIX + ++made;
        standsFor.put(itemId, amendment);
        return gone
                ? List.of(events.agentText(amendment, spoken))
                : List.of(
                        events.agentTextAfter(present, amendment, spoken), events.delete(present));
    }
}
