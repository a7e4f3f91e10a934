package dev.trunkline.observability.record;

import java.time.Duration;

/**
 * How records are kept.
 *
 * @param retentionDays a call that began longer ago is deleted; 0: none ever is
 * @param queuedCalls how many may wait for the database, 1 or more; further ones are dropped
 * @param answerLimit the database that has not answered by then counts as away; at least a second
 */
public record RecordSettings(
        RecordDatabase database, int retentionDays, int queuedCalls, Duration answerLimit) {
    /** Enough for an hour's outage at ten thousand calls an hour. */
    public static final int DEFAULT_QUEUED_CALLS = 10_000;

    public static final Duration DEFAULT_ANSWER_LIMIT = Duration.ofSeconds(10);

    public RecordSettings {
        if (retentionDays < 0) {
            throw new IllegalArgumentException("retentionDays=" + retentionDays + ": 0 or more");
        }
        if (queuedCalls < 1) {
            throw new IllegalArgumentException("queuedCalls=" + queuedCalls + ": 1 or more");
        }
        if (answerLimit.toSeconds() < 1) {
            throw new IllegalArgumentException("answerLimit=" + answerLimit + ": 1 s or more");
        }
    }

    /** Everything else as it usually is: records are kept for ever. */
    public static RecordSettings of(RecordDatabase database) {
        return new RecordSettings(database, 0, DEFAULT_QUEUED_CALLS, DEFAULT_ANSWER_LIMIT);
    }
}
