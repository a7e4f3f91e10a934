package dev.trunkline.codecs.audio;

/**
 * How one direction of a call's audio is laid out in bytes. Mono throughout; linear samples are
 * signed 16-bit little-endian, as the OpenAI Realtime API wants {@code audio/pcm}.
 */
public enum AudioFormat {
    /**
     * G.711 μ-law at 8 kHz (RFC 3551 4.5.14, payload type 0): what a phone call in North America
     * is.
     */
    PCMU(8_000, 1, (byte) 0xFF),
    /** G.711 A-law at 8 kHz (RFC 3551 4.5.14, payload type 8). */
    PCMA(8_000, 1, (byte) 0xD5),
    PCM_8K(8_000, 2, (byte) 0),
    PCM_16K(16_000, 2, (byte) 0),
    PCM_24K(24_000, 2, (byte) 0),
    PCM_48K(48_000, 2, (byte) 0);

    private final int sampleRateHz;
    private final int bytesPerSample;
    private final byte silence;

    AudioFormat(int sampleRateHz, int bytesPerSample, byte silence) {
        this.sampleRateHz = sampleRateHz;
        this.bytesPerSample = bytesPerSample;
        this.silence = silence;
    }

    public int sampleRateHz() {
        return sampleRateHz;
    }

    /** 1 for G.711, 2 for linear. */
    public int bytesPerSample() {
        return bytesPerSample;
    }

    /** Whether samples are 16-bit linear; else they are G.711 codes. */
    public boolean isLinear() {
        return bytesPerSample == 2;
    }

    /** 8 for G.711, 48 for 24 kHz linear. */
    public int bytesPerMs() {
        return sampleRateHz / 1_000 * bytesPerSample;
    }

    /** The byte that, repeated, is digital silence. */
    public byte silence() {
        return silence;
    }

    /** Whole bytes in {@code durationMs} milliseconds. */
    public int bytes(int durationMs) {
        return durationMs * bytesPerMs();
    }

    /** Milliseconds, rounded down, that {@code byteCount} bytes last. */
    public long durationMs(long byteCount) {
        return byteCount / bytesPerMs();
    }
}
