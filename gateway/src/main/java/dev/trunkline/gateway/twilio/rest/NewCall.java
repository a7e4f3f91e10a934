package dev.trunkline.gateway.twilio.rest;

import dev.trunkline.gateway.trunk.Dialable;
import dev.trunkline.gateway.trunk.PhoneNumber;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A call to be placed (Call resource, "Create a Call resource"). What is null is not asked for.
 * Prints no more of it than masked numbers.
 *
 * @param from shown to the one who is called: a number of the account, or one verified
 * @param byocTrunkSid {@code BY…}: over which trunk of one's own; Twilio ignores it unless {@code
 *     to} is a phone number
 * @param limits how long it may ring and last
 * @param caller what else says who calls
 * @param sendDigits dialled once it is answered: {@code 0-9A-D#*}, {@code w} waits half a second,
 *     {@code W} a whole one; at most 32, and no machine is detected then
 */
public record NewCall(
        Dialable to,
        PhoneNumber from,
        Instructions instructions,
        @Nullable String byocTrunkSid,
        Limits limits,
        @Nullable StatusCallback statusCallback,
        @Nullable CallRecording recording,
        @Nullable MachineDetection machineDetection,
        @Nullable SipCredentials sipCredentials,
        Caller caller,
        @Nullable String sendDigits) {

    /**
     * How long a call may take; null for Twilio's own limits.
     *
     * @param ringing 1 s to 10 min; Twilio may add some 5 s; 60 s if null
     * @param whole from its answer on: set it always, a forgotten call costs until it ends
     */
    public record Limits(@Nullable Duration ringing, @Nullable Duration whole) {
        static final Limits NONE = new Limits(null, null);
        private static final long LONGEST_RINGING_SECONDS = 600;

        public Limits {
            if (ringing != null
                    && (ringing.toSeconds() < 1 || ringing.toSeconds() > LONGEST_RINGING_SECONDS)) {
                throw new IllegalArgumentException(
                        "ringing=" + ringing.toSeconds() + "s: expected 1s to 10m");
            }
            if (whole != null && whole.toSeconds() < 1) {
                throw new IllegalArgumentException(
                        "whole=" + whole.toMillis() + "ms: expected 1s or more");
            }
        }
    }

    /**
     * What else says who calls; null for nothing.
     *
     * @param callerId in place of {@code from}, where that is a SIP address or client
     * @param reason shown with branded calling
     * @param token of an inbound call that is passed on, so that its caller's number may be shown
     */
    public record Caller(
            @Nullable String callerId, @Nullable String reason, @Nullable String token) {
        static final Caller NONE = new Caller(null, null, null);

        @Override
        public String toString() {
            return "Caller[***]";
        }
    }

    public NewCall {
        if (byocTrunkSid != null) {
            Sid.check("BY", byocTrunkSid);
        }
        if (sendDigits != null && !sendDigits.matches("[0-9A-D#*wW]{1,32}")) {
            throw new IllegalArgumentException(
                    "sendDigits: expected 1 to 32 of 0-9, A-D, #, *, w and W");
        }
    }

    /** The least that a call needs. */
    public static Builder to(Dialable to, PhoneNumber from, Instructions instructions) {
        return new Builder(to, from, instructions);
    }

    Form form() {
        Form form = new Form().add("To", to.dialString()).add("From", from.e164());
        instructions.addTo(form);
        form.add("Byoc", byocTrunkSid)
                .seconds("Timeout", limits.ringing)
                .seconds("TimeLimit", limits.whole);
        if (statusCallback != null) {
            statusCallback.addTo(form);
        }
        if (recording != null) {
            recording.addTo(form);
        }
        if (machineDetection != null) {
            machineDetection.addTo(form);
        }
        if (sipCredentials != null) {
            sipCredentials.addTo(form);
        }
        return form.add("CallerId", caller.callerId)
                .add("CallReason", caller.reason)
                .add("CallToken", caller.token)
                .add("SendDigits", sendDigits);
    }

    @Override
    public String toString() {
        return "NewCall[to=" + to + ", from=" + from + ", byoc=" + byocTrunkSid + "]";
    }

    /** Collects what a call is to have; every method returns this builder. */
    public static final class Builder {
        private final Dialable to;
        private final PhoneNumber from;
        private final Instructions instructions;
        private @Nullable String byocTrunkSid;
        private Limits limits = Limits.NONE;
        private @Nullable StatusCallback statusCallback;
        private @Nullable CallRecording recording;
        private @Nullable MachineDetection machineDetection;
        private @Nullable SipCredentials sipCredentials;
        private Caller caller = Caller.NONE;
        private @Nullable String sendDigits;

        private Builder(Dialable to, PhoneNumber from, Instructions instructions) {
            this.to = to;
            this.from = from;
            this.instructions = instructions;
        }

        public Builder byoc(String trunkSid) {
            byocTrunkSid = trunkSid;
            return this;
        }

        public Builder limits(Limits most) {
            limits = most;
            return this;
        }

        public Builder statusCallback(StatusCallback who) {
            statusCallback = who;
            return this;
        }

        public Builder recording(CallRecording how) {
            recording = how;
            return this;
        }

        public Builder machineDetection(MachineDetection how) {
            machineDetection = how;
            return this;
        }

        public Builder sipCredentials(SipCredentials credentials) {
            sipCredentials = credentials;
            return this;
        }

        public Builder caller(Caller more) {
            caller = more;
            return this;
        }

        public Builder sendDigits(String digits) {
            sendDigits = digits;
            return this;
        }

        public NewCall build() {
            return new NewCall(
                    to,
                    from,
                    instructions,
                    byocTrunkSid,
                    limits,
                    statusCallback,
                    recording,
                    machineDetection,
                    sipCredentials,
                    caller,
                    sendDigits);
        }
    }
}
