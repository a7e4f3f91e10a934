package dev.trunkline.loadtest.asterisk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.loadtest.audio.Speech;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CorrelationTest {
    private static final int FRAME = 160;
    private static final short[] SPEECH = Correlation.repeated(Speech.utterance(2), 1);

    @Test
    void whatWasSaid_isAlike_whereverItIsHeard() {
        assertThat(Correlation.of(SPEECH, withSilence(0, 50 * FRAME))).isGreaterThan(0.999);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void silenceBeforeALateFrame_takesNothingAway(int frames) {
        for (int at = frames; at < SPEECH.length / FRAME; at += 7) {
            assertThat(Correlation.of(SPEECH, withSilence(at * FRAME, frames * FRAME)))
                    .as("%d frames of silence before frame %d", frames, at)
                    .isGreaterThan(0.98);
        }
    }

    @Test
    void whatIsNotHeard_takesItsShareAway() {
        short[] begun = SPEECH.clone();
        Arrays.fill(begun, SPEECH.length / 2, SPEECH.length, (short) 0);
        short[] ended = SPEECH.clone();
        Arrays.fill(ended, 0, SPEECH.length / 2, (short) 0);
        assertThat(Correlation.of(SPEECH, begun)).isBetween(0.05, 0.8);
        assertThat(Correlation.of(SPEECH, ended)).isBetween(0.05, 0.8);
        assertThat(Correlation.of(SPEECH, new short[SPEECH.length])).isZero();
    }

    @Test
    void otherSpeech_isNotAlike() {
        short[] other = Correlation.repeated(Speech.utterance(3), 1);
        assertThat(Correlation.of(SPEECH, other)).isLessThan(0.4);
    }

    private static short[] withSilence(int at, int samples) {
        short[] heard = new short[SPEECH.length + samples];
        System.arraycopy(SPEECH, 0, heard, 0, at);
        System.arraycopy(SPEECH, at, heard, at + samples, SPEECH.length - at);
        return heard;
    }
}
