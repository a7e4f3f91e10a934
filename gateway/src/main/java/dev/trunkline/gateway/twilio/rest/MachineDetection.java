package dev.trunkline.gateway.twilio.rest;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Has Twilio find out whether a person or a machine answers. What is null is left to Twilio.
 *
 * @param limit how long it may take; 30 s if null
 * @param tuning where it draws the line
 * @param asyncResult told the result, while the call goes on; null: the call waits for it, and a
 *     person who answered hears nothing for some seconds
 * @param asyncMethod of that
 */
public record MachineDetection(
        Mode mode,
        @Nullable Duration limit,
        Tuning tuning,
        @Nullable URI asyncResult,
        WebhookMethod asyncMethod) {

    /** When the result is there. */
    public enum Mode {
        /** As soon as it is known who answered. */
        ENABLE("Enable"),
        /** With a machine, once its greeting is over: to leave a message. */
        DETECT_MESSAGE_END("DetectMessageEnd");

        private final String wire;

        Mode(String wire) {
            this.wire = wire;
        }
    }

    /**
     * Where it draws the line; null for Twilio's defaults.
     *
     * @param speechThreshold speech longer than this is a machine's; 1 to 6 s
     * @param speechEndThreshold silence after speech that ends it; 0.5 to 5 s
     * @param silenceTimeout silence from the start that gives up; 2 to 10 s
     */
    public record Tuning(
            @Nullable Duration speechThreshold,
            @Nullable Duration speechEndThreshold,
            @Nullable Duration silenceTimeout) {
        public static final Tuning STANDARD = new Tuning(null, null, null);
    }

    /** The call goes on while the result is awaited: right for an agent that talks. */
    public static MachineDetection async(Mode mode, URI result) {
        return new MachineDetection(mode, null, Tuning.STANDARD, result, WebhookMethod.POST);
    }

    void addTo(Form form) {
        form.add("MachineDetection", mode.wire)
                .seconds("MachineDetectionTimeout", limit)
                .millis("MachineDetectionSpeechThreshold", tuning.speechThreshold)
                .millis("MachineDetectionSpeechEndThreshold", tuning.speechEndThreshold)
                .millis("MachineDetectionSilenceTimeout", tuning.silenceTimeout);
        if (asyncResult != null) {
            form.add("AsyncAmd", "true")
                    .add("AsyncAmdStatusCallback", asyncResult)
                    .add("AsyncAmdStatusCallbackMethod", asyncMethod);
        }
    }

    @Override
    public String toString() {
        return "MachineDetection[" + mode + (asyncResult == null ? "" : ", async") + "]";
    }
}
