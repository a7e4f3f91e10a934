package dev.trunkline.observability.compare;

/**
 * How often calls come about and hold.
 *
 * @param answered difference of the answered shares, a minus b: above zero, a is the better one
 * @param dropped difference of the dropped shares, a minus b: below zero, a is the better one
 * @param attemptsAnswered difference of the answered shares of tries, a minus b: above zero, a is
 *     the better one
 */
public record Reliability(
        ArmReliability a,
        ArmReliability b,
        ShareDifference answered,
        ShareDifference dropped,
        ShareDifference attemptsAnswered) {}
