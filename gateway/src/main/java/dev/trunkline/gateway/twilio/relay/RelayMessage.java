package dev.trunkline.gateway.twilio.relay;

import java.util.Map;

/**
 * One JSON message from Twilio (ConversationRelay, "Getting and sending WebSocket messages"). What
 * was said and dialled prints as its length alone.
 */
sealed interface RelayMessage {
    /**
     * The session begins.
     *
     * @param parameters what our TwiML gave along, the token among them
     */
    record Setup(
            String sessionId, String callSid, String accountSid, Map<String, String> parameters)
            implements RelayMessage {
        public Setup {
            parameters = Map.copyOf(parameters);
        }

        /** The parameters hold a token. */
        @Override
        public String toString() {
            return "Setup[sessionId=" + sessionId + ", callSid=" + callSid + "]";
        }
    }

    /**
     * The caller said something.
     *
     * @param words the whole utterance so far
     * @param language as it was heard; empty if it is not told
     * @param last false if more of it may come
     */
    record Prompt(String words, String language, boolean last) implements RelayMessage {
        @Override
        public String toString() {
            return "Prompt[" + words.length() + " characters, last=" + last + "]";
        }
    }

    /** A key of the caller's. */
    record Dtmf(char digit) implements RelayMessage {
        /** Keys may be an account number. */
        @Override
        public String toString() {
            return "Dtmf";
        }
    }

    /**
     * The caller stopped the agent's speech.
     *
     * @param spoken what was played of it; empty if it is not told
     * @param spokenMs how long; -1 if it is not told
     */
    record Interrupt(String spoken, long spokenMs) implements RelayMessage {
        @Override
        public String toString() {
            return "Interrupt[" + spoken.length() + " characters, spokenMs=" + spokenMs + "]";
        }
    }

    /** Twilio did not understand one of our messages; the session goes on. */
    record Failed() implements RelayMessage {}

    /** The text of one token was played. */
    record TokensPlayed(String words) implements RelayMessage {
        @Override
        public String toString() {
            return "TokensPlayed[" + words.length() + " characters]";
        }
    }

    /** The agent's speech began or ended. */
    record AgentSpeaking(boolean speaking) implements RelayMessage {}

    /** Known, and of no use here. */
    record Ignored() implements RelayMessage {}

    /** A message this version does not know: counted and dropped, never fatal. */
    record Unrecognized() implements RelayMessage {}
}
