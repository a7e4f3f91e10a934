package dev.trunkline.gateway.trunk.limit;

import org.jspecify.annotations.Nullable;

/**
 * The store of limits and idempotency keys cannot be asked; the message says which and why, and
 * names no secret. What was asked for has not been granted. Without a cause the store was not even
 * asked.
 */
public final class LimitsUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public LimitsUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
