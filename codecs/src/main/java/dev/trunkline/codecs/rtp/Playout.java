package dev.trunkline.codecs.rtp;

/** What a frame from the jitter buffer is made of; of mixed frames, the last in this order. */
public enum Playout {
    /** Packets that were there. */
    DECODED,
    /** Some of it rebuilt from in-band FEC. */
    RECOVERED,
    /** Some of it made up by the decoder. */
    CONCEALED,
    /** Nothing came for long, or nothing came yet: some of it is digital silence. */
    SILENT
}
