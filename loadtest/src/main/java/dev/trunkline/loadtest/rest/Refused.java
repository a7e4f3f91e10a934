package dev.trunkline.loadtest.rest;

/** A request that is answered with an error of the API. */
final class Refused extends Exception {
    private static final long serialVersionUID = 1;

    private final transient ApiError error;

    Refused(ApiError error) {
        super(error.message(), null, false, false);
        this.error = error;
    }

    Refused(int httpStatus, int code, String message) {
        this(new ApiError(httpStatus, code, message));
    }

    ApiError error() {
        return error;
    }
}
