package dev.trunkline.loadtest.audio;

import java.util.Arrays;

/** μ-law audio that was recorded; equal when the bytes are. Immutable. */
public final class Recording {
    /** Nothing was recorded. */
    public static final Recording NONE = new Recording(new byte[0]);

    private final byte[] muLaw;

    private Recording(byte[] muLaw) {
        this.muLaw = muLaw;
    }

    /** Takes the array, which the caller must not change any more. */
    public static Recording of(byte[] muLaw) {
        return new Recording(muLaw);
    }

    /** The audio, a copy. */
    public byte[] muLaw() {
        return muLaw.clone();
    }

    /** The audio from {@code fromSample} to {@code endSample}, a copy. */
    public byte[] muLaw(int fromSample, int endSample) {
        return Arrays.copyOfRange(muLaw, fromSample, endSample);
    }

    /** Samples, which are bytes, in it. */
    public int samples() {
        return muLaw.length;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Recording recording && Arrays.equals(muLaw, recording.muLaw);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(muLaw);
    }

    @Override
    public String toString() {
        return "Recording[" + muLaw.length / MuLaw.BYTES_PER_MS + " ms]";
    }
}
