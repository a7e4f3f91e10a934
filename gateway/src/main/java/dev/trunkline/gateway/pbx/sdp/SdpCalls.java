package dev.trunkline.gateway.pbx.sdp;

import io.vertx.core.Future;
import java.util.Map;

/** Calls whose signalling is somebody else's: begun by an offer, ended by name. Any thread. */
public interface SdpCalls {
    /**
     * Answers an offer; the call has begun when its audio comes.
     *
     * @return always succeeds
     */
    Future<SdpReply> offer(SdpRequest request);

    /**
     * The peer has hung up.
     *
     * @return whether there is such a call
     */
    Future<Boolean> end(String id);

    /**
     * Who offers what.
     *
     * @param sdp untrusted
     * @param trunk name of the trunk that the call came over; {@code unknown} if it is not told
     * @param caller number of the caller, as the peer has it; may be empty
     * @param dialled number that was called; may be empty
     * @param arguments {@code agent}, {@code experiment}: as of a PBX's dialplan
     */
    record SdpRequest(
            String sdp,
            String trunk,
            String caller,
            String dialled,
            Map<String, String> arguments) {
        public SdpRequest {
            arguments = Map.copyOf(arguments);
        }

        @Override
        public String toString() {
            return "SdpRequest[***]";
        }
    }

    /** What comes of an offer. */
    sealed interface SdpReply {
        /**
         * The call waits for its audio.
         *
         * @param id names it for {@link #end}
         * @param sdp the answer
         */
        record Answered(String id, String sdp) implements SdpReply {}

        /** There is no call. */
        record Refused(Reason reason, String sentence) implements SdpReply {}
    }

    /** Why an offer is refused. */
    enum Reason {
        /** It cannot be read, or is not of a kind that is served. */
        MALFORMED,
        /** It names nothing that is spoken here. */
        NO_COMMON_CODEC,
        /** No such agent. */
        UNKNOWN_AGENT,
        /** The gateway is full, has no port left, or is stopping. */
        BUSY
    }
}
