package dev.trunkline.gateway.call;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Why the carrier's API did not do what it was asked. Nothing in here is personal: no numbers, none
 * of the carrier's free text.
 */
public sealed interface CarrierApiFailure {

    /** What may help. */
    enum Remedy {
        /** Nothing: the destination, or what is asked of it, is the matter. */
        NONE,
        /** Another trunk, or another number of ours as the caller. */
        ANOTHER_TRUNK,
        /** The same again, later. */
        ANOTHER_TRY,
        /** Other credentials or settings: nothing that a call can do. */
        SETTINGS
    }

    /** What may help. */
    Remedy remedy();

    /**
     * Whether it may have been done nonetheless. If so, another try can do it twice: wait for what
     * the carrier reports first.
     */
    boolean mayHaveBeenDone();

    /**
     * It understood, and said no.
     *
     * @param code the carrier's own error code, 0 if it gave none
     */
    record Refused(int httpStatus, int code, Remedy remedy) implements CarrierApiFailure {
        @Override
        public boolean mayHaveBeenDone() {
            return httpStatus >= 500;
        }
    }

    /**
     * Too much at once; nothing was done.
     *
     * @param retryAfter when to come back, if it said so
     */
    record RateLimited(@Nullable Duration retryAfter) implements CarrierApiFailure {
        @Override
        public Remedy remedy() {
            return Remedy.ANOTHER_TRY;
        }

        @Override
        public boolean mayHaveBeenDone() {
            return false;
        }
    }

    /** The credentials were not accepted, or do not allow this. */
    record Unauthorised(int httpStatus, int code) implements CarrierApiFailure {
        @Override
        public Remedy remedy() {
            return Remedy.SETTINGS;
        }

        @Override
        public boolean mayHaveBeenDone() {
            return false;
        }
    }

    /**
     * There was no connection, or it broke off.
     *
     * @param mayHaveBeenDone whether it broke off after the request had begun to be sent
     * @param detail the kind of failure, for the log
     */
    record Unreachable(boolean mayHaveBeenDone, String detail) implements CarrierApiFailure {
        @Override
        public Remedy remedy() {
            return Remedy.ANOTHER_TRY;
        }
    }

    /**
     * There was no complete answer in time.
     *
     * @param mayHaveBeenDone whether the request had begun to be sent
     */
    record Slow(boolean mayHaveBeenDone, Duration limit) implements CarrierApiFailure {
        @Override
        public Remedy remedy() {
            return Remedy.ANOTHER_TRY;
        }
    }

    /**
     * The answer is not of this API: a proxy's page, broken JSON, too large.
     *
     * @param detail what is wrong with it, for the log; nothing of the answer itself
     */
    record Unintelligible(int httpStatus, String detail) implements CarrierApiFailure {
        @Override
        public Remedy remedy() {
            return httpStatus >= 300 && httpStatus < 500 ? Remedy.SETTINGS : Remedy.ANOTHER_TRY;
        }

        @Override
        public boolean mayHaveBeenDone() {
            return httpStatus < 300 || httpStatus >= 500;
        }
    }

    /** What was asked cannot be asked; nothing was sent. */
    record Unsendable(String detail) implements CarrierApiFailure {
        @Override
        public Remedy remedy() {
            return Remedy.NONE;
        }

        @Override
        public boolean mayHaveBeenDone() {
            return false;
        }
    }
}
