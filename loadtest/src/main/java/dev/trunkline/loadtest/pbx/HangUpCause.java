package dev.trunkline.loadtest.pbx;

import java.util.Optional;
import java.util.stream.Stream;

/** Why a channel ends, of Q.850 as Asterisk names it; those that ARI's {@code reason} has. */
enum HangUpCause {
    NORMAL("normal", 16, "Normal Clearing"),
    BUSY("busy", 17, "User busy"),
    CONGESTION("congestion", 34, "Circuit/channel congestion"),
    NO_ANSWER("no_answer", 19, "User alerting, no answer"),
    TIMEOUT("timeout", 102, "Recover on timer expiry"),
    REJECTED("rejected", 21, "Call Rejected"),
    UNALLOCATED("unallocated", 1, "Unallocated (unassigned) number"),
    NORMAL_UNSPECIFIED("normal_unspecified", 31, "Normal, unspecified"),
    NUMBER_INCOMPLETE("number_incomplete", 28, "Invalid number format"),
    CODEC_MISMATCH("codec_mismatch", 58, "Bearer capability not available"),
    INTERWORKING("interworking", 127, "Interworking, unspecified"),
    FAILURE("failure", 38, "Network out of order"),
    ANSWERED_ELSEWHERE("answered_elsewhere", 26, "Answered elsewhere");

    private final String reason;
    private final int code;
    private final String text;

    HangUpCause(String reason, int code, String text) {
        this.reason = reason;
        this.code = code;
        this.text = text;
    }

    static Optional<HangUpCause> named(String reason) {
        return Stream.of(values()).filter(each -> each.reason.equals(reason)).findAny();
    }

    int code() {
        return code;
    }

    String text() {
        return text;
    }
}
