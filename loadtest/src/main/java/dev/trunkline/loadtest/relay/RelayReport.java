package dev.trunkline.loadtest.relay;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What happened in one ConversationRelay session, seen from Twilio. Times that end in {@code Ms}
 * are milliseconds of the call since the session began; those in {@code Nanos} are of one monotonic
 * clock.
 *
 * @param durationMs how long the session lasted
 * @param messages every text message both ways, in order
 * @param spoken what the agent said, cycle by cycle, in the order in which it ended
 * @param turns what the caller said, delivered or not
 * @param pressed keys that the caller pressed, delivered or not
 * @param digitsSent digits of {@code sendDigits} messages
 * @param closeCode WebSocket close code that was received, 1005 for one without a code, 1006
 *     without a close frame
 * @param action what {@code <Connect action>} was told and answered; empty if it was not asked
 */
public record RelayReport(
        String sessionId,
        long startedNanos,
        long endedNanos,
        long durationMs,
        List<Message> messages,
        List<Spoken> spoken,
        List<Turn> turns,
        List<Interruption> interruptions,
        String pressed,
        String digitsSent,
        Ending ending,
        int closeCode,
        boolean closedByGateway,
        Optional<Action> action) {

    /** A text message; the newest ones of a long session are all kept. */
    public record Message(boolean fromGateway, long atMs, long nanos, String text) {}

    /** What a talk cycle is. */
    public enum Kind {
        TEXT,
        GREETING,
        /** A file: {@code text} is its URL. */
        PLAY
    }

    /** How a talk cycle ended. */
    public enum Ended {
        /** All of it was spoken. */
        COMPLETED,
        /** The caller cut in. */
        INTERRUPTED,
        /** The next cycle took its place. */
        PREEMPTED,
        /** The session ended first. */
        CUT,
        /** It had not ended when the report was made. */
        NOT_YET
    }

    /**
     * A talk cycle.
     *
     * @param text all of it, as it came
     * @param heard the whole words that were spoken of it, as they stand in {@code text}
     * @param beganMs when the first word began, -1 if none did
     */
    public record Spoken(
            Kind kind,
            String text,
            String heard,
            String lang,
            long receivedMs,
            long beganMs,
            long endedMs,
            Ended ended) {}

    /**
     * Something the caller said.
     *
     * @param promptMs when the final prompt was sent, -1 if the gateway was not told
     */
    public record Turn(String words, long beganMs, long endedMs, long promptMs) {}

    /**
     * The caller cut in.
     *
     * @param heard what had been spoken of the cycle: what the gateway was told
     * @param byKey by DTMF instead of speech
     * @param leftovers text messages that came afterwards and belonged to what was cut off: all
     *     text before the next message to the gateway that asks for an answer
     */
    public record Interruption(
            long atMs, String heard, long durationMs, boolean byKey, int leftovers) {}

    /**
     * How the session ended.
     *
     * @param status {@code ended} by the gateway, {@code completed} by the caller, {@code failed}
     * @param errorCode of a failure, 0 without one
     * @param handoffData as the gateway sent it; null if it sent none
     */
    public record Ending(
            String status, int errorCode, String errorMessage, @Nullable String handoffData) {}

    /**
     * The callback at the end.
     *
     * @param status of the answer, -1 if there was none
     * @param body of the answer
     */
    public record Action(Map<String, String> parameters, int status, String body) {}

    /** The same with what the callback said. */
    public RelayReport withAction(Action asked) {
        return new RelayReport(
                sessionId,
                startedNanos,
                endedNanos,
                durationMs,
                messages,
                spoken,
                turns,
                interruptions,
                pressed,
                digitsSent,
                ending,
                closeCode,
                closedByGateway,
                Optional.of(asked));
    }

    /** All that the caller heard, cycle by cycle, separated by one space. */
    public String heard() {
        return spoken.stream()
                .map(Spoken::heard)
                .filter(words -> !words.isEmpty())
                .collect(Collectors.joining(" "));
    }

    /** The gateway's messages in order. */
    public List<String> fromGateway() {
        return messages.stream().filter(Message::fromGateway).map(Message::text).toList();
    }

    /** Twilio's messages in order. */
    public List<String> toGateway() {
        return messages.stream()
                .filter(message -> !message.fromGateway())
                .map(Message::text)
                .toList();
    }
}
