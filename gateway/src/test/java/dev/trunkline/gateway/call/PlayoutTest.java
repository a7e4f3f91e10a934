package dev.trunkline.gateway.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.codecs.audio.AudioFormat;
import dev.trunkline.codecs.resample.ResamplerProfile;
import dev.trunkline.gateway.LeakCheck;
import dev.trunkline.gateway.call.ModelSessionListener.AudioItem;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class PlayoutTest {
    private static final int FRAME = 160;
    private static final AudioItem A = new AudioItem("resp_1", "item_A", 0);
    private static final AudioItem B = new AudioItem("resp_1", "item_B", 0);
    private static final AudioItem C = new AudioItem("resp_1", "item_C", 0);

    private final FakeClock clock = new FakeClock();
    private final FakeLeg leg = new FakeLeg(clock, AudioFormat.PCMU);
    private final Events events = new Events();
    private Playout playout = playout(2_000, 400, 60_000, 20);

    @AfterEach
    void close() {
        playout.close();
        assertThat(clock.pendingTimers()).isZero();
    }

    @Test
    void offeredAudio_leavesInOrderAsWholeFrames_whateverTheSizesOfItsPieces() {
        byte[] audio = audio(7 * FRAME);
        for (int at = 0; at < audio.length; at += 97) {
            offer(A, Arrays.copyOfRange(audio, at, Math.min(audio.length, at + 97)));
        }
        playout.itemDone(A, clock.nanos());

        assertThat(leg.audio.toByteArray()).isEqualTo(audio);
        assertThat(leg.frames()).isEqualTo(7);
    }

    @Test
    void endOfAnItem_fillsItsLastFrameWithSilence() {
        offer(A, audio(FRAME + 10));
        assertThat(leg.frames()).isEqualTo(1);
        playout.itemDone(A, clock.nanos());

        byte[] sent = leg.audio.toByteArray();
        assertThat(sent).hasSize(2 * FRAME).startsWith(audio(FRAME + 10));
        assertThat(Arrays.copyOfRange(sent, FRAME + 10, 2 * FRAME)).containsOnly(0xFF);
    }

    @Test
    void handsOverNoFurtherAheadThanTheLead_andKeepsThePhoneSupplied() {
        playout = playout(200, 400, 60_000, 20);
        offer(A, audio(500 * 8));
        playout.itemDone(A, clock.nanos());
        assertThat(leg.frames()).isEqualTo(200 / 20);

        for (int ms = 0; ms < 480; ms += 10) {
            clock.advanceMs(10);
            assertThat(leg.playedBytes()).isEqualTo(8L * (ms + 10));
            assertThat(leg.frames() * 20 - (ms + 10)).isBetween(0, 220);
        }
        assertThat(leg.frames()).isEqualTo(25);
    }

    @Test
    void marks_followTheFirstFrameTheIntervalAndTheEnd() {
        offer(A, audio(50 * FRAME)); // one second
        playout.itemDone(A, clock.nanos());

        List<Integer> framesBeforeMarks = new ArrayList<>();
        int frames = 0;
        for (String entry : leg.sent) {
            if (entry.startsWith("frame")) {
                frames++;
            } else {
                framesBeforeMarks.add(frames);
            }
        }
        assertThat(framesBeforeMarks).containsExactly(1, 21, 41, 50);
    }

    @Test
    void heardPosition_isReckonedBetweenMarks() {
        offer(A, audio(50 * FRAME));
        clock.advanceMs(333);

        assertThat(playout.clear(clock.nanos())).containsExactly(new Unheard(A, 333, 1_000));
        assertThat(leg.sent).endsWith("clear");
    }

    @Test
    void truncation_equalsWhatThePhonePlayedWithinOneFrame_atAnyMomentAndDelay() {
        for (long oneWayMs : new long[] {0, 5, 20, 60}) {
            for (int speakMs = 45; speakMs < 1_900; speakMs += 61) {
                FakeClock time = new FakeClock();
                FakeLeg phone = new FakeLeg(time, AudioFormat.PCMU);
                phone.oneWayMs = oneWayMs;
                Playout out = playout(phone, time, 2_000, 100, 60_000, 20);
                phone.connect(out);
                out.offer(A, audio(2_000 * 8), 0, 2_000 * 8);
                out.pump(time.nanos());
                time.advanceMs(speakMs);
                List<Unheard> cut = out.clear(time.nanos());
                time.advanceMs(oneWayMs);

                // What the phone plays while the clear is under way is heard on top.
                assertThat(cut).hasSize(1);
                assertThat(phone.playedBytesAtClear() / 8 - cut.getFirst().heardMs())
                        .as("after %s ms, %s ms away", speakMs, oneWayMs)
                        .isBetween(-20L, 2 * oneWayMs + 20);
                out.close();
            }
        }
    }

    @Test
    void threeQueuedItems_areEachTruncatedRight() {
        offer(A, audio(400 * 8));
        playout.itemDone(A, clock.nanos());
        offer(B, audio(600 * 8));
        playout.itemDone(B, clock.nanos());
        offer(C, audio(300 * 8));
        clock.advanceMs(150);
        assertThat(playout.clear(clock.nanos()))
                .containsExactly(
                        new Unheard(A, 150, 400), new Unheard(B, 0, 600), new Unheard(C, 0, 300));
    }

    @Test
    void itemsHeardWhole_areNotTruncated() {
        leg.connect(playout);
        offer(A, audio(400 * 8));
        playout.itemDone(A, clock.nanos());
        offer(B, audio(600 * 8));
        playout.itemDone(B, clock.nanos());
        offer(C, audio(300 * 8));
        clock.advanceMs(700);
        assertThat(playout.clear(clock.nanos()))
                .containsExactly(new Unheard(B, 300, 600), new Unheard(C, 0, 300));
    }

    @Test
    void paddingOfALastFrame_isNotCountedToTheItemAfterIt() {
        offer(A, audio(100 * 8 + 40)); // 105 ms, padded to 120
        playout.itemDone(A, clock.nanos());
        offer(B, audio(500 * 8));
        clock.advanceMs(320);
        assertThat(playout.clear(clock.nanos())).containsExactly(new Unheard(B, 200, 500));
    }

    @Test
    void anItemThatComesBack_isTruncatedOnce_byAllThatWasHeardOfIt() {
        offer(A, audio(100 * 8));
        offer(B, audio(100 * 8));
        offer(A, audio(400 * 8));
        clock.advanceMs(300);
        assertThat(playout.clear(clock.nanos()))
                .containsExactly(new Unheard(A, 200, 500), new Unheard(B, 100, 100));
    }

    @Test
    void marksOfAnEarlierGeneration_doNotMeanHeard() {
        offer(A, audio(50 * FRAME));
        clock.advanceMs(100);
        playout.clear(clock.nanos());
        assertThat(playout.generation()).isEqualTo(1);

        offer(B, audio(50 * FRAME));
        playout.onMark(0, 0, clock.nanos());
        playout.onMark(0, 3, clock.nanos());
        assertThat(events.seen)
                .containsExactly("first item_A", "first item_B", "cut spurt began 1080", "cleared");
        assertThat(playout.clear(clock.nanos())).containsExactly(new Unheard(B, 0, 1_000));
    }

    @Test
    void marksThatWereNeverSent_areIgnored() {
        offer(A, audio(50 * FRAME));
        playout.onMark(0, 4_711, clock.nanos());
        playout.onMark(9, 0, clock.nanos());
        assertThat(playout.clear(clock.nanos())).containsExactly(new Unheard(A, 0, 1_000));
    }

    @Test
    void aPhoneThatPlaysLate_isBelievedByItsMarks() {
        offer(A, audio(50 * FRAME));
        clock.advanceMs(500);
        playout.onMark(0, 1, clock.nanos()); // 420 ms were played, not 500
        clock.advanceMs(30);
        assertThat(playout.clear(clock.nanos())).containsExactly(new Unheard(A, 450, 1_000));
    }

    @Test
    void drained_onceEverythingWasHeardAndTheItemIsComplete() {
        leg.connect(playout);
        offer(A, audio(20 * FRAME));
        clock.advanceMs(1_000);
        assertThat(events.seen).doesNotContain("drained"); // more of it may come
        offer(A, audio(10 * FRAME));
        playout.itemDone(A, clock.nanos());
        clock.advanceMs(199);
        assertThat(playout.drained(clock.nanos())).isFalse();
        clock.advanceMs(1);
        assertThat(events.seen).containsOnlyOnce("drained").endsWith("drained");
        assertThat(playout.drained(clock.nanos())).isTrue();
        assertThat(playout.hasUnheard(clock.nanos())).isFalse();
    }

    @Test
    void responseDone_endsAnItemWhoseEndWasNotAnnounced() {
        leg.connect(playout);
        offer(A, audio(20 * FRAME));
        playout.responseDone("resp_2", clock.nanos());
        clock.advanceMs(1_000);
        assertThat(events.seen).doesNotContain("drained");
        playout.responseDone("resp_1", clock.nanos());
        clock.advanceMs(1_000);
        assertThat(playout.drained(clock.nanos())).isTrue();
    }

    @Test
    void itemsHeardWholeOfAFinishedResponse_areNotTruncatedForWantOfTheirOwnEnd() {
        leg.connect(playout);
        offer(A, audio(5 * FRAME));
        offer(B, audio(5 * FRAME));
        playout.responseDone("resp_1", clock.nanos());
        clock.advanceMs(500);
        AudioItem next = new AudioItem("resp_2", "item_D", 0);
        offer(next, audio(50 * FRAME));
        clock.advanceMs(100);
        assertThat(playout.clear(clock.nanos())).containsExactly(new Unheard(next, 100, 1_000));
    }

    @Test
    void fullQueue_dropsTheNewestAndSaysHowMuch() {
        playout = playout(100, 400, 1_000, 20);
        offer(A, audio(1_500 * 8));
        assertThat(events.seen).contains("overflow 500");
        playout.itemDone(A, clock.nanos());
        clock.advanceMs(2_000);
        assertThat(leg.audio.toByteArray()).isEqualTo(Arrays.copyOf(audio(1_500 * 8), 8_000));
    }

    @Test
    void fullQueue_leavesNoPartOfAFrameBehind() {
        playout = playout(120, 400, 1_000, 60); // 1 s is no multiple of 60 ms
        leg.connect(playout);
        offer(A, audio(1_500 * 8));
        playout.itemDone(A, clock.nanos());
        clock.advanceMs(3_000);
        assertThat(playout.drained(clock.nanos())).isTrue();
    }

    @Test
    void aPhoneThatReadsSlowly_getsNothingUntilItReadsAgain() {
        leg.writable = false;
        offer(A, audio(50 * FRAME));
        clock.advanceMs(5_000);
        assertThat(leg.sent).isEmpty();
        leg.writable = true;
        playout.pump(clock.nanos());
        assertThat(leg.frames()).isEqualTo(50);
        assertThat(playout.clear(clock.nanos())).containsExactly(new Unheard(A, 0, 1_000));
    }

    @Test
    void underrun_beginsANewSpurt() {
        leg.connect(playout);
        offer(A, audio(10 * FRAME));
        clock.advanceMs(1_000);
        offer(A, audio(10 * FRAME));
        clock.advanceMs(50);
        assertThat(events.seen).containsExactly("first item_A", "began item_A 1000");
        assertThat(playout.clear(clock.nanos())).containsExactly(new Unheard(A, 250, 400));
    }

    @Test
    void anItem_beginsToPlayWhenItsMarkSaysSo_alsoBehindAnother() {
        leg.connect(playout);
        leg.oneWayMs = 30;
        offer(A, audio(205 * 8));
        playout.itemDone(A, clock.nanos());
        offer(B, audio(400 * 8));
        clock.advanceMs(1_000);
        // The way there and the mark's way back; B plays behind A, whose last frame was filled up.
        assertThat(events.seen).contains("began item_A 1060", "began item_B 1280");
    }

    @Test
    void theFarEdgeIsSilent_whenTheMarkBehindAllComesBack_notOneThatWasPlayed() {
        leg.connect(playout);
        leg.oneWayMs = 30;
        offer(A, audio(50 * FRAME));
        clock.advanceMs(439); // the mark at 420 ms was played at the phone, its echo is under way
        playout.clear(clock.nanos());
        clock.advanceMs(59);
        assertThat(events.seen).doesNotContain("cleared");
        clock.advanceMs(1);
        assertThat(events.seen).containsOnlyOnce("cleared");
    }

    @Test
    void whatWasCutBeforeItPlayed_isToldByItsMark() {
        leg.connect(playout);
        leg.oneWayMs = 100;
        offer(A, audio(50 * FRAME));
        clock.advanceMs(90); // by the clock 90 ms were played, but nothing is there yet
        playout.clear(clock.nanos());
        clock.advanceMs(200);
        assertThat(events.seen).containsSubsequence("cut spurt began 1200", "cleared");
    }

    @Test
    void probe_measuresTheLegOnlyWhileNothingIsQueued() {
        leg.connect(playout);
        leg.oneWayMs = 35;
        playout.probe(clock.nanos());
        clock.advanceMs(100);
        assertThat(events.seen).containsExactly("idle 70");
        offer(A, audio(10 * FRAME));
        playout.probe(clock.nanos());
        clock.advanceMs(100);
        assertThat(events.seen).filteredOn(event -> event.startsWith("idle")).hasSize(1);
    }

    @Test
    void aPhoneThatAnswersNoMark_isReckonedByTheClock() {
        leg.answersMarks = false;
        leg.connect(playout);
        for (int second = 0; second < 60; second++) {
            offer(A, audio(50 * FRAME));
            clock.advanceMs(1_000);
        }
        offer(A, audio(50 * FRAME));
        clock.advanceMs(250);
        assertThat(playout.clear(clock.nanos())).containsExactly(new Unheard(A, 60_250, 61_000));
    }

    @Test
    void nothingIsHeldOrTimed_afterTheClose() {
        playout.close();
        offer(A, audio(5_000 * 8));
        playout.itemDone(A, clock.nanos());
        playout.probe(clock.nanos());
        assertThat(leg.sent).isEmpty();
        assertThat(clock.pendingTimers()).isZero();
    }

    private void offer(AudioItem item, byte[] audio) {
        playout.offer(item, audio, 0, audio.length);
        playout.pump(clock.nanos());
    }

    private Playout playout(int leadMs, int markIntervalMs, int maxQueuedMs, int frameMs) {
        return playout(leg, clock, leadMs, markIntervalMs, maxQueuedMs, frameMs);
    }

    private Playout playout(
            FakeLeg phone,
            FakeClock time,
            int leadMs,
            int markIntervalMs,
            int maxQueuedMs,
            int frameMs) {
        PlayoutSettings settings =
                new PlayoutSettings(
                        frameMs, leadMs, markIntervalMs, maxQueuedMs, ResamplerProfile.HIGH);
        return new Playout(phone, settings, time, PooledByteBufAllocator.DEFAULT, events);
    }

    private static byte[] audio(int byteCount) {
        byte[] audio = new byte[byteCount];
        for (int i = 0; i < byteCount; i++) {
            audio[i] = (byte) (i * 31 + i / 251);
        }
        return audio;
    }

    private static final class Events implements PlayoutListener {
        final List<String> seen = new ArrayList<>();

        @Override
        public void onFirstFrame(AudioItem item, long nowNanos) {
            seen.add("first " + item.itemId());
        }

        @Override
        public void onItemBegan(AudioItem item, long beganNanos) {
            seen.add("began " + item.itemId() + " " + beganNanos / 1_000_000);
        }

        @Override
        public void onPlayed(long nowNanos) {}

        @Override
        public void onDrained() {
            seen.add("drained");
        }

        @Override
        public void onCutSpurtBegan(long beganNanos) {
            seen.add("cut spurt began " + beganNanos / 1_000_000);
        }

        @Override
        public void onCleared(long nowNanos) {
            seen.add("cleared");
        }

        @Override
        public void onIdleMark(long roundTripNanos) {
            seen.add("idle " + roundTripNanos / 1_000_000);
        }

        @Override
        public void onOverflow(long droppedMs) {
            seen.add("overflow " + droppedMs);
        }
    }
}
