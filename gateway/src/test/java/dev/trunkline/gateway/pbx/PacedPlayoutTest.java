package dev.trunkline.gateway.pbx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.codecs.audio.AudioFormat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class PacedPlayoutTest {
    private static final int FRAME = 160;

    private final PacedPlayout playout = new PacedPlayout(AudioFormat.PCMU, 100);
    private final byte[] out = new byte[FRAME];
    private final List<String> told = new ArrayList<>();

    private static byte[] frames(int count, int value) {
        byte[] audio = new byte[count * FRAME];
        Arrays.fill(audio, (byte) value);
        return audio;
    }

    private boolean beat() {
        return playout.take(out, this::tell);
    }

    private void tell(int generation, int sequence) {
        told.add(generation + ":" + sequence);
    }

    @Test
    void frames_leaveOneOnEachBeat_inTheOrderTheyCame() {
        playout.offer(frames(1, 1));
        playout.offer(frames(2, 2));

        List<Byte> left = new ArrayList<>();
        while (beat()) {
            left.add(out[0]);
        }

        assertThat(left).containsExactly((byte) 1, (byte) 2, (byte) 2);
    }

    @Test
    void aBeatWithoutAudio_givesSilence() {
        assertThat(beat()).isFalse();
        assertThat(out).containsOnly(AudioFormat.PCMU.silence());
    }

    @Test
    void thePartOfAFrame_isFilledUpWithSilence() {
        playout.offer(Arrays.copyOf(frames(1, 7), 40));

        assertThat(beat()).isTrue();
        assertThat(Arrays.copyOf(out, 40)).containsOnly((byte) 7);
        assertThat(Arrays.copyOfRange(out, 40, FRAME)).containsOnly(AudioFormat.PCMU.silence());
    }

    @Test
    void aMark_isDueWhenTheAudioBeforeItWasSentAndHasLasted() {
        playout.offer(frames(1, 1));
        playout.mark(0, 1);
        playout.offer(frames(1, 2));
        playout.mark(0, 2);

        beat();
        assertThat(told).isEmpty(); // sent, and playing
        beat();
        assertThat(told).containsExactly("0:1");
        beat();
        assertThat(told).containsExactly("0:1", "0:2");
    }

    @Test
    void aMarkBehindNothing_isDueOnTheNextBeat() {
        playout.mark(0, 9);

        beat();

        assertThat(told).containsExactly("0:9");
    }

    @Test
    void aClear_dropsWhatWaits_andTellsItsMarksAtOnce() {
        playout.offer(frames(3, 1));
        playout.mark(0, 1);
        playout.mark(0, 2);
        beat();

        playout.clear(this::tell);

        assertThat(told).containsExactly("0:1", "0:2");
        assertThat(beat()).isFalse();
        playout.offer(frames(1, 5));
        assertThat(beat()).isTrue();
        assertThat(out).containsOnly((byte) 5);
    }

    @Test
    void whatHasNoRoom_isRefusedWhole() {
        assertThat(playout.offer(frames(4, 1))).isTrue();
        assertThat(playout.offer(frames(2, 2))).isFalse();
        assertThat(playout.offer(frames(1, 3))).isTrue();
    }

    @Test
    void theRing_goesRound() {
        for (int i = 0; i < 100; i++) {
            assertThat(playout.offer(frames(3, i))).isTrue();
            for (int j = 0; j < 3; j++) {
                assertThat(beat()).isTrue();
                assertThat(out).containsOnly((byte) i);
            }
        }
    }

    @Test
    void moreMarksThanAreKept_costTheOldest() {
        playout.offer(frames(1, 1));
        for (int i = 0; i < 600; i++) {
            playout.mark(0, i);
        }

        beat();
        beat();

        assertThat(told).hasSize(512).startsWith("0:88").endsWith("0:599");
    }
}
