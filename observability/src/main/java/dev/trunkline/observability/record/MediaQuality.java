package dev.trunkline.observability.record;

/**
 * What went wrong with a call's audio.
 *
 * @param frames frames from the caller
 * @param lateFrames those older than one already passed on
 * @param gaps places where the caller's timestamps jumped
 * @param gapFilledMs silence put there
 * @param droppedMs audio dropped by any bound, both ways; that of interrupted answers not counted
 * @param lostPackets RTP packets from the caller that were not there when their time came
 * @param concealedMs audio made up for them
 * @param farLostPackets RTP packets to the caller that the far side reported lost
 */
public record MediaQuality(
        long frames,
        long lateFrames,
        long gaps,
        long gapFilledMs,
        long droppedMs,
        long lostPackets,
        long concealedMs,
        long farLostPackets) {
    public static final MediaQuality NONE = new MediaQuality(0, 0, 0, 0, 0, 0, 0, 0);
}
