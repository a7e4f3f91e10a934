package dev.trunkline.gateway.call;

/** A model session could not be opened; {@link #failure} classifies it. */
public final class ModelUnavailableException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient ModelFailure failure;

    public ModelUnavailableException(ModelFailure failure) {
        super(failure.kind() + ": " + failure.detail(), null, false, false);
        this.failure = failure;
    }

    public ModelFailure failure() {
        return failure;
    }

    /** Why a session could not be had, whatever says so. */
    static ModelFailure failureOf(Throwable cause) {
        return cause instanceof ModelUnavailableException unavailable
                ? unavailable.failure()
                : new ModelFailure(ModelFailure.Kind.UNREACHABLE, cause.getClass().getSimpleName());
    }
}
