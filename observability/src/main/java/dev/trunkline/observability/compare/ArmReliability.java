package dev.trunkline.observability.compare;

import java.util.Map;

/**
 * How often the calls of one arm came about and held.
 *
 * @param calls all that were tried
 * @param refusedByGateway those of them that the gateway turned away itself (full, draining,
 *     unknown agent, token or signature): no trunk's doing, and no attempts
 * @param answered of the attempts, those on which media flowed: near RFC 6076's session
 *     establishment ratio, as seen from the gateway; after a failover too
 * @param failedOver of the attempts, those for which another trunk was tried
 * @param dropped of the answered ones, those that broke: the leg or the model failed
 * @param failedBySipClass attempts without an answer by response class, such as {@code 4xx}; {@code
 *     none} where no response is known
 * @param byOutcome all calls by the label of their outcome
 * @param attestation all calls by what the network says of the caller's number; {@code none} where
 *     it says nothing
 * @param attestationClasses the same as shares of all calls by class: {@code passed_a}, {@code
 *     passed_b}, {@code passed_c}, {@code failed}, {@code none}; all five, in this order
 * @param attempts tries of calls out; those of calls that came in are not seen
 */
public record ArmReliability(
        long calls,
        long refusedByGateway,
        Share answered,
        Share failedOver,
        Share dropped,
        Map<String, Long> failedBySipClass,
        Map<String, Long> byOutcome,
        Map<String, Long> attestation,
        Map<String, Share> attestationClasses,
        ArmAttempts attempts) {}
