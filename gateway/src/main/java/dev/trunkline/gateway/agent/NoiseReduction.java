package dev.trunkline.gateway.agent;

/** Noise reduction ahead of the turn detection and the model. */
public enum NoiseReduction {
    /** Handsets and headsets. */
    NEAR_FIELD,
    /** Speakerphones and rooms. */
    FAR_FIELD,
    OFF
}
