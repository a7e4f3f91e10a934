package dev.trunkline.observability.compare;

import java.util.Map;

/**
 * Tries to reach those who are called, of the calls out that were assigned to one arm. A try over
 * another trunk, after a failover, tells of that one: it counts in {@code elsewhere} alone.
 *
 * @param tries all of them
 * @param elsewhere those over another trunk than the call was assigned to
 * @param answered of those over the assigned trunk, those that were answered: RFC 6076's session
 *     establishment ratio (section 4.6), redirections left out
 * @param failedBySipClass those over the assigned trunk that were not answered, by class of the
 *     response, such as {@code 5xx}; {@code none} where no response is known
 * @param byOutcome those over the assigned trunk by the label of their outcome
 */
public record ArmAttempts(
        long tries,
        long elsewhere,
        Share answered,
        Map<String, Long> failedBySipClass,
        Map<String, Long> byOutcome) {}
