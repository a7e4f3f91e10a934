package dev.trunkline.observability.compare;

/**
 * The answer in plain words.
 *
 * @param sentence the whole of it in one sentence
 * @param latency on the latency that counts; {@link Finding#UNKNOWN} if the legs of the arms have
 *     none in common that was declared to
 * @param latencySentence on the same, with its interval, what more data it takes, and why it is not
 *     {@code turn_heard} where it is not
 */
public record Verdict(
        String sentence,
        Finding latency,
        String latencySentence,
        Finding reliability,
        String reliabilitySentence,
        Finding cost,
        String costSentence) {}
