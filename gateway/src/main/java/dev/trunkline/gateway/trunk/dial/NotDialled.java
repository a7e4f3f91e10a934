package dev.trunkline.gateway.trunk.dial;

import dev.trunkline.gateway.call.CarrierApiException;
import dev.trunkline.gateway.call.CarrierApiFailure;
import dev.trunkline.gateway.call.CarrierApiFailure.Remedy;
import dev.trunkline.observability.record.AttemptOutcome;

/**
 * Why the carrier's API did not begin a try, and what follows.
 *
 * @param errorCode the carrier's, 0 if it gave none
 * @param curable whether another trunk, or the same again, may do
 * @param blamesTrunk whether the trunk is the matter
 */
record NotDialled(
        AttemptOutcome outcome,
        int errorCode,
        boolean curable,
        boolean blamesTrunk,
        boolean mayHaveBeenDone) {

    /** The carrier does not say what became of it, and must not be asked for it twice. */
    static final NotDialled UNHEARD_OF =
            new NotDialled(AttemptOutcome.UNKNOWN, 0, false, false, false);

    static NotDialled of(Throwable cause) {
        return cause instanceof CarrierApiException api
                ? of(api.failure())
                : new NotDialled(AttemptOutcome.UNREACHABLE, 0, false, false, false);
    }

    private static NotDialled of(CarrierApiFailure failure) {
        boolean another =
                failure.remedy() == Remedy.ANOTHER_TRUNK || failure.remedy() == Remedy.ANOTHER_TRY;
        return switch (failure) {
            case CarrierApiFailure.Refused(int _, int code, Remedy remedy) ->
                    new NotDialled(
                            remedy == Remedy.ANOTHER_TRY
                                    ? AttemptOutcome.UNREACHABLE
                                    : AttemptOutcome.REJECTED,
                            code,
                            another,
                            remedy == Remedy.ANOTHER_TRUNK,
                            failure.mayHaveBeenDone());
            case CarrierApiFailure.Unauthorised(int _, int code) ->
                    new NotDialled(AttemptOutcome.REJECTED, code, another, false, false);
            case CarrierApiFailure.Unsendable _ ->
                    new NotDialled(AttemptOutcome.REJECTED, 0, another, false, false);
            case CarrierApiFailure.RateLimited _,
                    CarrierApiFailure.Unreachable _,
                    CarrierApiFailure.Slow _,
                    CarrierApiFailure.Unintelligible _ ->
                    new NotDialled(
                            AttemptOutcome.UNREACHABLE,
                            0,
                            another,
                            false,
                            failure.mayHaveBeenDone());
        };
    }
}
