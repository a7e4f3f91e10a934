package dev.trunkline.gateway.call;

/** What a model session speaks. */
public enum Modality {
    /** It hears and speaks audio, and finds the caller's turns by itself. */
    AUDIO,
    /** It reads and writes words; every answer is asked for. */
    TEXT
}
