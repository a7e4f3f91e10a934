package dev.trunkline.gateway.twilio.voice;

import dev.trunkline.gateway.agent.RelayProfile;
import java.util.Map;

/** Whether a call may come in. */
public sealed interface Admission {

    /**
     * It may: Twilio is told to open the media socket.
     *
     * @param leg which one
     * @param parameters what must come back in its first message (token, call reference); name and
     *     value of each together under 500 characters. They are secrets for as long as the token is
     *     valid.
     */
    record Accepted(Leg leg, Map<String, String> parameters) implements Admission {
        public Accepted {
            parameters = Map.copyOf(parameters);
        }

        /** As audio. */
        public Accepted(Map<String, String> parameters) {
            this(new Leg.Audio(), parameters);
        }

        /** Names only: the values open the media socket. */
        @Override
        public String toString() {
            return "Accepted[parameters=" + parameters.keySet() + "]";
        }
    }

    /** How the call's media is brought. */
    sealed interface Leg {
        /** As audio ({@code <Stream>}). */
        record Audio() implements Leg {}

        /**
         * As words ({@code <ConversationRelay>}).
         *
         * @param greeting what Twilio says by itself as soon as it can; empty for nothing
         */
        record Words(RelayProfile profile, String greeting) implements Leg {}
    }

    /** It is not wanted any more, though it was ours: Twilio hangs up. */
    record Unwanted() implements Admission {}

    /** It may not: the caller hears why, in words. */
    record Refused(Reason reason) implements Admission {}

    /** Why a call is refused. */
    enum Reason {
        /** As many calls as the gateway is allowed to hold. */
        FULL,
        /** Another call would harm the audio of those that are there. */
        OVERLOADED,
        /** The gateway is stopping. */
        DRAINING,
        /** No profile has the name that the URL asks for. */
        UNKNOWN_AGENT
    }
}
