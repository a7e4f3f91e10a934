package dev.trunkline.gateway.trunk.dial;

/**
 * Something that the carrier told of one try, in whatever order it came.
 *
 * @param callId the call, as the URL that was told says
 * @param attempt number of the try in its call, from 1
 * @param providerCallId the carrier's name of it
 * @param sequence the carrier's own order, from 0; -1 if it gives none
 * @param sipStatus final SIP response code, 0 if there is none yet
 * @param errorCode the carrier's, 0 if there is none
 */
public record CarrierEvent(
        String callId,
        int attempt,
        String providerCallId,
        Kind kind,
        int sequence,
        int sipStatus,
        int errorCode) {

    /** What happened. */
    public enum Kind {
        /** Taken, or being dialled. */
        UNDER_WAY,
        RINGING,
        ANSWERED,
        /** It was answered, and is over. */
        COMPLETED,
        BUSY,
        NO_ANSWER,
        FAILED,
        CANCELED;

        /** Whether nothing can follow. */
        public boolean isEnd() {
            return compareTo(COMPLETED) >= 0;
        }
    }

    /** Something of which only the kind is known, in no order. */
    static CarrierEvent unnumbered(String callId, int attempt, String providerCallId, Kind kind) {
        return new CarrierEvent(callId, attempt, providerCallId, kind, -1, 0, 0);
    }

    /** What a number of a person says is no part of an event: nothing here is personal. */
    @Override
    public String toString() {
        return "CarrierEvent[" + callId + "/" + attempt + " " + kind + "]";
    }

    /** Who answered, as far as the carrier can tell. */
    public record Answerer(String callId, int attempt, String answeredBy) {
        /** A machine or a fax, by Twilio's words. */
        public boolean isMachine() {
            return answeredBy.startsWith("machine") || answeredBy.equals("fax");
        }
    }

    /** What became of a recording. */
    public record RecordingEvent(String callId, int attempt, DialView.Recording recording) {}
}
