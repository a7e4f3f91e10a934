package dev.trunkline.gateway.call;

/** The carrier's API did not do what it was asked; {@link #failure} classifies it. */
public final class CarrierApiException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient CarrierApiFailure failure;

    public CarrierApiException(CarrierApiFailure failure) {
        super(failure.toString(), null, false, false);
        this.failure = failure;
    }

    public CarrierApiFailure failure() {
        return failure;
    }
}
