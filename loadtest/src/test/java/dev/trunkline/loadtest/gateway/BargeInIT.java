package dev.trunkline.loadtest.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.loadtest.model.Answers;
import dev.trunkline.loadtest.model.ConnectionRecord;
import dev.trunkline.loadtest.model.ConnectionRecord.Truncation;
import dev.trunkline.loadtest.model.Faults;
import dev.trunkline.loadtest.model.ModelBehavior;
import dev.trunkline.loadtest.phone.CallScript;
import dev.trunkline.loadtest.phone.CallerAudio;
import dev.trunkline.loadtest.phone.PhoneCallReport;
import dev.trunkline.loadtest.phone.PhoneCallReport.Clear;
import dev.trunkline.loadtest.phone.PhoneCallReport.PlayedSegment;
import dev.trunkline.loadtest.phone.PhoneCallReport.StreamReport;
import dev.trunkline.loadtest.phone.When;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The caller interrupts the greeting; the answer to the interruption is heard whole. */
@ExtendWith(Leaks.class)
class BargeInIT {
    private static final int FRAME_MS = 20;

    @ParameterizedTest
    @ValueSource(strings = {"fast", "plain"})
    void aRunningResponse_isCutWhereTheCallerStoppedHearingIt(String lane) {
        ModelBehavior slowWithLateDeltas =
                ModelBehavior.defaults()
                        .withAnswers(Answers.defaults().withPaceFactor(1.2).withDeltaMs(40, 130))
                        .withFaults(Faults.none().withLateDeltas(4));
        try (Bench bench =
                new Bench(Map.of("TRUNKLINE_MEDIA_LANE", lane), _ -> slowWithLateDeltas)) {
            StreamReport stream = interruptGreeting(bench);
            ConnectionRecord model = bench.model.connections().getFirst().record();

            Clear clear = assertSilentAtOnce(stream);
            assertThat(model.violations()).isEmpty();
            assertThat(model.truncations()).hasSize(1);
            Truncation truncation = model.truncations().getFirst();
            assertHeard(truncation, stream);
            assertHeardOnly(stream, clear, Heard.answer(0), Heard.answer(1));
            // The model did send late deltas: they were dropped, and counted.
            assertThat(bench.counter("trunkline_dropped_audio_seconds_total", "discarded_response"))
                    .isPositive();
            assertThat(bench.counter("trunkline_barge_ins_total")).isEqualTo(1);
            assertThat(bench.counter("trunkline_truncations_total")).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @CsvSource({"fast, pcmu", "plain, pcmu", "fast, pcm24k", "plain, pcm24k"})
    void threeQueuedItems_areTruncatedAtWhatWasHeardOfEach(String lane, String format) {
        ModelBehavior threeItems =
                ModelBehavior.defaults()
                        .withAnswers(
                                Answers.defaults()
                                        .withPaceFactor(0)
                                        .withAudioItems(3)
                                        .withMaxItemMs(1_520));
        // Per agent: the gateway's own default stays at pcmu.
        Map<String, String> agent = Bench.agents(lane, ", audioFormat: " + format);
        try (Bench bench = new Bench(agent, _ -> threeItems)) {
            StreamReport stream = interruptGreeting(bench);
            ConnectionRecord model = bench.model.connections().getFirst().record();

            assertSilentAtOnce(stream);
            assertThat(model.violations()).isEmpty();
            assertThat(model.truncations())
                    .hasSize(3)
                    .allMatch(truncation -> truncation.errorCode() == null);
            assertHeard(model.truncations().getFirst(), stream);
            assertThat(model.truncations().subList(1, 3))
                    .extracting(Truncation::audioEndMs)
                    .containsExactly(0L, 0L);
            assertThat(model.truncations()).extracting(Truncation::itemId).doesNotHaveDuplicates();
            assertThat(model.truncations())
                    .extracting(Truncation::itemAudioMs)
                    .containsOnly(1_520L);
        }
    }

    private static StreamReport interruptGreeting(Bench bench) {
        PhoneCallReport report =
                bench.call(
                        CallScript.inbound("/twilio/voice")
                                .say(When.interrupting(500), CallerAudio.utterance(2))
                                .hangUp(When.agentEnded(300))
                                .build());
        assertThat(report.violations()).isEmpty();
        bench.assertAtRest();
        return report.stream().orElseThrow();
    }

    /** By the phone's own playout clock; there is one clear in the call. */
    private static Clear assertSilentAtOnce(StreamReport stream) {
        assertThat(stream.clears()).hasSize(1);
        Clear clear = stream.clears().getFirst();
        assertThat(clear.silentNanos() - clear.receivedNanos()).isBetween(0L, 100_000_000L);
        assertThat(clear.thrownOutBytes()).isPositive();
        assertThat(stream.bargeIns()).hasSize(1);
        assertThat(stream.bargeIns().getFirst().clearNanos()).isEqualTo(clear.receivedNanos());
        return clear;
    }

    /** The model was told what the phone had played of the first generation, to a frame. */
    private static void assertHeard(Truncation truncation, StreamReport stream) {
        long playedBytes = 0;
        for (PlayedSegment segment : beforeClear(stream.segments())) {
            playedBytes += segment.playedBytes();
        }
        assertThat(truncation.errorCode()).isNull();
        assertThat(truncation.audioEndMs())
                .isBetween(playedBytes / 8 - FRAME_MS, playedBytes / 8 + FRAME_MS)
                .isBetween(1L, truncation.itemAudioMs());
    }

    /** Marks carry their generation; audio that a clear cut off has none. */
    private static List<PlayedSegment> beforeClear(List<PlayedSegment> segments) {
        return segments.stream()
                .takeWhile(segment -> segment.mark() == null || !segment.mark().startsWith("g1:"))
                .toList();
    }

    /** Ahead of the cut the beginning of one answer, behind it all of the other. */
    private static void assertHeardOnly(
            StreamReport stream, Clear clear, byte[] interrupted, byte[] answer) {
        int cut = (int) clear.playedSample();
        byte[] before = Heard.voiced(stream.heard().muLaw(0, cut));
        byte[] whole = Heard.voiced(interrupted);
        assertThat(before.length).isBetween(1, whole.length - 1);
        Heard.assertSame(before, Arrays.copyOf(whole, before.length), "before the clear");
        byte[] after = stream.heard().muLaw(cut, stream.heard().samples());
        Heard.assertSame(Heard.voiced(after), Heard.voiced(answer), "after the clear");
    }
}
