package dev.trunkline.loadtest.model;

import org.jspecify.annotations.Nullable;

/** A client event the service refuses: becomes an {@code error} event, the session goes on. */
final class ProtocolException extends Exception {
    private final String code;
    private final @Nullable String param;

    ProtocolException(String code, String message, @Nullable String param) {
        super(message, null, false, false);
        this.code = code;
        this.param = param;
    }

    static ProtocolException missing(String param) {
        return new ProtocolException(
                "missing_required_parameter",
                "Missing required parameter: '" + param + "'.",
                param);
    }

    static ProtocolException unknown(String param) {
        return new ProtocolException(
                "unknown_parameter", "Unknown parameter: '" + param + "'.", param);
    }

    static ProtocolException invalidType(String param, String expected) {
        return new ProtocolException(
                "invalid_type",
                "Invalid type for '" + param + "': expected " + expected + ".",
                param);
    }

    static ProtocolException invalidValue(String param, String message) {
        return new ProtocolException("invalid_value", message, param);
    }

    String code() {
        return code;
    }

    @Nullable String param() {
        return param;
    }

    /** Always there: the superclass allows null, no constructor here does. */
    String text() {
        return String.valueOf(getMessage());
    }
}
