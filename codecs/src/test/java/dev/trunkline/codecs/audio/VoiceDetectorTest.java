package dev.trunkline.codecs.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trunkline.codecs.fixtures.Allocation;
import dev.trunkline.codecs.g711.G711;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class VoiceDetectorTest {
    private final List<String> heard = new ArrayList<>();
    private final VoiceListener listener =
            new VoiceListener() {
                @Override
                public void onset(long sample) {
                    heard.add("onset " + sample);
                }

                @Override
                public void end(long sample) {
                    heard.add("end " + sample);
                }
            };

    @Test
    void cleanSpeech_isFoundWithinTwentyMsOfItsLabels() {
        VoiceErrors.Errors errors = VoiceErrors.measureUlaw(Double.POSITIVE_INFINITY, 0);
        assertThat(errors.onsetMs()).hasSize(4);
        assertThat(errors.worstOnsetMs()).isLessThanOrEqualTo(5);
        assertThat(errors.worstEndMs()).isLessThanOrEqualTo(20);
        assertThat(errors.spuriousOnsets()).isZero();
        // The labels' own ends are those of espeak-ng's files, with their silence.
        assertThat(errors.labelEndMs()).allSatisfy(ms -> assertThat(ms).isBetween(-370.0, -290.0));
    }

    @Test
    void speechInNoiseOf20Db_isFoundWithin50Ms() {
        for (long seed = 1; seed <= 10; seed++) {
            VoiceErrors.Errors errors = VoiceErrors.measureUlaw(20, seed);
            assertThat(errors.worstOnsetMs()).as("seed %d", seed).isLessThanOrEqualTo(50);
            assertThat(errors.worstEndMs()).as("seed %d", seed).isLessThanOrEqualTo(50);
            assertThat(errors.spuriousOnsets()).as("seed %d", seed).isZero();
        }
    }

    @Test
    void speechInNoiseOf10Db_isFoundWithin150Ms_weakSoundsBeingLost() {
        for (long seed = 1; seed <= 10; seed++) {
            VoiceErrors.Errors errors = VoiceErrors.measureUlaw(10, seed);
            assertThat(errors.worstOnsetMs()).as("seed %d", seed).isLessThanOrEqualTo(90);
            assertThat(errors.worstEndMs()).as("seed %d", seed).isLessThanOrEqualTo(150);
            assertThat(errors.spuriousOnsets()).as("seed %d", seed).isZero();
        }
    }

    @Test
    void alawAndWideband_agreeWithUlaw() {
        short[] narrow = Speech.linearOfUlaw(Speech.bytes("speech-8k.ulaw"));
        VoiceErrors.Errors alaw =
                VoiceErrors.measure(
                        Speech.bytes("speech-8k.alaw"),
                        AudioFormat.PCMA,
                        narrow,
                        VoiceSettings.TELEPHONE);
        assertThat(alaw.worstOnsetMs()).isLessThanOrEqualTo(5);
        assertThat(alaw.worstEndMs()).isLessThanOrEqualTo(20);
        byte[] wide = Speech.bytes("speech-24k.s16le");
        VoiceErrors.Errors linear =
                VoiceErrors.measure(
                        wide, AudioFormat.PCM_24K, Speech.linear(wide), VoiceSettings.TELEPHONE);
        assertThat(linear.worstOnsetMs()).isLessThanOrEqualTo(5);
        assertThat(linear.worstEndMs()).isLessThanOrEqualTo(20);
        assertThat(alaw.spuriousOnsets() + linear.spuriousOnsets()).isZero();
    }

    @ParameterizedTest
    @EnumSource(AudioFormat.class)
    void anyChunking_oddOrEmptyOrGiant_hearsTheSame(AudioFormat format) {
        byte[] media = burst(format);
        detector(format).offer(media, 0, media.length);
        List<String> whole = List.copyOf(heard);
        int rate = format.sampleRateHz();
        assertThat(whole).containsExactly("onset " + rate, "end " + 3 * rate / 2);
        for (long seed = 1; seed <= 10; seed++) {
            heard.clear();
            Random random = new Random(seed);
            VoiceDetector chunked = detector(format);
            ByteBuf direct = UnpooledByteBufAllocator.DEFAULT.directBuffer(8_192);
            for (int read = 0; read < media.length; ) {
                int chunk = Math.min(random.nextInt(1 << random.nextInt(14)), media.length - read);
                if (random.nextBoolean()) {
                    chunked.offer(media, read, chunk);
                } else {
                    direct.clear().writeBytes(media, read, chunk);
                    chunked.offer(direct);
                    assertThat(direct.readableBytes()).isEqualTo(chunk);
                }
                read += chunk;
            }
            direct.release();
            assertThat(heard).as("seed %d", seed).isEqualTo(whole);
        }
    }

    @Test
    void endIsToldWhenTheHangoverHasPassed_andTheFrameFlagNeedsNone() {
        byte[] media = burst(AudioFormat.PCMU);
        VoiceDetector detector = detector(AudioFormat.PCMU);
        int lastVoicedFrame = 0;
        int toldInFrame = 0;
        for (int frame = 0; frame * 160 < media.length; frame++) {
            if (detector.offer(media, frame * 160, 160)) {
                lastVoicedFrame = frame;
                assertThat(detector.isLastFrameVoiced()).isTrue();
            }
            if (toldInFrame == 0 && heard.size() == 2) {
                toldInFrame = frame;
                assertThat(detector.isSpeaking()).isFalse();
            }
        }
        assertThat(lastVoicedFrame).isEqualTo(74); // ends at 1.5 s
        assertThat(toldInFrame - lastVoicedFrame).isEqualTo(20); // 400 ms
        assertThat(detector.lastVoicedSample()).isEqualTo(12_000);
        assertThat(detector.samples()).isEqualTo(media.length / 160 * 160L);
    }

    @Test
    void clickOfOneFrame_isNoSpeech() {
        byte[] media = silence(AudioFormat.PCMU, 2_000);
        Arrays.fill(media, 8_000, 8_100, (byte) 0x80);
        Arrays.fill(media, 8_040, 8_080, (byte) 0x00);
        VoiceDetector detector = detector(AudioFormat.PCMU);
        detector.offer(media, 0, media.length);
        assertThat(heard).isEmpty();
    }

    @Test
    void directCurrent_isNoSpeech() {
        byte[] media = new byte[2 * 8_000];
        for (int i = 0; i < media.length; i += 2) {
            media[i + 1] = 40; // 10 240 of 32 768
        }
        VoiceDetector detector = detector(AudioFormat.PCM_8K);
        detector.offer(media, 0, media.length);
        assertThat(heard).isEmpty();
        assertThat(detector.lastFrameDbfs()).isEqualTo(-100);
    }

    @Test
    void noiseThatRisesAndStays_isSpeechForNoLongerThanTheFloorsWindow() {
        Random random = new Random(4);
        byte[] media = new byte[2 * 8_000 * 12];
        for (int i = 0; i < media.length / 2; i++) {
            int x = (int) (random.nextGaussian() * (i < 16_000 ? 20 : 600));
            media[2 * i] = (byte) x;
            media[2 * i + 1] = (byte) (x >> 8);
        }
        VoiceDetector detector = detector(AudioFormat.PCM_8K);
        detector.offer(media, 0, media.length);
        assertThat(heard).hasSize(2).first().isEqualTo("onset 16000");
        assertThat(detector.lastVoicedSample()).isLessThan(16_000 + 8_000 * 27 / 10);
        assertThat(detector.noiseFloorDbfs()).isBetween(-36.0, -33.5); // 600 is -34.7 dB
        assertThat(detector.isSpeaking()).isFalse();
    }

    @Test
    void speechFromTheFirstSample_isHeard() {
        byte[] all = Speech.bytes("speech-8k.ulaw");
        Speech.Segment third = Speech.segments(8_000).get(2);
        VoiceDetector detector = detector(AudioFormat.PCMU);
        detector.offer(all, (int) third.first(), (int) (third.last() - third.first()) + 8_000);
        assertThat(heard).hasSizeGreaterThanOrEqualTo(2);
        long onset = Long.parseLong(heard.getFirst().substring("onset ".length()));
        assertThat(onset).isLessThan(8 * 400);
    }

    @Test
    void anyBytes_neverThrow() {
        for (long seed = 1; seed <= 30; seed++) {
            Random random = new Random(seed);
            for (AudioFormat format : AudioFormat.values()) {
                byte[] junk = new byte[random.nextInt(5_000)];
                random.nextBytes(junk);
                VoiceDetector detector = detector(format);
                for (int i = 0; i < 20; i++) {
                    int from = random.nextInt(junk.length + 1);
                    detector.offer(junk, from, random.nextInt(junk.length - from + 1));
                }
                assertThat(detector.lastVoicedSample()).as("seed %d", seed).isNotNegative();
            }
        }
    }

    @Test
    void reset_startsFromNothing() {
        byte[] media = burst(AudioFormat.PCM_16K);
        VoiceDetector detector = detector(AudioFormat.PCM_16K);
        detector.offer(media, 0, 40_001);
        detector.reset();
        heard.clear();
        detector.offer(media, 0, media.length);
        assertThat(heard).containsExactly("onset 16000", "end 24000");
    }

    @Test
    void settingsOutOfRange_areRefusedByName() {
        assertThatThrownBy(() -> new VoiceSettings(6, 7, -55, 2, 400))
                .hasMessage("sustainDb=7.0: expected 1 to onsetDb");
        assertThatThrownBy(() -> new VoiceSettings(6, 3, -55, 2, 0))
                .hasMessage("hangoverMs=0.0: expected 20 to 5000");
    }

    @ParameterizedTest
    @EnumSource(AudioFormat.class)
    void framesAllocateNothing(AudioFormat format) {
        VoiceDetector detector = detector(format);
        ByteBuf frame = UnpooledByteBufAllocator.DEFAULT.directBuffer(2_048);
        frame.writeBytes(burst(format), 0, format.bytes(20));
        double allocated = Allocation.bytesPerRun(2_000, 10_000, () -> detector.offer(frame));
        frame.release();
        assertThat(allocated).as("bytes per frame").isLessThan(1);
    }

    private VoiceDetector detector(AudioFormat format) {
        return new VoiceDetector(format, VoiceSettings.TELEPHONE, listener);
    }

    private static byte[] silence(AudioFormat format, int durationMs) {
        byte[] silence = new byte[format.bytes(durationMs)];
        Arrays.fill(silence, format.silence());
        return silence;
    }

    /** 2.5 s of silence with 440 Hz from 1.0 to 1.5 s. */
    private static byte[] burst(AudioFormat format) {
        byte[] burst = silence(format, 2_500);
        int rate = format.sampleRateHz();
        for (int i = rate; i < rate * 3 / 2; i++) {
            short x = (short) (4_000 * Math.sin(2 * Math.PI * 440 * i / rate + 1));
            int at = i * format.bytesPerSample();
            switch (format) {
                case PCMU -> burst[at] = G711.linearToUlaw(x);
                case PCMA -> burst[at] = G711.linearToAlaw(x);
                default -> {
                    burst[at] = (byte) x;
                    burst[at + 1] = (byte) (x >> 8);
                }
            }
        }
        return burst;
    }
}
