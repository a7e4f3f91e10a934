package dev.trunkline.codecs.audio;

import dev.trunkline.codecs.g711.G711;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Telephone keys as audio: for each key one tone of a low and one of a high group (ITU-T Q.23), on
 * for 100 ms and off for 100 ms; receivers want at least 40 ms of each (ITU-T Q.24).
 *
 * <pre>
 *   Hz    1209 1336 1477
 *   697    1    2    3
 *   770    4    5    6
 *   852    7    8    9
 *   941    *    0    #
 * </pre>
 *
 * <p>The low tone has -9 dBm0, the high one -7 dBm0: lines attenuate high frequencies more. Both
 * rise and fall within 3 ms, so that a key does not click. Immutable; made once for each format.
 */
public final class DtmfTones {
    public static final int TONE_MS = 100;

    /** Between two keys, and behind the last one. */
    public static final int GAP_MS = 100;

    /** What {@code w} stands for, as it does where Twilio sends keys. */
    public static final int PAUSE_MS = 500;

    private static final String KEYS = "123456789*0#";
    private static final int[] LOW_HZ = {697, 770, 852, 941};
    private static final int[] HIGH_HZ = {1_209, 1_336, 1_477};
    private static final double LOW_DBM0 = -9;
    private static final double HIGH_DBM0 = -7;

    /** What a sine of the peak amplitude is (ITU-T G.711 table 5, μ-law: 3.17 dBm0). */
    private static final double PEAK_DBM0 = 3.17;

    private static final double PEAK = 32_124;
    private static final int RAMP_MS = 3;

    /** Computed when a format is first used; never changed. */
    private static final Map<AudioFormat, DtmfTones> BY_FORMAT = new ConcurrentHashMap<>();

    private final AudioFormat format;
    private final byte[][] keys = new byte[KEYS.length()][];
    private final byte[] pause;

    private DtmfTones(AudioFormat format) {
        this.format = format;
        for (int key = 0; key < KEYS.length(); key++) {
            keys[key] = key(LOW_HZ[key / 3], HIGH_HZ[key % 3]);
        }
        pause = silence(PAUSE_MS);
    }

    public static DtmfTones of(AudioFormat format) {
        return BY_FORMAT.computeIfAbsent(format, DtmfTones::new);
    }

    /** Whether {@link #audio} has something for this character. */
    public static boolean isKey(char key) {
        return key == 'w' || KEYS.indexOf(key) >= 0;
    }

    /**
     * A key's tone and the gap behind it, or the pause {@code w}. Shared: read only.
     *
     * @throws IllegalArgumentException if {@link #isKey} says no
     */
    public byte[] audio(char key) {
        if (!isKey(key)) {
            throw new IllegalArgumentException("expected one of 0-9, *, # and w");
        }
        return key == 'w' ? pause : keys[KEYS.indexOf(key)];
    }

    private byte[] key(int lowHz, int highHz) {
        byte[] audio = silence(TONE_MS + GAP_MS);
        double perSample = 2 * Math.PI / format.sampleRateHz();
        int samples = format.sampleRateHz() / 1_000 * TONE_MS;
        int ramp = format.sampleRateHz() / 1_000 * RAMP_MS;
        for (int i = 0; i < samples; i++) {
            double both =
                    amplitude(LOW_DBM0) * Math.sin(perSample * lowHz * i)
                            + amplitude(HIGH_DBM0) * Math.sin(perSample * highHz * i);
            int fromEdge = Math.min(i, samples - 1 - i);
            double gain = fromEdge >= ramp ? 1 : 0.5 - 0.5 * Math.cos(Math.PI * fromEdge / ramp);
            write(audio, i, (short) Math.round(gain * both));
        }
        return audio;
    }

    private void write(byte[] audio, int index, short sample) {
        switch (format) {
            case PCMU -> audio[index] = G711.linearToUlaw(sample);
            case PCMA -> audio[index] = G711.linearToAlaw(sample);
            case PCM_8K, PCM_16K, PCM_24K, PCM_48K -> {
                audio[2 * index] = (byte) sample;
                audio[2 * index + 1] = (byte) (sample >> 8);
            }
        }
    }

    private byte[] silence(int durationMs) {
        byte[] audio = new byte[format.bytes(durationMs)];
        Arrays.fill(audio, format.silence());
        return audio;
    }

    private static double amplitude(double dbm0) {
        return PEAK * Math.pow(10, (dbm0 - PEAK_DBM0) / 20);
    }
}
