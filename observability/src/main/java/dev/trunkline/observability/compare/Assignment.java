package dev.trunkline.observability.compare;

import java.util.List;

/**
 * Which of the calls were compared.
 *
 * @param randomisedCalls those of both arms whose trunk was drawn at random
 * @param observationalCalls those of both arms whose trunk was not
 * @param usedCalls how many of them the report is about
 * @param sampledCalls how many of those the latencies are computed from: all, or a random share of
 *     them where there are too many to hold
 * @param experiments names under which trunks were drawn, in order of the alphabet
 */
public record Assignment(
        Design design,
        long randomisedCalls,
        long observationalCalls,
        long usedCalls,
        long sampledCalls,
        List<String> experiments) {
    public Assignment {
        experiments = List.copyOf(experiments);
    }
}
