package dev.trunkline.gateway.twilio.rest;

import dev.trunkline.gateway.call.CarrierApiFailure.Remedy;

/** Twilio's error codes (Error and Warning Dictionary), as far as they make a difference here. */
final class ErrorCode {
    /** No such resource, or it is gone. */
    static final int NOT_FOUND = 20404;

    static final int TOO_MANY_REQUESTS = 20429;

    /** A call was to be changed that is not in progress. */
    static final int CALL_NOT_IN_PROGRESS = 21220;

    private ErrorCode() {}

    /** Whether the credentials, or what they allow, are the matter. */
    static boolean unauthorised(int httpStatus, int code) {
        return httpStatus == 401
                || switch (code) {
                    // Wrong or missing credentials; account suspended or closed; no access; test
                    // credentials.
                    case 20003, 20005, 20006, 20008 -> true;
                    default -> false;
                };
    }

    /** What may help against a refusal. */
    static Remedy remedy(int httpStatus, int code) {
        return switch (code) {
            // The caller's number: not verified, not ours, not able to send text messages; a
            // destination that this account or this way may not reach.
            case 21210, 21212, 21213, 21215, 21216, 21606, 21607, 21612, 21659 ->
                    Remedy.ANOTHER_TRUNK;
            // The queue of calls or messages is full.
            case 20429, 21611, 22107 -> Remedy.ANOTHER_TRY;
            default -> httpStatus >= 500 ? Remedy.ANOTHER_TRY : Remedy.NONE;
        };
    }
}
