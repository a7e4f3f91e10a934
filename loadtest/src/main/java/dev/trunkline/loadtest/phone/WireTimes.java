package dev.trunkline.loadtest.phone;

import java.util.List;

/**
 * When each message of a stream really passed the phone's socket, which is the gateway's end of the
 * simulated network: what the gateway can see at best. Nanoseconds of the clock of {@link
 * PhoneCallReport}; empty unless the call was recorded.
 *
 * @param startLeftNanos when {@code start} left, -1 if it did not
 * @param frames the caller's frames in order, as in {@link PhoneCallReport.StreamReport#sent}
 * @param media agent audio in order
 * @param marks in the order in which they were played, or cleared
 * @param clears in order
 */
public record WireTimes(
        long startLeftNanos,
        List<FrameSent> frames,
        List<MediaReceived> media,
        List<MarkReturned> marks,
        List<ClearReceived> clears) {

    public WireTimes {
        frames = List.copyOf(frames);
        media = List.copyOf(media);
        marks = List.copyOf(marks);
        clears = List.copyOf(clears);
    }

    /**
     * A frame of the caller.
     *
     * @param mediaMs its own timestamp
     * @param saidNanos when the caller said it, where no carrier delays it; due every 20 ms
     * @param leftNanos when it left towards the gateway; -1 if the call ended before
     */
    public record FrameSent(long mediaMs, long saidNanos, long leftNanos) {}

    /**
     * A piece of agent audio.
     *
     * @param cameNanos when it came from the gateway
     * @param reachedNanos when it reached the phone, behind the network
     * @param playsFromSample the sample of the timeline at which its first byte was to play
     */
    public record MediaReceived(
            long cameNanos, long reachedNanos, long playsFromSample, int bytes) {}

    /**
     * A mark and its echo.
     *
     * @param cameNanos when it came from the gateway
     * @param atByte agent audio received before it, all in all
     * @param playedNanos when the audio before it had been played, or the clear came
     * @param leftNanos when its echo left towards the gateway; -1 if the call ended before
     */
    public record MarkReturned(
            String name,
            long cameNanos,
            long atByte,
            long playedNanos,
            boolean cleared,
            long leftNanos) {}

    /**
     * A clear.
     *
     * @param cameNanos when it came from the gateway
     * @param silentNanos when the phone fell silent
     */
    public record ClearReceived(long cameNanos, long silentNanos) {}
}
