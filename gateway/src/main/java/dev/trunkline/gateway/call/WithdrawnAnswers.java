package dev.trunkline.gateway.call;

import dev.trunkline.gateway.call.SpokenLedger.Amendment;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Answers in words that are no longer wanted: cancelled, what still comes of them dropped, and the
 * model's memory of them set right. A model does not let go of an item while it is still making it,
 * so its memory is amended when the response has ended, and before the next one is asked for.
 * Confined to the call's event loop.
 */
final class WithdrawnAnswers {
    private static final int REMEMBERED_RESPONSES = 8;

    private final RecentIds withdrawn = new RecentIds(REMEMBERED_RESPONSES);
    private final Map<String, String> waiting = new LinkedHashMap<>();
    private @Nullable String ending;
    private boolean next;

    /**
     * Cancels what the model is saying, if it is saying something, and amends what it remembers.
     */
    void withdraw(ModelSession model, List<Amendment> amendments) {
        amendments.forEach(amendment -> waiting.put(amendment.itemId(), amendment.spoken()));
        String active = model.activeResponseId();
        if (active == null) {
            amend(model);
        } else if (!active.equals(ending)) {
            ending = active;
            withdrawn.add(active);
            model.cancelResponse(active);
        }
    }

    /** More of an item was spoken than was known when it was withdrawn. */
    void correct(ModelSession model, Amendment amendment) {
        waiting.put(amendment.itemId(), amendment.spoken());
        if (ending == null) {
            amend(model);
        }
    }

    /** The response that is asked for and has not begun is not wanted any more. */
    void withdrawNext() {
        next = true;
    }

    void onStarted(String responseId, ModelSession model) {
        if (next) {
            next = false;
            withdraw(model, List.of());
        }
    }

    /**
     * Whether words of this response are dropped; the model then made an item of which nothing is
     * spoken.
     */
    boolean drops(String responseId, String itemId) {
        if (!withdrawn.contains(responseId)) {
            return false;
        }
        if (responseId.equals(ending)) {
            waiting.putIfAbsent(itemId, "");
        }
        return true;
    }

    /** A response has ended; if it was withdrawn, the model's memory is set right now. */
    void onDone(String responseId, ModelSession model) {
        if (responseId.equals(ending)) {
            ending = null;
            amend(model);
        }
    }

    /** The session is lost, and what it was making with it: the next one knows what was spoken. */
    void sessionLost(ModelSession model) {
        ending = null;
        next = false;
        amend(model);
    }

    private void amend(ModelSession model) {
        waiting.forEach(model::amendText);
        waiting.clear();
    }
}
