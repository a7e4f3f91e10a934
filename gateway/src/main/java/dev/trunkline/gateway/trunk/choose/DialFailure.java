package dev.trunkline.gateway.trunk.choose;

import dev.trunkline.observability.record.AttemptOutcome;
import java.util.Set;

/** What a try over one trunk that came to nothing says of the trunk. */
public final class DialFailure {
    /**
     * Final responses that every other trunk would bring as well: the one who is called is busy
     * (486, 600), declines (603, 607, 608), does not pick up (480, 487), or is not there to be
     * called (404, 410, 484, 485, 604). RFC 3261 sections 21.4 and 21.6, RFC 8197, RFC 8688.
     */
    private static final Set<Integer> ABOUT_THE_CALLED =
            Set.of(404, 410, 480, 484, 485, 486, 487, 600, 603, 604, 607, 608);

    private static final int TIMEOUT = 408;

    private DialFailure() {}

    /**
     * Whether another trunk could reach the one who is called, so that it may be tried, and this
     * one is to blame. Never after an answer, nor where there may be one: what is not known to have
     * failed must not be dialled twice.
     *
     * <p>Of a request that the API refused, ask this only if the refusal may be about the trunk;
     * its {@code CarrierApiFailure.remedy()} says so. An API that cannot be reached is the same for
     * every trunk: that is not curable here.
     *
     * @param sipCode of the final response, 0 if none is known
     */
    public static boolean curable(int sipCode, AttemptOutcome outcome) {
        return switch (outcome) {
            case REJECTED -> !ABOUT_THE_CALLED.contains(sipCode);
            case FAILED -> !ABOUT_THE_CALLED.contains(sipCode) && !isSuccess(sipCode);
            // The carrier gave up before the phone could ring: Twilio's own limit is a 487.
            case NO_ANSWER -> sipCode == TIMEOUT || sipCode / 100 == 5;
            case ANSWERED, BUSY, CANCELED, UNREACHABLE, UNKNOWN -> false;
        };
    }

    private static boolean isSuccess(int sipCode) {
        return sipCode / 100 == 2;
    }
}
