package dev.trunkline.observability.compare;

/**
 * The answer in plain words.
 *
 * @param sentence the whole of it in one sentence
 * @param latencySentence on {@code turn_heard}, with its interval, and what more data it takes
 */
public record Verdict(
        String sentence,
        Finding latency,
        String latencySentence,
        Finding reliability,
        String reliabilitySentence,
        Finding cost,
        String costSentence) {}
