package dev.trunkline.loadtest.phone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.loadtest.phone.PhoneCallReport.PlayedSegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlayoutTest {
    private static final long ORIGIN = 5_000_000_000L;
    private static final long MS = 1_000_000;

    private final List<String> echoes = new ArrayList<>();
    private final Playout playout =
            new Playout(
                    ORIGIN,
                    true,
                    (name, received, played, cleared) ->
                            echoes.add(
                                    new String(name, UTF_8)
                                            + "@"
                                            + (played - ORIGIN) / MS
                                            + (cleared ? " cleared" : "")));

    @Test
    void mediaStreams_mark_returnsAtOnceWhenNothingIsQueued() {
        playout.mark(name("a"), at(7));
        assertThat(echoes).containsExactly("a@7");
    }

    @Test
    void mediaStreams_mark_returnsWhenTheAudioBeforeItIsPlayed_notEarlier() {
        audio(1, 100, 0);
        playout.mark(name("a"), at(0));
        audio(2, 50, 1);
        playout.mark(name("b"), at(1));
        assertThat(playout.nextDueNanos()).isEqualTo(at(100));
        playout.advance(at(100) - 1);
        assertThat(echoes).isEmpty();
        playout.advance(at(100));
        assertThat(echoes).containsExactly("a@100");
        playout.advance(at(300));
        assertThat(echoes).containsExactly("a@100", "b@150");
    }

    @Test
    void nothingQueued_isSilence_andAudioStartsAtTheNextSample() {
        audio(1, 20, 10);
        long sample = playout.audio(filled(2, 160), 160, at(50) + 1);
        assertThat(sample).isEqualTo(401); // sample 400 had begun a nanosecond before
        byte[] heard = playout.heard(at(100)).muLaw();
        assertThat(heard).hasSize(800);
        assertThat(Arrays.copyOfRange(heard, 0, 80)).containsOnly(0xFF);
        assertThat(Arrays.copyOfRange(heard, 80, 240)).containsOnly(1);
        assertThat(Arrays.copyOfRange(heard, 240, 401)).containsOnly(0xFF);
        assertThat(Arrays.copyOfRange(heard, 401, 561)).containsOnly(2);
        assertThat(Arrays.copyOfRange(heard, 561, 800)).containsOnly(0xFF);
        assertThat(playout.underruns()).isEqualTo(1);
    }

    @Test
    void clear_cutsAtTheSampleBeingPlayed_returnsAllMarks_andTellsWhatWasPlayed() {
        audio(1, 100, 0);
        playout.mark(name("a"), at(0));
        audio(2, 100, 0);
        playout.mark(name("b"), at(0));
        audio(3, 100, 0);
        playout.mark(name("c"), at(0));
        audio(4, 10, 0);

        long thrownOut = playout.clear(at(130));

        assertThat(echoes).containsExactly("a@100", "b@130 cleared", "c@130 cleared");
        assertThat(thrownOut).isEqualTo(8 * (70 + 100 + 10));
        assertThat(playout.playedBytes(at(130))).isEqualTo(8 * 130);
        assertThat(playout.segments(at(130)))
                .containsExactly(
                        new PlayedSegment("a", 800, 800),
                        new PlayedSegment("b", 800, 240),
                        new PlayedSegment("c", 800, 0),
                        new PlayedSegment(null, 80, 0));
        byte[] heard = playout.heard(at(200)).muLaw();
        assertThat(Arrays.copyOfRange(heard, 800, 1040)).containsOnly(2);
        assertThat(Arrays.copyOfRange(heard, 1040, 1600)).containsOnly(0xFF);
        audio(5, 10, 140);
        assertThat(playout.underruns()).isZero(); // a new answer after a clear was not late
        assertThat(playout.heard(at(200)).muLaw()[1120]).isEqualTo((byte) 5);
    }

    @Test
    void clear_withNothingQueued_changesNothing() {
        audio(1, 20, 0);
        playout.mark(name("a"), at(0));
        playout.advance(at(50));
        assertThat(playout.clear(at(60))).isZero();
        assertThat(playout.endSample()).isEqualTo(160);
        assertThat(echoes).containsExactly("a@20");
    }

    private void audio(int value, int ms, long atMs) {
        playout.audio(filled(value, ms * 8), ms * 8, at(atMs));
    }

    private static byte[] filled(int value, int bytes) {
        byte[] audio = new byte[bytes];
        Arrays.fill(audio, (byte) value);
        return audio;
    }

    private static byte[] name(String name) {
        return name.getBytes(UTF_8);
    }

    private static long at(long ms) {
        return ORIGIN + ms * MS;
    }
}
