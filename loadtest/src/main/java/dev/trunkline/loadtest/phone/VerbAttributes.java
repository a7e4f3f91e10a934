package dev.trunkline.loadtest.phone;

import java.util.Set;

/** The attributes that this simulator obeys, or may leave aside without harm. */
final class VerbAttributes {
    static final Set<String> GATHER =
            Set.of(
                    "input",
                    "numDigits",
                    "timeout",
                    "finishOnKey",
                    "action",
                    "method",
                    "actionOnEmptyResult");
    static final Set<String> RECORD =
            Set.of(
                    "maxLength",
                    "timeout",
                    "finishOnKey",
                    "playBeep",
                    "trim",
                    "transcribe",
                    "action",
                    "method",
                    "recordingStatusCallback",
                    "recordingStatusCallbackMethod",
                    "recordingStatusCallbackEvent");
    static final Set<String> DIAL =
            Set.of("callerId", "timeout", "timeLimit", "answerOnBridge", "action", "method");
    static final Set<String> CONFERENCE =
            Set.of(
                    "startConferenceOnEnter",
                    "endConferenceOnExit",
                    "maxParticipants",
                    "beep",
                    "waitUrl",
                    "waitMethod",
                    "participantLabel",
                    "region");

    private static final Set<String> NUMBER =
            Set.of("byoc", "statusCallback", "statusCallbackMethod", "statusCallbackEvent");
    private static final Set<String> SIP =
            Set.of(
                    "username",
                    "password",
                    "statusCallback",
                    "statusCallbackMethod",
                    "statusCallbackEvent");
    private static final Set<String> CLIENT =
            Set.of("statusCallback", "statusCallbackMethod", "statusCallbackEvent");

    private VerbAttributes() {}

    /** Of someone in a {@code <Dial>}. */
    static Set<String> noun(String element) {
        return switch (element) {
            case "Number" -> NUMBER;
            case "Sip" -> SIP;
            default -> CLIENT;
        };
    }
}
