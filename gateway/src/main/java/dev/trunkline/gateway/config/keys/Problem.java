package dev.trunkline.gateway.config.keys;

import org.jspecify.annotations.Nullable;

/**
 * One mistake in the configuration.
 *
 * @param key the key in the YAML file, such as {@code media.playoutLeadMs}
 * @param environment the environment variables that set the same, or null if there are none
 * @param value what was given, as text; null if nothing was, or if it is secret
 * @param expected what would have been accepted
 * @param advice what to do about it
 */
public record Problem(
        String key,
        @Nullable String environment,
        @Nullable String value,
        String expected,
        String advice) {

    /** As the operator reads it: one line, without a secret. */
    @Override
    public String toString() {
        return key
                + (environment == null ? "" : " (" + environment + ")")
                + (value == null ? "" : " = " + value)
                + ": expected "
                + expected
                + "; "
                + advice;
    }
}
