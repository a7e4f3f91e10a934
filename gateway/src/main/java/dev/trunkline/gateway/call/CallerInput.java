package dev.trunkline.gateway.call;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the caller says and does, in words, on its way to the model. Kept in order until the session
 * is there, and so is what the leg has said meanwhile. Confined to the call's event loop.
 */
final class CallerInput {
    /** What nobody says while a session is opened. */
    private static final int MOST_WAITING = 64;

    private final List<String> waiting = new ArrayList<>();
    private String greeting = "";
    private boolean greetingTold;
    private @Nullable ResponseRequest request;
    private @Nullable ModelSession model;

    /** The leg said, or was interrupted after, words of its own; before the model knows of any. */
    void agentGreeted(String words) {
        greeting = words;
        if (model != null) {
            tellGreeting(model);
        }
    }

    /** Whether the model has not been told yet what the leg said by itself. */
    boolean holdsGreeting() {
        return !greetingTold;
    }

    private void tellGreeting(ModelSession session) {
        if (!greeting.isEmpty()) {
            greetingTold = true;
            session.addAgentText(AgentSpeech.GREETING_ITEM, greeting);
        }
    }

    boolean callerIsWaiting() {
        return !waiting.isEmpty();
    }

    void connect(ModelSession session) {
        model = session;
        tellGreeting(session);
        waiting.forEach(session::addUserText);
        waiting.clear();
        if (request != null) {
            session.requestResponse(request);
        }
    }

    /** Adds the caller's words, and asks for an answer. */
    void say(String words) {
        if (model != null) {
            model.addUserText(words);
        } else if (waiting.size() < MOST_WAITING) {
            waiting.add(words);
        }
        ask(ResponseRequest.answer());
    }

    void press(String digits) {
        say("[caller pressed " + digits + "]");
    }

    void ask(ResponseRequest wanted) {
        if (model != null) {
            model.requestResponse(wanted);
        } else {
            request = wanted;
        }
    }
}
