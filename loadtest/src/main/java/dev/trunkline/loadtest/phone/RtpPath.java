package dev.trunkline.loadtest.phone;

/**
 * The caller's audio on its way from the phone to Twilio, as RTP over the carrier. What is lost
 * there, Twilio does not make up for: no {@code media} message comes, and the timestamps jump. What
 * stands still comes in a burst, each frame with the timestamp at which it was due.
 *
 * @param lossRate share of frames that are lost, from 0 to 0.9
 * @param meanLossFrames how many are lost in a row on average, 1 or more
 * @param stallsPerMinute how often the path stands still, on average
 * @param stallMs for how long each time
 * @param seed of every random choice on the path
 */
public record RtpPath(
        double lossRate, double meanLossFrames, double stallsPerMinute, long stallMs, long seed) {
    /** Every frame arrives at once. */
    public static final RtpPath NONE = new RtpPath(0, 1, 0, 0, 0);

    public RtpPath {
        if (!(lossRate >= 0 && lossRate <= 0.9)
                || !(meanLossFrames >= 1)
                || !(stallsPerMinute >= 0)
                || stallMs < 0) {
            throw new IllegalArgumentException(
                    "lossRate="
                            + lossRate
                            + " meanLossFrames="
                            + meanLossFrames
                            + " stallsPerMinute="
                            + stallsPerMinute
                            + " stallMs="
                            + stallMs
                            + ": expected a rate from 0 to 0.9, 1 or more frames in a row, and no"
                            + " negative stalls");
        }
    }

    boolean isNone() {
        return lossRate == 0 && (stallsPerMinute == 0 || stallMs == 0);
    }
}
