package dev.trunkline.observability.record;

/** What a call used of the model: milliseconds of audio both ways, and tokens by kind. */
public record Usage(
        long audioSentMs,
        long audioReceivedMs,
        long inputTextTokens,
        long inputAudioTokens,
        long cachedTextTokens,
        long cachedAudioTokens,
        long outputTextTokens,
        long outputAudioTokens) {
    public static final Usage NONE = new Usage(0, 0, 0, 0, 0, 0, 0, 0);
}
