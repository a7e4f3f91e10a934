package dev.trunkline.loadtest.rest;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What goes wrong with one request. */
public sealed interface ApiFault {

    /** Whether what was asked is done nonetheless: the message goes out, the call is made. */
    boolean done();

    /** The answer comes this much later. */
    record Late(Duration delay) implements ApiFault {
        @Override
        public boolean done() {
            return true;
        }
    }

    /** No answer; the connection stays open. */
    record Silent(boolean done) implements ApiFault {}

    /** A proxy's page, which the API itself never saw. */
    record HtmlPage(int httpStatus) implements ApiFault {
        @Override
        public boolean done() {
            return false;
        }
    }

    /** The right answer, its JSON cut off in the middle. */
    record BrokenJson() implements ApiFault {
        @Override
        public boolean done() {
            return true;
        }
    }

    /** The connection ends in the middle of the right answer. */
    record BrokenOff() implements ApiFault {
        @Override
        public boolean done() {
            return true;
        }
    }

    /** A TCP reset instead of an answer. */
    record Reset(boolean done) implements ApiFault {}

    /** The right answer, and after it blanks up to this length. */
    record Padded(int bytes) implements ApiFault {
        @Override
        public boolean done() {
            return true;
        }
    }

    /**
     * An error of the API.
     *
     * @param retryAfterSeconds the header of that name; null for none
     */
    record Refusal(ApiError error, @Nullable Integer retryAfterSeconds) implements ApiFault {
        @Override
        public boolean done() {
            return false;
        }
    }

    /** 500, and nothing is done. */
    static ApiFault serverError() {
        return new Refusal(ApiError.OF_THE_SERVER, null);
    }

    /** As if the credentials had been changed. */
    static ApiFault unauthorised() {
        return new Refusal(ApiError.UNKNOWN_CREDENTIALS, null);
    }

    /** Too many requests at once. */
    static ApiFault rateLimited(@Nullable Integer retryAfterSeconds) {
        return new Refusal(ApiError.TOO_MANY_REQUESTS, retryAfterSeconds);
    }
}
