package dev.trunkline.gateway.twilio.voice;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * One status callback of a call (CALLS: "StatusCallback parameters").
 *
 * @param callSid the call
 * @param accountSid the account it belongs to
 * @param status its new status
 * @param sequenceNumber from 0, in the order of time, which is not the order of arrival; empty
 *     where Twilio sends none
 * @param durationSeconds how long the call lasted; only with {@code COMPLETED}
 * @param sipResponseCode the final SIP response, where there was one
 * @param errorCode Twilio's, where there was one
 * @param placed the try of a call of ours that this is about; empty for a call that came in
 */
public record CallStatusEvent(
        String callSid,
        String accountSid,
        CallStatus status,
        OptionalInt sequenceNumber,
        OptionalInt durationSeconds,
        OptionalInt sipResponseCode,
        OptionalInt errorCode,
        Optional<PlacedTry> placed) {}
