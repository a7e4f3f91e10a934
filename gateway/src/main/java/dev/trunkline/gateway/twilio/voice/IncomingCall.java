package dev.trunkline.gateway.twilio.voice;

import dev.trunkline.gateway.agent.TwilioLeg;
import dev.trunkline.gateway.trunk.Trunk;
import java.util.Optional;

/**
 * A call that rings (REQ: "Twilio's request to your application").
 *
 * @param callSid {@code CA} and 32 hexadecimal digits
 * @param accountSid the account that owns the number or trunk; one of the configured ones
 * @param from the caller as the carrier claims it, normalised where its shape allows; masked in any
 *     output
 * @param to the number that was called
 * @param agent the profile that the URL names; it may not exist, and is an empty name where the URL
 *     names what is no name
 * @param leg how the URL wants the call's media brought; empty for as the agent's profile has it
 * @param trunk the trunk that the URL names, or the one for unknown
 * @param experiment name under which the call's trunk was drawn at random by whoever placed it, as
 *     the signed URL says; empty if it was not
 * @param attestation what the network says of the caller's number ({@code StirVerstat}); empty if
 *     nothing
 * @param placed the try of a call of ours that was answered, as the signed URL says; empty for a
 *     call that comes in
 * @param receivedNanos when the head of the request arrived, on the gateway's monotonic clock
 */
public record IncomingCall(
        String callSid,
        String accountSid,
        CallParty from,
        CallParty to,
        Optional<String> agent,
        Optional<TwilioLeg> leg,
        Trunk trunk,
        String experiment,
        String attestation,
        Optional<PlacedTry> placed,
        long receivedNanos) {}
