package dev.trunkline.gateway.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.codecs.audio.AudioFormat;
import dev.trunkline.codecs.resample.ResamplerProfile;
import dev.trunkline.gateway.LeakCheck;
import dev.trunkline.observability.metrics.CallCounter;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class UplinkFeedTest {
    private final FakeClock clock = new FakeClock();
    private final FakeSession model = new FakeSession();
    private final TestMeters meters = new TestMeters();
    private final UplinkFeed feed = feed(AudioFormat.PCMU);

    @AfterEach
    void close() {
        feed.close();
        assertThat(clock.pendingTimers()).isZero();
        meters.close();
    }

    @Test
    void heldAudio_isSentInOrderOnceTheSessionIsReady() {
        media(0, 1);
        media(20, 2);
        assertThat(model.appended).isEmpty();
        feed.connect(model);
        media(40, 3);
        assertThat(values()).isEqualTo("1 2 3");
        assertThat(meters.count(CallCounter.UPLINK_FRAMES)).isEqualTo(3);
        assertThat(meters.count(CallCounter.UPLINK_BYTES)).isEqualTo(480);
    }

    @Test
    void heldAudio_isBounded_theOldestGoesAndIsCounted() {
        for (int frame = 0; frame < 60; frame++) {
            media(frame * 20L, frame);
        }
        assertThat(meters.count(CallCounter.DROPPED_HELD_OVERFLOW_MS, "held_overflow"))
                .isEqualTo(200);
        feed.connect(model);
        assertThat(model.appended).hasSize(50);
        assertThat(model.audio.toByteArray()[0]).isEqualTo((byte) 10);
    }

    @Test
    void framesOfLessThanAMillisecond_areBoundedToo() {
        for (int i = 0; i < 5_000; i++) {
            feed.onMedia(TestPayload.of(new byte[3]), i, clock.nanos());
        }
        feed.connect(model);
        assertThat(model.appended).hasSizeLessThanOrEqualTo(1_000);
    }

    @Test
    void slowModel_getsTheNewestSecondWhenItReadsAgain() {
        feed.connect(model);
        media(0, 1);
        model.writable = false;
        for (int frame = 1; frame <= 60; frame++) {
            media(frame * 20L, frame);
        }
        assertThat(meters.count(CallCounter.DROPPED_SLOW_MODEL_MS, "slow_model")).isEqualTo(200);
        model.writable = true;
        media(61 * 20L, 61); // behind what is held, not before it
        feed.onModelWritable();
        byte[] audio = model.audio.toByteArray();
        for (int i = 1; i * 160 < audio.length; i++) {
            assertThat(audio[i * 160]).isEqualTo((byte) (11 + i));
        }
        assertThat(audio).hasSize(51 * 160);
    }

    @Test
    void silenceForAGap_staysInItsPlaceAmongHeldAudio() {
        feed.connect(model);
        media(0, 1);
        model.writable = false;
        media(20, 2);
        model.writable = true; // the event that says so is still to come
        media(200, 3);
        feed.onModelWritable();
        assertThat(values()).isEqualTo("1 2 -1 -1 -1 -1 -1 -1 -1 -1 3");
    }

    @Test
    void gaps_areFilledByTheTimestamps() {
        feed.connect(model);
        media(0, 1);
        media(120, 2); // 100 ms are missing
        media(140, 3);
        assertThat(model.appended)
                .containsExactly("audio 160", "silence 800", "audio 160", "audio 160");
        assertThat(Arrays.copyOfRange(model.audio.toByteArray(), 160, 960)).containsOnly(0xFF);
        assertThat(meters.count(CallCounter.UPLINK_GAPS)).isEqualTo(1);
        assertThat(meters.count(CallCounter.UPLINK_GAP_FILLED_MS)).isEqualTo(100);
    }

    @Test
    void aGap_isFilledUpToTheLimit() {
        feed.connect(model);
        media(0, 1);
        media(3_600_000, 2);
        assertThat(model.audio.size()).isEqualTo(160 + 80_000 + 160);
    }

    @Test
    void aLegThatStopsSending_leavesSilence_andTheGapIsNotFilledTwice() {
        feed.connect(model);
        media(0, 1);
        clock.advanceMs(2_000);
        int sent = model.audio.size() - 160;
        assertThat(sent / 8).isBetween(1_300, 2_000);
        media(2_020, 2);
        assertThat(model.audio.size()).isEqualTo((2_020 + 20) * 8);
    }

    @Test
    void silenceOfALegThatNeverComesBack_isLimited() {
        feed.connect(model);
        media(0, 1);
        clock.advanceMs(600_000);
        assertThat(model.audio.size()).isEqualTo(160 + 80_000);
    }

    @Test
    void aBurstAfterAStall_isSentWhole_andTheNextGapIsFilledWhole() {
        feed.connect(model);
        media(0, 1);
        clock.advanceMs(1_000);
        int silence = model.audio.size() - 160;
        assertThat(silence).isPositive();
        for (int frame = 1; frame <= 50; frame++) {
            media(frame * 20L, frame); // what the network held back
        }
        assertThat(model.audio.size()).isEqualTo(160 + silence + 50 * 160);
        media(1_220, 9); // 200 ms are missing now
        assertThat(model.audio.size()).isEqualTo(160 + silence + 50 * 160 + 1_600 + 160);
    }

    @Test
    void heldAudio_isConvertedAsIfItHadNotBeenHeld() {
        UplinkFeed direct = feed(AudioFormat.PCM_24K);
        direct.connect(model);
        noise(direct, 0, 10);
        byte[] expected = model.audio.toByteArray();
        direct.close();
        model.audio.reset();

        UplinkFeed held = feed(AudioFormat.PCM_24K);
        noise(held, 0, 6);
        held.connect(model);
        noise(held, 6, 10);
        assertThat(model.audio.toByteArray()).isEqualTo(expected).hasSizeGreaterThan(9 * 960);
        held.close();
    }

    @Test
    void nothingIsHeldAfterTheClose() {
        media(0, 1);
        feed.close();
        media(20, 2);
        feed.connect(model);
        assertThat(model.appended).isEmpty();
        feed.close();
    }

    @Test
    void timeline_ignoresRepeatedAndLateFrames() {
        UplinkTimeline timeline = new UplinkTimeline(20, 10_000, 750);
        assertThat(timeline.arrived(100, 20, 0)).isZero();
        assertThat(timeline.arrived(100, 20, 0)).isZero();
        assertThat(timeline.arrived(40, 20, 0)).isZero();
        assertThat(timeline.arrived(120, 20, 0)).isZero();
        assertThat(timeline.arrived(159, 20, 0)).isZero(); // less than a frame is missing
        assertThat(timeline.arrived(220, 20, 0)).isEqualTo(40);
    }

    @Test
    void audioThatIsNoBase64_isHeldSentAndConvertedAsAnyOther() {
        feed.onAudio(frame(1), 160, 0, clock.nanos());
        feed.connect(model);
        feed.onAudio(frame(2), 160, 20, clock.nanos());
        media(40, 3);
        assertThat(values()).isEqualTo("1 2 3");
        assertThat(meters.count(CallCounter.UPLINK_FRAMES)).isEqualTo(3);
        assertThat(meters.count(CallCounter.UPLINK_BYTES)).isEqualTo(480);
    }

    @Test
    void audioThatIsNoBase64_isTakenInTheLengthThatCounts_andItsGapsAreFilled() {
        feed.connect(model);
        feed.onAudio(frame(1), 80, 0, clock.nanos());
        feed.onAudio(frame(2), 160, 130, clock.nanos());
        byte[] audio = model.audio.toByteArray();
        assertThat(audio).hasSize(80 + 960 + 160);
        assertThat(Arrays.copyOfRange(audio, 80, 80 + 960)).containsOnly(0xFF);
    }

    @Test
    void audioAfterTheEnd_isDropped() {
        feed.connect(model);
        feed.close();
        feed.onAudio(frame(1), 160, 0, clock.nanos());
        assertThat(model.appended).isEmpty();
    }

    private UplinkFeed feed(AudioFormat modelFormat) {
        return new UplinkFeed(
                AudioFormat.PCMU,
                modelFormat,
                new UplinkSettings(1_000, 10_000, 750, ResamplerProfile.HIGH),
                clock,
                meters.meters());
    }

    private void noise(UplinkFeed into, int fromFrame, int toFrame) {
        for (int number = fromFrame; number < toFrame; number++) {
            byte[] frame = new byte[160];
            new Random(number).nextBytes(frame);
            into.onMedia(TestPayload.of(frame), number * 20L, clock.nanos());
        }
    }

    private void media(long timestampMs, int value) {
        feed.onMedia(TestPayload.of(frame(value)), timestampMs, clock.nanos());
    }

    private static byte[] frame(int value) {
        byte[] frame = new byte[160];
        Arrays.fill(frame, (byte) value);
        return frame;
    }

    private String values() {
        byte[] audio = model.audio.toByteArray();
        StringBuilder values = new StringBuilder();
        for (int i = 0; i < audio.length; i += 160) {
            values.append(i == 0 ? "" : " ").append(audio[i]);
        }
        return values.toString();
    }
}
