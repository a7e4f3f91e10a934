package dev.trunkline.gateway.twilio.rest;

import java.util.Locale;

/** Who answered, by Twilio's answering machine detection. */
public enum AnsweredBy {
    HUMAN,
    /** A machine, whose greeting may go on. */
    MACHINE_START,
    /** A machine, and its beep was heard. */
    MACHINE_END_BEEP,
    MACHINE_END_SILENCE,
    MACHINE_END_OTHER,
    FAX,
    UNKNOWN;

    static AnsweredBy of(String wire) {
        for (AnsweredBy each : values()) {
            if (each.name().toLowerCase(Locale.ROOT).equals(wire)) {
                return each;
            }
        }
        return UNKNOWN;
    }
}
