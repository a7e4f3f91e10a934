package dev.trunkline.gateway.admin.page;

import dev.trunkline.observability.record.AttemptOutcome;
import dev.trunkline.observability.record.AttemptRecord;

/** One line of the list of tries to reach the one who is called. */
record AttemptLine(AttemptRecord attempt) {
    int number() {
        return attempt.number();
    }

    String trunk() {
        return attempt.trunk() + ", " + Words.kind(attempt.kind());
    }

    String time() {
        return Figures.time(attempt.startedAt());
    }

    String machineTime() {
        return Figures.machineTime(attempt.startedAt());
    }

    String outcome() {
        return Words.attemptOutcome(attempt.outcome());
    }

    boolean failed() {
        return attempt.outcome() != AttemptOutcome.ANSWERED;
    }

    /** The response of the network, and Twilio's own error. */
    String why() {
        String sip = attempt.sipStatus() == 0 ? "" : "SIP " + attempt.sipStatus();
        String error = attempt.errorCode() == 0 ? "" : "error " + attempt.errorCode();
        return sip.isEmpty() || error.isEmpty() ? sip + error : sip + ", " + error;
    }

    String postDial() {
        return Figures.bareMs(attempt.postDialUs());
    }

    String answer() {
        return Figures.bareMs(attempt.answerUs());
    }

    String answeredBy() {
        return attempt.answeredBy();
    }

    String duration() {
        return Figures.duration(attempt.durationMs());
    }

    String providerCallId() {
        return attempt.providerCallId();
    }
}
