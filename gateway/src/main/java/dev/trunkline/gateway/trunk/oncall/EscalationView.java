package dev.trunkline.gateway.trunk.oncall;

import java.util.Locale;

/**
 * An escalation as it is at one moment. Immutable, without numbers.
 *
 * @param step the step that it has come to, from 1
 * @param rung people that were rung so far
 * @param takenBy number of the one who has taken the call, from 1; 0 if nobody has
 * @param recordingSid of the caller's message, {@code RE…}; empty if there is none
 * @param recordingSeconds its length
 */
public record EscalationView(
        String name,
        State state,
        int step,
        int rung,
        int takenBy,
        String recordingSid,
        int recordingSeconds) {

    /** Where it stands. */
    public enum State {
        /** A step's time runs. */
        RINGING,
        /** A person has the call, or is about to. */
        TAKEN,
        /** Nobody came: the agent goes on; whoever still comes is welcome. */
        AGENT,
        /** Nobody came: the caller may leave a message. */
        VOICEMAIL,
        /** Nobody came: somebody else has the call. */
        TRANSFERRED,
        /** Nobody came: the call was ended. */
        HUNG_UP,
        /** The call ended before anybody came. */
        CALLER_GONE;

        /** As in metrics and the API. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Whether the agent talks with the caller, so that a person may take the call. */
        boolean open() {
            return this == RINGING || this == AGENT;
        }
    }
}
