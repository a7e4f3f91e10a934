package dev.trunkline.codecs.resample;

/**
 * How sharp a resampling filter is, and what it costs in delay. The transition band is centred on
 * the Nyquist frequency of the lower of the two rates; so what aliases or images does it into the
 * transition band only, above the passband.
 */
public enum ResamplerProfile {
    /**
     * Shortest delay for barge-in and turn taking: 1.625 ms when the lower rate is 8 kHz. Passband
     * to 3.4 kHz, the telephone band, and at least 60 dB down from 4.6 kHz.
     */
    LOW_LATENCY(0.85, 62),
    /**
     * Transparent for telephone speech: 3.75 ms when the lower rate is 8 kHz. Within 0.1 dB to 3.6
     * kHz and at least 90 dB down from 4.4 kHz.
     */
    HIGH(0.90, 93);

    private final double passband;
    private final double attenuationDb;

    ResamplerProfile(double passband, double attenuationDb) {
        this.passband = passband;
        this.attenuationDb = attenuationDb;
    }

    /** Upper edge of the passband for a conversion whose lower rate is {@code lowerRateHz}. */
    public double passbandHz(int lowerRateHz) {
        return passband * lowerRateHz / 2;
    }

    /** Lower edge of the stopband: as far above the Nyquist frequency as the passband is below. */
    public double stopbandHz(int lowerRateHz) {
        return lowerRateHz - passbandHz(lowerRateHz);
    }

    /** What the design aims at; a little more than what is promised. */
    double designAttenuationDb() {
        return attenuationDb;
    }
}
