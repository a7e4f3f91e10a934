package dev.trunkline.loadtest.phone;

import dev.trunkline.loadtest.relay.RelayNoun;
import java.util.List;
import java.util.Map;

/** A TwiML document that has been read: its verbs in order. */
record Twiml(List<Verb> verbs) {
    /**
     * One verb, with the attributes that matter here. Empty strings stand for absent attributes.
     */
    sealed interface Verb {}

    /** {@code <Connect><Stream>}: the stream blocks the document until its socket is closed. */
    record ConnectStream(
            String url,
            Map<String, String> parameters,
            String track,
            String name,
            String statusCallback,
            String action)
            implements Verb {}

    /**
     * {@code <Connect><ConversationRelay>}: the session blocks the document; what follows is the
     * action's.
     */
    record ConnectRelay(RelayNoun noun, String action) implements Verb {}

    record Redirect(String url) implements Verb {}

    /** {@code <Say>}, {@code <Play>} or {@code <Dial>}: noted. A dial has an action. */
    record Spoken(String verb, String content, String action) implements Verb {}

    /** {@code <Record>}: noted, as if something short was recorded. */
    record RecordVerb(String action) implements Verb {}

    /** {@code <Enqueue>}: the call waits for somebody else, by a queue's name or a workflow. */
    record Enqueue(String queue, String workflowSid, String task) implements Verb {}

    record Pause(int seconds) implements Verb {}

    record Hangup() implements Verb {}

    record Reject(String reason) implements Verb {}

    /** A verb that this simulator does not obey. */
    record Unsupported(String name) implements Verb {}
}
