package dev.trunkline.loadtest.pbx;

import dev.trunkline.loadtest.phone.PhoneCallReport.StreamReport;
import dev.trunkline.loadtest.rtp.StreamArrivals;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.HdrHistogram.Histogram;

/**
 * What happened in one call over the PBX, seen from the caller's phone and from the PBX.
 *
 * @param media what was said and heard; empty if the call was never answered
 * @param continued where in the dialplan the call was sent on; empty if it was not
 * @param redirectedTo the endpoint of a redirect, empty if there was none
 * @param digitsHeard keys that were played to the caller
 * @param variables of the channel at the end
 * @param rtp the newest external channel that was bridged with the caller, if it was UnicastRTP
 * @param socket the same, if it was a WebSocket
 */
public record PbxCallReport(
        String channelId,
        Outcome outcome,
        Optional<StreamReport> media,
        Optional<Continued> continued,
        String redirectedTo,
        String digitsHeard,
        Map<String, String> variables,
        Optional<RtpSide> rtp,
        Optional<SocketSide> socket) {

    public PbxCallReport {
        variables = Map.copyOf(variables);
    }

    /** How the call ended. */
    public enum Outcome {
        /** The caller hung up, by script or by limit. */
        CALLER_HUNG_UP,
        /** The gateway deleted the channel. */
        GATEWAY_HUNG_UP,
        /** The gateway gave the call back to the dialplan. */
        CONTINUED,
        /** The gateway sent the caller to another endpoint. */
        REDIRECTED,
        /** No application was connected: Stasis() failed. */
        STASIS_FAILED,
        /** The call failed before it reached the PBX. */
        CARRIER_FAILED,
        /** The PBX died. */
        PBX_GONE
    }

    /** A place in the dialplan. */
    public record Continued(String context, String extension, int priority) {}

    /**
     * The far end of an RTP leg.
     *
     * @param sent packets sent to the gateway
     * @param received packets that were taken from the gateway, by sequence number and time
     * @param deviation of their interarrival times, in nanoseconds
     * @param driftNanos how far the gateway's pacing ran away
     * @param dynamicTypes packets with a payload type that nobody negotiated: dropped
     * @param undecodable packets of a static type that this simulator cannot decode
     * @param strangers packets from another address than the gateway's: dropped
     * @param malformed what was no RTP: dropped
     */
    public record RtpSide(
            long sent,
            StreamArrivals.Counts received,
            Histogram deviation,
            long driftNanos,
            long dynamicTypes,
            long undecodable,
            long strangers,
            long malformed) {}

    /**
     * The far end of a WebSocket leg.
     *
     * @param messagesSent binary messages to the gateway
     * @param messagesReceived binary messages of the gateway
     * @param commands text messages of the gateway, in order
     * @param flushedFrames frames of 20 ms that flushes threw out
     * @param droppedBytes what filled no frame or came to a full queue
     */
    public record SocketSide(
            long messagesSent,
            long messagesReceived,
            List<String> commands,
            long flushedFrames,
            long droppedBytes) {}
}
