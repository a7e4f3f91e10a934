package dev.trunkline.loadtest.model;

import dev.trunkline.codecs.audio.AudioFormat;
import dev.trunkline.codecs.g711.G711;

/**
 * Finds speech in the appended audio by its energy in windows of 10 ms. Hot path: allocates
 * nothing. Positions are milliseconds of audio since the session began, never wall time. Not
 * thread-safe.
 */
final class VoiceActivity {
    /** Told about the edges of speech while audio is fed. */
    interface Listener {
        /** Speech began at {@code onsetMs}; detected some windows later. */
        void speechBegan(long onsetMs);

        /** {@code silenceDurationMs} of silence are over at {@code endMs}. */
        void speechEnded(long endMs);
    }

    private static final int WINDOW_MS = 10;

    /** 30 ms above the level: shorter is a click. */
    private static final int ONSET_WINDOWS = 3;

    private static final int[] ULAW_SQUARES = new int[256];
    private static final int[] ALAW_SQUARES = new int[256];

    static {
        for (int code = 0; code < 256; code++) {
            int ulaw = G711.ulawToLinear((byte) code);
            int alaw = G711.alawToLinear((byte) code);
            ULAW_SQUARES[code] = ulaw * ulaw;
            ALAW_SQUARES[code] = alaw * alaw;
        }
    }

    private final Listener listener;
    private AudioFormat format = AudioFormat.PCM_24K;
    private long baseMs;
    private long bytesInFormat;

    private boolean detecting;
    private double threshold;
    private long windowSquaresLimit;
    private int silenceDurationMs;

    private int windowBytes;
    private long windowSquares;
    private int lowByte;
    private int voicedWindows;
    private int silentMs;
    private boolean speaking;
    private long allVoicedWindows;

    VoiceActivity(Listener listener) {
        this.listener = listener;
    }

    /** A new format begins at the current position; a window that was begun is given up. */
    void format(AudioFormat newFormat) {
        if (newFormat != format) {
            baseMs = positionMs();
            bytesInFormat = 0;
            format = newFormat;
            forget();
            adjustLimit();
        }
    }

    /**
     * Looks for speech from now on.
     *
     * @param newThreshold 0 to 1: 0 hears -55 dBFS, 0.5 needs -40 dBFS, 1 needs -25 dBFS
     */
    void detect(double newThreshold, int newSilenceDurationMs) {
        threshold = newThreshold;
        silenceDurationMs = newSilenceDurationMs;
        detecting = true;
        adjustLimit();
    }

    private void adjustLimit() {
        double rms = 32_768 * Math.pow(10, (-55 + 30 * threshold) / 20);
        long samples = (long) WINDOW_MS * format.sampleRateHz() / 1_000;
        windowSquaresLimit = (long) (rms * rms * samples);
    }

    /** Only counts from now on. */
    void detectNothing() {
        detecting = false;
        forget();
    }

    /** Gives up what was heard of the current turn (the buffer was cleared or committed). */
    void forget() {
        windowBytes = 0;
        windowSquares = 0;
        voicedWindows = 0;
        silentMs = 0;
        speaking = false;
    }

    boolean speaking() {
        return speaking;
    }

    /** Windows above the level since the session began. */
    long voicedWindows() {
        return allVoicedWindows;
    }

    /** Whole milliseconds of audio appended since the session began. */
    long positionMs() {
        return baseMs + format.durationMs(bytesInFormat);
    }

    /** Borrows {@code audio}. */
    void feed(byte[] audio, int offset, int byteCount) {
        if (!detecting) {
            bytesInFormat += byteCount;
            return;
        }
        int windowSize = format.bytes(WINDOW_MS);
        int from = offset;
        int end = offset + byteCount;
        while (from < end) {
            int until = Math.min(end, from + windowSize - windowBytes);
            addSquares(audio, from, until);
            windowBytes += until - from;
            bytesInFormat += until - from;
            from = until;
            if (windowBytes == windowSize) {
                boolean voiced = windowSquares >= windowSquaresLimit;
                windowBytes = 0;
                windowSquares = 0;
                windowEnded(voiced);
            }
        }
    }

    private void addSquares(byte[] audio, int from, int until) {
        long squares = 0;
        switch (format) {
            case PCMU -> {
                for (int i = from; i < until; i++) {
                    squares += ULAW_SQUARES[audio[i] & 0xFF];
                }
            }
            case PCMA -> {
                for (int i = from; i < until; i++) {
                    squares += ALAW_SQUARES[audio[i] & 0xFF];
                }
            }
            default -> {
                int phase = (int) (bytesInFormat & 1);
                for (int i = from; i < until; i++) {
                    if ((phase++ & 1) == 0) {
                        lowByte = audio[i] & 0xFF;
                    } else {
                        int sample = (audio[i] << 8) | lowByte;
                        squares += (long) sample * sample;
                    }
                }
            }
        }
        windowSquares += squares;
    }

    private void windowEnded(boolean voiced) {
        if (voiced) {
            allVoicedWindows++;
        }
        if (!speaking) {
            voicedWindows = voiced ? voicedWindows + 1 : 0;
            if (voicedWindows == ONSET_WINDOWS) {
                speaking = true;
                silentMs = 0;
                listener.speechBegan(positionMs() - ONSET_WINDOWS * WINDOW_MS);
            }
        } else if (voiced) {
            silentMs = 0;
        } else {
            silentMs += WINDOW_MS;
            if (silentMs >= silenceDurationMs) {
                speaking = false;
                voicedWindows = 0;
                listener.speechEnded(positionMs());
            }
        }
    }
}
