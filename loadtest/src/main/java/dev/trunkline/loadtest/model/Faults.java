package dev.trunkline.loadtest.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What goes wrong on a connection.
 *
 * @param createdDelayMs before {@code session.created}
 * @param updatedDelayMs before the answer to each {@code session.update}
 * @param updateAnswer whether {@code session.update} is answered
 * @param closeMidAnswer after how many deltas of answers of the connection to close, and how
 * @param stallAfterDeltas audio deltas of each response before it stops for good; negative for
 *     never
 * @param lateDeltas deltas still sent after a response was cancelled
 * @param noise sent once each, in order, after the first delta of every response
 * @param errorsAfterUpdate error events sent right after the first {@code session.updated}
 * @param deltaShape how audio deltas look on the wire
 * @param pingIntervalMs WebSocket pings to the client, 0 for none
 * @param answersPings whether the client's pings are answered
 * @param ending when the connection ends by itself, and how; null for never
 */
public record Faults(
        long createdDelayMs,
        long updatedDelayMs,
        UpdateAnswer updateAnswer,
        @Nullable CloseMidAnswer closeMidAnswer,
        int stallAfterDeltas,
        int lateDeltas,
        List<Noise> noise,
        List<ErrorEvent> errorsAfterUpdate,
        DeltaShape deltaShape,
        int pingIntervalMs,
        boolean answersPings,
        @Nullable Ending ending) {

    public Faults {
        noise = List.copyOf(noise);
        errorsAfterUpdate = List.copyOf(errorsAfterUpdate);
    }

    public static Faults none() {
        return new Faults(
                0,
                0,
                UpdateAnswer.ANSWER,
                null,
                -1,
                0,
                List.of(),
                List.of(),
                DeltaShape.USUAL,
                0,
                true,
                null);
    }

    /** What becomes of {@code session.update}. */
    public enum UpdateAnswer {
        ANSWER,
        NEVER,
        REFUSE
    }

    /** How audio deltas look on the wire; the meaning is the same. */
    public enum DeltaShape {
        /** Members in the order seen from the service, no white space. */
        USUAL,
        /** Other member order, white space, {@code \/} and \\u escapes, unknown members. */
        UNUSUAL,
        /** Each message in several WebSocket frames, cut anywhere. */
        FRAGMENTED
    }

    /** Something a client must survive. */
    public enum Noise {
        MALFORMED_JSON,
        UNKNOWN_EVENT,
        /** {@code {"type":"ping"}} as some compatible servers send. */
        JSON_PING,
        BINARY_FRAME,
        /** An unknown event in three WebSocket frames. */
        FRAGMENTED_MESSAGE,
        /** An unknown event of 10 MiB. */
        HUGE_MESSAGE,
        WEBSOCKET_PING
    }

    /**
     * The connection ends in the middle of an answer.
     *
     * @param afterDeltas deltas, spoken or written, sent on this connection before it ends
     * @param closeCode 1000 to 4999, or 0 for a reset without a close frame
     */
    public record CloseMidAnswer(int afterDeltas, int closeCode, String reason) {}

    /**
     * The connection ends in time, whatever is going on.
     *
     * @param afterMs after the first {@code session.updated}; of an announced one, after connecting
     * @param closeCode 1000 to 4999, or 0 for a reset without a close frame
     * @param announced whether {@code expires_at} of the session says so, in whole seconds
     */
    public record Ending(long afterMs, int closeCode, String reason, boolean announced) {
        public Ending(long afterMs, int closeCode, String reason) {
            this(afterMs, closeCode, reason, false);
        }

        /** The time limit of a hosted model's sessions, as it ends one. */
        public static Ending limit(int seconds) {
            return new Ending(
                    seconds * 1_000L,
                    1001,
                    "Your session hit the maximum duration of 60 minutes.",
                    true);
        }
    }

    /** An {@code error} event that nothing of the client's caused. */
    public record ErrorEvent(String errorType, String code, String message) {
        /** A cancel that lost the race: harmless. */
        public static final ErrorEvent BENIGN =
                new ErrorEvent(
                        "invalid_request_error",
                        "response_cancel_not_active",
                        "Cancellation failed: no active response found");

        /** The maximum session duration is over. */
        public static final ErrorEvent SESSION_EXPIRED =
                new ErrorEvent(
                        "invalid_request_error",
                        "session_expired",
                        "Your session hit the maximum duration of 60 minutes.");

        public static final ErrorEvent SERVER_ERROR =
                new ErrorEvent(
                        "server_error",
                        "server_error",
                        "The server had an error while processing your request.");
    }

    public Faults withCreatedDelayMs(long delayMs) {
        return new Faults(
                delayMs,
                updatedDelayMs,
                updateAnswer,
                closeMidAnswer,
                stallAfterDeltas,
                lateDeltas,
                noise,
                errorsAfterUpdate,
                deltaShape,
                pingIntervalMs,
                answersPings,
                ending);
    }

    public Faults withUpdatedDelayMs(long delayMs) {
        return new Faults(
                createdDelayMs,
                delayMs,
                updateAnswer,
                closeMidAnswer,
                stallAfterDeltas,
                lateDeltas,
                noise,
                errorsAfterUpdate,
                deltaShape,
                pingIntervalMs,
                answersPings,
                ending);
    }

    public Faults withUpdateAnswer(UpdateAnswer answer) {
        return new Faults(
                createdDelayMs,
                updatedDelayMs,
                answer,
                closeMidAnswer,
                stallAfterDeltas,
                lateDeltas,
                noise,
                errorsAfterUpdate,
                deltaShape,
                pingIntervalMs,
                answersPings,
                ending);
    }

    public Faults withCloseMidAnswer(CloseMidAnswer close) {
        return new Faults(
                createdDelayMs,
                updatedDelayMs,
                updateAnswer,
                close,
                stallAfterDeltas,
                lateDeltas,
                noise,
                errorsAfterUpdate,
                deltaShape,
                pingIntervalMs,
                answersPings,
                ending);
    }

    public Faults withStallAfterDeltas(int deltas) {
        return new Faults(
                createdDelayMs,
                updatedDelayMs,
                updateAnswer,
                closeMidAnswer,
                deltas,
                lateDeltas,
                noise,
                errorsAfterUpdate,
                deltaShape,
                pingIntervalMs,
                answersPings,
                ending);
    }

    public Faults withLateDeltas(int deltas) {
        return new Faults(
                createdDelayMs,
                updatedDelayMs,
                updateAnswer,
                closeMidAnswer,
                stallAfterDeltas,
                deltas,
                noise,
                errorsAfterUpdate,
                deltaShape,
                pingIntervalMs,
                answersPings,
                ending);
    }

    public Faults withNoise(Noise... kinds) {
        return new Faults(
                createdDelayMs,
                updatedDelayMs,
                updateAnswer,
                closeMidAnswer,
                stallAfterDeltas,
                lateDeltas,
                List.of(kinds),
                errorsAfterUpdate,
                deltaShape,
                pingIntervalMs,
                answersPings,
                ending);
    }

    public Faults withErrorsAfterUpdate(ErrorEvent... errors) {
        return new Faults(
                createdDelayMs,
                updatedDelayMs,
                updateAnswer,
                closeMidAnswer,
                stallAfterDeltas,
                lateDeltas,
                noise,
                List.of(errors),
                deltaShape,
                pingIntervalMs,
                answersPings,
                ending);
    }

    public Faults withDeltaShape(DeltaShape shape) {
        return new Faults(
                createdDelayMs,
                updatedDelayMs,
                updateAnswer,
                closeMidAnswer,
                stallAfterDeltas,
                lateDeltas,
                noise,
                errorsAfterUpdate,
                shape,
                pingIntervalMs,
                answersPings,
                ending);
    }

    /** {@code pingIntervalMs} 0 for no pings of its own. */
    public Faults withPings(int intervalMs, boolean answers) {
        return new Faults(
                createdDelayMs,
                updatedDelayMs,
                updateAnswer,
                closeMidAnswer,
                stallAfterDeltas,
                lateDeltas,
                noise,
                errorsAfterUpdate,
                deltaShape,
                intervalMs,
                answers,
                ending);
    }

    public Faults withEnding(Ending inTime) {
        return new Faults(
                createdDelayMs,
                updatedDelayMs,
                updateAnswer,
                closeMidAnswer,
                stallAfterDeltas,
                lateDeltas,
                noise,
                errorsAfterUpdate,
                deltaShape,
                pingIntervalMs,
                answersPings,
                inTime);
    }
}
