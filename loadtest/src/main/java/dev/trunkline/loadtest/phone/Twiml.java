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

    record Redirect(String url, String method) implements Verb {}

    /** {@code <Say>} or {@code <Play>}: noted. */
    record Spoken(String verb, String content) implements Verb {}

    /**
     * {@code <Gather>}: waits for keys.
     *
     * @param digits as many end it; 0 for any number
     */
    record Gather(
            Attributes attributes,
            List<Verb> prompts,
            int digits,
            int timeoutSeconds,
            String finishOnKey,
            boolean actionOnEmptyResult)
            implements Verb {}

    /** {@code <Record>}: a message is left. */
    record RecordVerb(
            Attributes attributes, int longestSeconds, int silenceSeconds, String finishOnKey)
            implements Verb {}

    /** {@code <Dial>} of one or more, who are called. */
    record Dial(Attributes attributes, int timeoutSeconds, List<DialNoun> nouns) implements Verb {}

    /**
     * Who is called.
     *
     * @param element such as {@code Sip}; {@code Number} too if it stands there by itself
     */
    record DialNoun(String element, String content, Attributes attributes) {}

    /** {@code <Dial><Conference>}: a room. */
    record DialRoom(Attributes attributes, Attributes conference, Conferences.Entry entry)
            implements Verb {}

    /** {@code <Enqueue>}: the call waits for somebody else, by a queue's name or a workflow. */
    record Enqueue(String queue, String workflowSid, String task) implements Verb {}

    record Pause(int seconds) implements Verb {}

    record Hangup() implements Verb {}

    record Reject(String reason) implements Verb {}

    /** A verb that this simulator does not obey. */
    record Unsupported(String name) implements Verb {}
}
