package dev.trunkline.loadtest.relay;

import java.util.Optional;

/** Which of the caller's inputs something is about: the four values of three attributes. */
enum Inputs {
    NONE,
    DTMF,
    SPEECH,
    ANY;

    boolean speech() {
        return this == SPEECH || this == ANY;
    }

    boolean dtmf() {
        return this == DTMF || this == ANY;
    }

    /** The attribute's value; {@code legacy} allows {@code true} and {@code false} too. */
    static Optional<Inputs> of(String value, boolean legacy) {
        return Optional.ofNullable(
                switch (value) {
                    case "none" -> NONE;
                    case "dtmf" -> DTMF;
                    case "speech" -> SPEECH;
                    case "any" -> ANY;
                    case "true" -> legacy ? ANY : null;
                    case "false" -> legacy ? NONE : null;
                    default -> null;
                });
    }

    /** A message's own {@code interruptible}, which is a boolean. */
    static Inputs of(boolean interruptible) {
        return interruptible ? ANY : NONE;
    }
}
