package dev.trunkline.gateway.trunk.dial;

import dev.trunkline.gateway.trunk.Trunk;
import dev.trunkline.gateway.trunk.choose.TrunkBreakers;
import dev.trunkline.gateway.trunk.limit.Lease;
import dev.trunkline.observability.record.AttemptOutcome;
import dev.trunkline.observability.record.AttemptRecord;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One try, as far as it is known. Events come in any order, twice or never: a delay one of whose
 * ends was not seen in its place stays unknown. Confined to the dialler's loop.
 */
final class Attempt {
    private static final long UNSEEN = -1;

    final int number;
    final Trunk trunk;

    /** Its place in the order of the call's trunks. */
    final int place;

    final Instant startedAt;
    final long startedNanos;

    /** Of the trunk; null once it was given back. */
    @Nullable Lease lease;

    /** Whether the trunk's breaker was told what became of it. */
    private boolean judged;

    private String providerCallId = "";
    private DialState state = DialState.DIALLING;
    private @Nullable AttemptOutcome outcome;
    private int sequence = -1;
    private int sipStatus;
    private int errorCode;
    private long ringingNanos = UNSEEN;
    private long answeredNanos = UNSEEN;
    private long overNanos;
    private String answeredBy = "";

    Attempt(int number, Trunk trunk, int place, Lease lease, Instant startedAt, long startedNanos) {
        this.number = number;
        this.trunk = trunk;
        this.place = place;
        this.lease = lease;
        this.startedAt = startedAt;
        this.startedNanos = startedNanos;
    }

    DialState state() {
        return state;
    }

    boolean isOver() {
        return state == DialState.OVER;
    }

    /** Null until it is over. */
    @Nullable AttemptOutcome outcome() {
        return outcome;
    }

    /** Given up without knowing whether it was begun: what is heard of it later is unwanted. */
    boolean isLost() {
        return outcome == AttemptOutcome.UNREACHABLE || outcome == AttemptOutcome.UNKNOWN;
    }

    /** Empty as long as the carrier has not named it. */
    String providerCallId() {
        return providerCallId;
    }

    int sipStatus() {
        return sipStatus;
    }

    /** The carrier calls it so. */
    void named(String id) {
        providerCallId = id;
    }

    void answeredBy(String who) {
        answeredBy = who;
    }

    /** From asking to ringing; -1 if that was not seen. */
    long postDialNanos() {
        return ringingNanos == UNSEEN ? UNSEEN : ringingNanos - startedNanos;
    }

    /** From asking to the answer; -1 if that was not seen. */
    long answerNanos() {
        return answeredNanos == UNSEEN ? UNSEEN : answeredNanos - startedNanos;
    }

    /**
     * Takes what the carrier told; whether it is news.
     *
     * @param asItHappens false if it was found out later: then it took an unknown time
     */
    boolean apply(CarrierEvent event, long nowNanos, boolean asItHappens) {
        if (providerCallId.isEmpty()) {
            providerCallId = event.providerCallId();
        }
        boolean stale = event.sequence() >= 0 && event.sequence() <= sequence;
        if (isOver() || (stale && !event.kind().isEnd())) {
            return false;
        }
        sequence = Math.max(sequence, event.sequence());
        sipStatus = event.sipStatus() == 0 ? sipStatus : event.sipStatus();
        errorCode = event.errorCode() == 0 ? errorCode : event.errorCode();
        return switch (event.kind()) {
            case UNDER_WAY -> false;
            case RINGING -> {
                if (state != DialState.DIALLING) {
                    yield false;
                }
                ringingNanos = asItHappens ? nowNanos : UNSEEN;
                state = DialState.RINGING;
                yield true;
            }
            case ANSWERED -> {
                if (state == DialState.ANSWERED) {
                    yield false;
                }
                answeredNanos = asItHappens ? nowNanos : UNSEEN;
                state = DialState.ANSWERED;
                yield true;
            }
            case COMPLETED -> over(AttemptOutcome.ANSWERED, nowNanos);
            case BUSY -> over(AttemptOutcome.BUSY, nowNanos);
            case NO_ANSWER -> over(AttemptOutcome.NO_ANSWER, nowNanos);
            case FAILED -> over(AttemptOutcome.FAILED, nowNanos);
            case CANCELED -> over(AttemptOutcome.CANCELED, nowNanos);
        };
    }

    /** Ends it for a reason of our own. */
    void end(AttemptOutcome how, int carriersErrorCode, long nowNanos) {
        errorCode = carriersErrorCode == 0 ? errorCode : carriersErrorCode;
        over(how, nowNanos);
    }

    private boolean over(AttemptOutcome how, long nowNanos) {
        outcome = state == DialState.ANSWERED ? AttemptOutcome.ANSWERED : how;
        state = DialState.OVER;
        overNanos = nowNanos;
        return true;
    }

    /**
     * Tells the trunk's breaker what became of it, once: the first thing that is certain counts.
     *
     * @param failed whether the trunk is to blame
     */
    void judge(TrunkBreakers breakers, boolean failed) {
        if (judged) {
            return;
        }
        judged = true;
        if (failed) {
            breakers.failed(trunk.name());
            return;
        }
        AttemptOutcome known = outcome == null ? AttemptOutcome.ANSWERED : outcome;
        switch (known) {
            case CANCELED, UNREACHABLE, REJECTED, UNKNOWN -> breakers.released(trunk.name());
            case ANSWERED, BUSY, NO_ANSWER, FAILED -> breakers.succeeded(trunk.name());
        }
    }

    /** As it is now; of one that is not over, what is known. */
    AttemptRecord record(long nowNanos) {
        AttemptOutcome known = outcome;
        if (known == null) {
            known = state == DialState.ANSWERED ? AttemptOutcome.ANSWERED : AttemptOutcome.UNKNOWN;
        }
        return new AttemptRecord(
                number,
                trunk.name(),
                trunk.kind(),
                providerCallId,
                startedAt,
                known,
                sipStatus,
                errorCode,
                micros(postDialNanos()),
                micros(answerNanos()),
                answeredBy,
                ((isOver() ? overNanos : nowNanos) - startedNanos) / 1_000_000);
    }

    private static @Nullable Long micros(long nanos) {
        return nanos == UNSEEN ? null : Long.valueOf(nanos / 1_000);
    }
}
