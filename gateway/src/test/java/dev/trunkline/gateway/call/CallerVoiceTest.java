package dev.trunkline.gateway.call;

import static dev.trunkline.observability.latency.LatencySink.UNKNOWN_NANOS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.codecs.audio.AudioFormat;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class CallerVoiceTest {
    private static final int FRAME_MS = 20;
    private static final long MS = 1_000_000;

    /** Frame n arrives at n * 20 ms and this. */
    private static final long LATE_MS = 7;

    private final CallerVoice voice = new CallerVoice(AudioFormat.PCMU);
    private int frames;

    @Test
    void anUtterance_isFromItsFirstVoicedFrameToItsLast() {
        silence(500);
        tone(200);
        silence(600);
        assertThat(voice.beganNanos()).isEqualTo(arrivalOfFrameAt(500));
        assertThat(voice.endedNanos(1_300)).isEqualTo(arrivalOfFrameAt(680));
        voice.utteranceEnded(1_300);
        assertThat(voice.beganNanos()).isEqualTo(UNKNOWN_NANOS);
        assertThat(voice.endedNanos(1_300)).isEqualTo(UNKNOWN_NANOS);
    }

    @Test
    void aPauseThatTheModelLetsPass_endsNothing() {
        silence(500);
        tone(200);
        silence(600);
        tone(200);
        silence(900);
        assertThat(voice.endedNanos(2_400)).isEqualTo(arrivalOfFrameAt(1_480));
    }

    @Test
    void theNextUtterance_mayBeOverBeforeTheModelHasDecidedOnTheOneBefore() {
        silence(500);
        tone(200);
        silence(600); // the model finds the end at 1300 ms of the audio
        tone(100); // and its word comes only after this
        silence(60);
        assertThat(voice.endedNanos(1_300)).isEqualTo(arrivalOfFrameAt(680));
        voice.utteranceEnded(1_300);
        assertThat(voice.beganNanos()).isEqualTo(arrivalOfFrameAt(1_300));
        silence(540);
        assertThat(voice.endedNanos(2_000)).isEqualTo(arrivalOfFrameAt(1_380));
        voice.utteranceEnded(2_000);
        assertThat(voice.endedNanos(2_000)).isEqualTo(UNKNOWN_NANOS);
    }

    @Test
    void aVoiceThatTheModelLetPass_isNoAnchorForTheNextUtterance() {
        silence(500);
        tone(200); // a cough
        silence(3_000); // in the end of which the model hears what has no energy
        voice.utteranceBegan(2_500);
        assertThat(voice.beganNanos()).isEqualTo(UNKNOWN_NANOS);
        assertThat(voice.spokenNanos()).isZero();
        assertThat(voice.endedNanos(3_500)).isEqualTo(UNKNOWN_NANOS);
    }

    @Test
    void theVoiceThatTheModelMeans_staysTheAnchor_padding_orNot() {
        silence(500);
        tone(200);
        voice.utteranceBegan(200); // 300 ms of padding
        assertThat(voice.beganNanos()).isEqualTo(arrivalOfFrameAt(500));
        voice.utteranceBegan(600);
        assertThat(voice.beganNanos()).isEqualTo(arrivalOfFrameAt(500));
    }

    @Test
    void positionsAreTheModels_whichNeverGotWhatWasDropped() {
        silence(500);
        tone(200);
        silence(3_000);
        voice.dropped(2_000); // of what came before it could be sent
        tone(200);
        silence(600); // a pause that the model lets pass
        tone(200);
        silence(600);
        // The model's 2500 ms are 4500 ms here: behind the last tone, not before it.
        assertThat(voice.endedNanos(3_300)).isEqualTo(arrivalOfFrameAt(4_680));
        voice.utteranceBegan(2_300);
        assertThat(voice.endedNanos(3_300)).isEqualTo(arrivalOfFrameAt(4_680));
    }

    private static long arrivalOfFrameAt(long audioMs) {
        return (audioMs + LATE_MS) * MS;
    }

    private void tone(int ms) {
        byte[] tone = new byte[FRAME_MS * 8];
        for (int i = 0; i < tone.length; i++) {
            tone[i] = (byte) ((i & 4) == 0 ? 0x10 : 0x90); // a square wave of 1 kHz
        }
        offer(tone, ms);
    }

    private void silence(int ms) {
        byte[] silence = new byte[FRAME_MS * 8];
        Arrays.fill(silence, AudioFormat.PCMU.silence());
        offer(silence, ms);
    }

    private void offer(byte[] frame, int ms) {
        for (int at = 0; at < ms; at += FRAME_MS) {
            voice.offer(frame, frame.length, arrivalOfFrameAt((long) frames++ * FRAME_MS));
        }
    }
}
