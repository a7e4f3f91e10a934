package dev.trunkline.codecs.rtp;

/** Where audio that a {@link Resequencer} hands over comes from. */
public enum AudioOrigin {
    /** A packet. */
    PACKET,
    /** Rebuilt from the in-band FEC of the packet behind a lost one. */
    FEC,
    /** Made up by the decoder for a lost packet. */
    CONCEALMENT,
    /** Silence, as too much is missing to be made up. */
    SILENCE,
    /**
     * Silence that the sender left out (DTX, comfort noise, a telephone event): nothing is lost.
     */
    PAUSE
}
