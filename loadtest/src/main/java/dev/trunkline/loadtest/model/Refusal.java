package dev.trunkline.loadtest.model;

/** How a connection is turned away; the service has been seen to do both. */
public sealed interface Refusal {

    /** An HTTP status in place of 101, with the service's error object as body. */
    record Http(int status, String code, String message) implements Refusal {
        public static final Http UNAUTHORIZED =
                new Http(401, "invalid_api_key", "Incorrect API key provided.");
        public static final Http UNKNOWN_MODEL =
                new Http(404, "model_not_found", "The model does not exist.");
        public static final Http RATE_LIMITED =
                new Http(429, "rate_limit_exceeded", "Too many sessions; try again later.");
    }

    /**
     * The upgrade succeeds, then one {@code error} event and a close.
     *
     * @param closeCode 3000 to 4999
     */
    record ErrorThenClose(String errorType, String code, String message, int closeCode)
            implements Refusal {
        public static final ErrorThenClose INVALID_KEY =
                new ErrorThenClose(
                        "invalid_request_error",
                        "invalid_api_key",
                        "Incorrect API key provided.",
                        3000);
        public static final ErrorThenClose NO_QUOTA =
                new ErrorThenClose(
                        "insufficient_quota",
                        "insufficient_quota",
                        "The account has no quota left.",
                        4000);
    }
}
