package dev.trunkline.observability.record;

import org.jspecify.annotations.Nullable;

/**
 * The store of call records does not answer; the message says which and why, and names no secret.
 */
public final class RecordsUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public RecordsUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
