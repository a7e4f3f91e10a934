package dev.trunkline.loadtest.phone;

import dev.trunkline.loadtest.audio.Recording;
import dev.trunkline.loadtest.relay.RelayReport;
import java.util.List;
import java.util.Optional;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * What happened in one call, seen from the phone. Immutable, apart from the arrays and histograms,
 * which nobody else holds. All times are of one monotonic clock, in nanoseconds.
 *
 * @param twiml every TwiML document received, in order
 * @param said texts of {@code <Say>}, {@code <Play>}, {@code <Dial>} and like verbs obeyed, as
 *     {@code verb text}
 * @param joined whom a {@code <Dial>} joined the call to, in order; nobody who did not answer
 * @param webhookNanos when the first webhook was sent, -1 without one
 * @param stream the Media Stream, empty if none was opened
 * @param relays the ConversationRelay sessions, in order; one that could not be opened is among
 *     them
 * @param enqueued where the call waits at the end, empty if it does not
 */
public record PhoneCallReport(
        String callSid,
        Outcome outcome,
        List<String> twiml,
        List<String> said,
        List<Joined> joined,
        List<Violation> violations,
        long webhookNanos,
        Optional<StreamReport> stream,
        List<RelayReport> relays,
        Optional<Enqueued> enqueued) {

    /** How the call ended. */
    public enum Outcome {
        /** The caller hung up, by script or by limit. */
        CALLER_HUNG_UP,
        /** The gateway closed the stream or hung up, and TwiML was followed to its end. */
        GATEWAY_HUNG_UP,
        /** {@code <Reject>} before the call was answered. */
        REJECTED,
        /**
         * No usable TwiML could be had: the caller would have heard Twilio's error announcement.
         */
        WEBHOOK_FAILED,
        /**
         * The stream could not be opened, and what follows in the TwiML was followed to its end.
         */
        STREAM_FAILED,
        /** A ConversationRelay session failed, and there was no action to ask what next. */
        RELAY_FAILED,
        /** {@code <Enqueue>}: the caller waits for somebody else. */
        ENQUEUED,
        /** The call failed in front of Twilio ({@link CarrierFailure}). */
        CARRIER_FAILED
    }

    /**
     * Where an {@code <Enqueue>} put the call; empty strings for what it did not say.
     *
     * @param task the JSON of its {@code <Task>}
     */
    public record Enqueued(String queue, String workflowSid, String task) {}

    /**
     * Somebody who could be heard.
     *
     * @param to the number, address or room, as the document has it
     */
    public record Joined(String to, long fromNanos, long toNanos) {}

    /** Who closed the stream's socket first. */
    public enum ClosedBy {
        PHONE,
        GATEWAY
    }

    /**
     * A Media Stream.
     *
     * @param startedNanos when {@code start} was sent: sample 0 of {@code heard}, due time of frame
     *     0
     * @param framesSent 20 ms frames of caller audio sent
     * @param framesDropped frames not sent because the gateway did not read (Twilio warning 31930)
     * @param framesLost frames that the carrier lost on the way to Twilio
     * @param sent the caller's audio as sent, without gaps (only when recording)
     * @param missing where there are gaps in it, in order
     * @param heard what a caller heard, silence included (only when recording)
     * @param mediaReceived {@code media} messages received
     * @param bytesReceived bytes of agent audio received
     * @param firstMediaNanos when the first one arrived, -1 if none did
     * @param underruns times that the queue ran dry for less than 500 ms within the agent's speech
     * @param sendLateness how late each frame was sent against its schedule, in nanoseconds
     * @param closeCode WebSocket close code that was received, 1005 for one without a code, 1006
     *     without a close frame
     * @param wire when each message passed the socket (only when recording)
     */
    public record StreamReport(
            String streamSid,
            long startedNanos,
            long endedNanos,
            long framesSent,
            long framesDropped,
            long framesLost,
            Recording sent,
            List<Missing> missing,
            Recording heard,
            long mediaReceived,
            long bytesReceived,
            long firstMediaNanos,
            long underruns,
            long marksReceived,
            List<Mark> marks,
            List<Clear> clears,
            List<PlayedSegment> segments,
            List<Utterance> utterances,
            List<AgentSpell> agentSpells,
            List<Turn> turns,
            List<BargeIn> bargeIns,
            String dtmfSent,
            Histogram sendLateness,
            Probes probes,
            int closeCode,
            ClosedBy closedBy,
            WireTimes wire) {}

    /**
     * Frames of the schedule that were not sent: lost at the carrier, dropped, or a gap of the
     * script.
     *
     * @param afterFrames how many had been sent before
     * @param frames how many are missing there
     */
    public record Missing(long afterFrames, long frames) {}

    /**
     * A mark that came.
     *
     * @param playedNanos when the audio before it had been played, or the clear that threw it out
     *     came
     * @param cleared whether a clear returned it: its audio was not all heard
     */
    public record Mark(String name, long receivedNanos, long playedNanos, boolean cleared) {}

    /**
     * A {@code clear} that came.
     *
     * @param playedSample the sample of the timeline at which agent audio was cut
     * @param silentNanos when that sample would have played: silence from here on
     * @param thrownOutBytes audio that was queued and never played
     */
    public record Clear(
            long receivedNanos, long playedSample, long silentNanos, long thrownOutBytes) {}

    /** Agent audio between marks (or clears), and how much of it was played. */
    public record PlayedSegment(@Nullable String mark, long receivedBytes, long playedBytes) {}

    /**
     * Something the caller said: when its first frame, its last audible one and its last one were
     * sent.
     */
    public record Utterance(long firstFrameNanos, long lastAudibleNanos, long lastFrameNanos) {}

    /** A time in which the agent was audible, without a pause of 500 ms or more. */
    public record AgentSpell(long fromNanos, long toNanos) {}

    /**
     * An answer to an utterance.
     *
     * @param caller the utterance's last audible frame was sent
     * @param agent the answer began to be audible
     */
    public record Turn(long caller, long agent) {
        /** What a caller waits, in milliseconds. */
        public double responseMs() {
            return (agent - caller) / 1e6;
        }
    }

    /**
     * The caller spoke while the agent was audible.
     *
     * @param firstFrameNanos the first audible frame of the interruption was sent
     * @param clearNanos the clear arrived, -1 if none did
     * @param silentNanos the agent was silent
     * @param leakedMs agent audio played in between
     */
    public record BargeIn(
            long firstFrameNanos, long clearNanos, long silentNanos, double leakedMs) {}

    /** Probe frames that came back. */
    public record Probes(
            Histogram latency,
            long received,
            long lost,
            long duplicated,
            long outOfOrder,
            long foreign) {}
}
