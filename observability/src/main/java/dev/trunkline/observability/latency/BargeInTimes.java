package dev.trunkline.observability.latency;

import org.jspecify.annotations.Nullable;

/**
 * One interruption of the agent by the caller. A figure one of whose ends was not seen is null.
 *
 * @param number from 1 in its call
 * @param atUs when the first voiced frame of the interruption arrived (where that is unknown: when
 *     {@code speech_started} was received), microseconds since the call began
 * @param leakedUs agent audio that was heard after the interruption began
 */
public record BargeInTimes(
        int number,
        long atUs,
        @Nullable Long reactionUs,
        @Nullable Long silenceUs,
        @Nullable Long leakedUs) {}
