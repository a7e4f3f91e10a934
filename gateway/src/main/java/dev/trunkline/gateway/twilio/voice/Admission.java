package dev.trunkline.gateway.twilio.voice;

import java.util.Map;

/** Whether a call may come in. */
public sealed interface Admission {

    /**
     * It may: Twilio is told to open the media socket.
     *
     * @param parameters what must come back in the stream's {@code start} message (token, call
     *     reference); name and value of each together under 500 characters. They are secrets for as
     *     long as the token is valid.
     */
    record Accepted(Map<String, String> parameters) implements Admission {
        public Accepted {
            parameters = Map.copyOf(parameters);
        }

        /** Names only: the values open the media socket. */
        @Override
        public String toString() {
            return "Accepted[parameters=" + parameters.keySet() + "]";
        }
    }

    /** It may not: the caller hears why, in words. */
    record Refused(Reason reason) implements Admission {}

    /** Why a call is refused. */
    enum Reason {
        /** As many calls as the gateway is allowed to hold. */
        FULL,
        /** The gateway is stopping. */
        DRAINING,
        /** No profile has the name that the URL asks for. */
        UNKNOWN_AGENT
    }
}
