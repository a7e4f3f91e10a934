package dev.trunkline.codecs.opus;

/**
 * How one leg's encoder is set up: mono, VOIP mode, constrained VBR. Immutable; derive variants
 * with the {@code with…} methods.
 *
 * @param sampleRateHz of the samples that go in: 8000, 12000, 16000, 24000 or 48000; it also bounds
 *     the coded bandwidth
 * @param frameMs 10, 20, 40 or 60 ms of audio per packet (RFC 7587 section 4.2)
 * @param bitrateBps 6000 to 128000; the average without FEC's share
 * @param complexity 0 to 10; CPU against quality
 * @param fec whether packets carry a redundant copy of the frame before, as far as {@code
 *     expectedLossPercent} asks for it
 * @param expectedLossPercent 0 to 100; FEC is really sent only above 0
 * @param dtx whether silence is left out
 */
public record OpusSettings(
        int sampleRateHz,
        int frameMs,
        int bitrateBps,
        int complexity,
        boolean fec,
        int expectedLossPercent,
        boolean dtx) {

    public OpusSettings {
        require(
                sampleRateHz == 8_000
                        || sampleRateHz == 12_000
                        || sampleRateHz == 16_000
                        || sampleRateHz == 24_000
                        || sampleRateHz == 48_000,
                "opus sampleRateHz",
                sampleRateHz,
                "8000, 12000, 16000, 24000 or 48000");
        require(
                frameMs == 10 || frameMs == 20 || frameMs == 40 || frameMs == 60,
                "opus frameMs",
                frameMs,
                "10, 20, 40 or 60");
        range("opus bitrateBps", bitrateBps, 6_000, 128_000);
        range("opus complexity", complexity, 0, 10);
        range("opus expectedLossPercent", expectedLossPercent, 0, 100);
    }

    /**
     * What fits a call whose other side is the telephone network: 8 kHz in, so nothing is spent
     * above 4 kHz; SILK narrow band, complexity 5; FEC ready for 5 % loss, and the 20 kbit/s below
     * which libopus 1.3 would leave it out at that loss; no DTX, because the stream is paced anyway
     * and one-byte packets confuse some peers.
     */
    public static OpusSettings narrowbandCall() {
        return new OpusSettings(8_000, 20, 20_000, 5, true, 5, false);
    }

    /** The same for a wide-band handset: 16 kHz in, SILK wide band, 28 kbit/s. */
    public static OpusSettings widebandCall() {
        return new OpusSettings(16_000, 20, 28_000, 5, true, 5, false);
    }

    public int frameSamples() {
        return sampleRateHz / 1_000 * frameMs;
    }

    public OpusSettings withSampleRateHz(int newSampleRateHz) {
        return new OpusSettings(
                newSampleRateHz, frameMs, bitrateBps, complexity, fec, expectedLossPercent, dtx);
    }

    public OpusSettings withFrameMs(int newFrameMs) {
        return new OpusSettings(
                sampleRateHz, newFrameMs, bitrateBps, complexity, fec, expectedLossPercent, dtx);
    }

    public OpusSettings withBitrateBps(int newBitrateBps) {
        return new OpusSettings(
                sampleRateHz, frameMs, newBitrateBps, complexity, fec, expectedLossPercent, dtx);
    }

    public OpusSettings withComplexity(int newComplexity) {
        return new OpusSettings(
                sampleRateHz, frameMs, bitrateBps, newComplexity, fec, expectedLossPercent, dtx);
    }

    /** FEC for this much loss; 0 switches it off. */
    public OpusSettings withFecForLoss(int percent) {
        return new OpusSettings(
                sampleRateHz, frameMs, bitrateBps, complexity, percent > 0, percent, dtx);
    }

    public OpusSettings withDtx(boolean newDtx) {
        return new OpusSettings(
                sampleRateHz, frameMs, bitrateBps, complexity, fec, expectedLossPercent, newDtx);
    }

    private static void range(String name, int value, int least, int most) {
        require(value >= least && value <= most, name, value, least + " to " + most);
    }

    private static void require(boolean holds, String name, int value, String expected) {
        if (!holds) {
            throw new IllegalArgumentException(name + "=" + value + ": expected " + expected);
        }
    }
}
