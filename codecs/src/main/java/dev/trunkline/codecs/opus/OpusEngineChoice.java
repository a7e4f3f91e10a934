package dev.trunkline.codecs.opus;

import java.util.Locale;

/** The setting {@code opus.engine}. */
public enum OpusEngineChoice {
    /** libopus where the system has it, else Concentus. */
    AUTO,
    /** Pure Java, everywhere. */
    CONCENTUS,
    /** The system's {@code libopus.so.0}; selecting fails without it. */
    LIBOPUS;

    /**
     * Reads {@code auto}, {@code concentus} or {@code libopus}, in any case.
     *
     * @throws IllegalArgumentException naming the value and the three that are allowed
     */
    public static OpusEngineChoice parse(String text) {
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "auto" -> AUTO;
            case "concentus" -> CONCENTUS;
            case "libopus" -> LIBOPUS;
            default ->
                    throw new IllegalArgumentException(
                            "opus.engine=" + text + ": expected auto, concentus or libopus");
        };
    }
}
