package dev.trunkline.codecs.rtp;

import java.util.Arrays;

/**
 * Fills gaps for codecs without concealment of their own: repeats the last pitch period, joined
 * over 5 ms, at full level for 10 ms and then fading to silence within 60 ms, as listeners of G.711
 * expect (the idea of ITU-T G.711 Appendix I). After the gap the first 5 ms of new audio fade in
 * over the continued repetition. Allocates nothing.
 */
final class PitchConcealment {
    private final PitchSearch search;
    private final short[] history;
    private final int fullSamples;
    private final int fadeSamples;
    private final int joinSamples;
    private int period;
    private int phase;
    private int concealed;

    PitchConcealment(int sampleRateHz) {
        search = new PitchSearch(sampleRateHz);
        joinSamples = search.window();
        history = new short[search.mostLag() + 2 * joinSamples];
        fullSamples = sampleRateHz / 100;
        fadeSamples = sampleRateHz / 20;
    }

    /** Takes note of decoded audio and, right after a gap, smooths its beginning in place. */
    void heard(short[] pcm, int offset, int count) {
        if (concealed > 0) {
            int join = Math.min(joinSamples, count);
            for (int i = 0; i < join; i++) {
                int old = nextConcealed();
                pcm[offset + i] = (short) (old + (pcm[offset + i] - old) * i / join);
            }
            concealed = 0;
        }
        int kept = Math.max(0, history.length - count);
        int fresh = history.length - kept;
        System.arraycopy(history, history.length - kept, history, 0, kept);
        System.arraycopy(pcm, offset + count - fresh, history, kept, fresh);
    }

    void conceal(short[] pcm, int offset, int count) {
        if (concealed == 0) {
            begin();
        }
        for (int i = 0; i < count; i++) {
            pcm[offset + i] = (short) nextConcealed();
        }
    }

    void reset() {
        Arrays.fill(history, (short) 0);
        concealed = 0;
    }

    /** Finds the period and makes the history's last one join seamlessly onto itself. */
    private void begin() {
        int end = history.length;
        int lag = search.findBehind(history, end - search.window(), search.mostLag());
        period = lag;
        phase = 0;
        int join = Math.min(joinSamples, lag / 2);
        for (int i = 0; i < join; i++) {
            // the tail fades into what stood before the period, so that wrapping round continues it
            int tail = end - join + i;
            int before = history[tail - lag];
            history[tail] =
                    (short) (history[tail] + (before - history[tail]) * (i + 1) / (join + 1));
        }
    }

    private int nextConcealed() {
        int sample = history[history.length - period + phase];
        phase = phase + 1 == period ? 0 : phase + 1;
        concealed++;
        int beyond = concealed - fullSamples;
        if (beyond <= 0) {
            return sample;
        }
        return beyond >= fadeSamples ? 0 : sample * (fadeSamples - beyond) / fadeSamples;
    }
}
