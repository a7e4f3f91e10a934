package dev.trunkline.gateway.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.codecs.audio.AudioFormat;
import dev.trunkline.codecs.resample.ResamplerProfile;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TranscoderTest {
    private static final int TONE_HZ = 1_000;
    private static final int SECONDS = 2;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @ParameterizedTest
    @EnumSource(ResamplerProfile.class)
    void anUtterance_isAsLongAsItWas_howeverItIsCut(ResamplerProfile profile) {
        byte[] tone = tone(24_000);
        byte[] atOnce = convert(AudioFormat.PCMU, profile, tone, new Random(1), tone.length);
        assertThat(atOnce).hasSize(8_000 * SECONDS);

        for (int seed = 0; seed < 20; seed++) {
            byte[] cut = convert(AudioFormat.PCMU, profile, tone, new Random(seed), 4_000);
            assertThat(Arrays.equals(cut, atOnce)).as("seed %d", seed).isTrue();
        }
    }

    @Test
    void twoUtterances_doNotTouchEachOther() {
        byte[] tone = tone(24_000);
        Transcoder transcoder = transcoder(AudioFormat.PCMU, ResamplerProfile.HIGH);
        offer(transcoder, tone);
        transcoder.endOfUtterance();
        byte[] first = out.toByteArray();
        out.reset();
        offer(transcoder, Arrays.copyOf(tone, 9_600)); // interrupted: never ends
        transcoder.reset();
        out.reset();
        offer(transcoder, tone);
        transcoder.endOfUtterance();
        assertThat(out.toByteArray()).isEqualTo(first);
    }

    @Test
    void aTone_hasNoLineAboveMinus60Db_fromDeltasAndFrames() {
        byte[] linear =
                convert(
                        AudioFormat.PCM_8K,
                        ResamplerProfile.HIGH,
                        tone(24_000),
                        new Random(7),
                        4_000);
        // One second from the middle: 1 Hz bins, and the tone falls on one of them.
        double[] samples = new double[8_000];
        ByteBuffer reader = ByteBuffer.wrap(linear).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < samples.length; i++) {
            samples[i] = reader.getShort(2 * (4_000 + i));
        }
        double tone = power(samples, TONE_HZ);
        for (int hz = 20; hz < 4_000; hz += 10) {
            if (hz != TONE_HZ) {
                double relativeDb = 10 * Math.log10(power(samples, hz) / tone + 1e-20);
                assertThat(relativeDb).as("line at %d Hz", hz).isLessThan(-60);
            }
        }
    }

    @Test
    void equalFormats_passUnchanged() {
        byte[] audio = new byte[5_001];
        new Random(3).nextBytes(audio);
        Transcoder transcoder =
                new Transcoder(
                        AudioFormat.PCMU,
                        AudioFormat.PCMU,
                        ResamplerProfile.HIGH,
                        (bytes, offset, count) -> out.write(bytes, offset, count));
        offer(transcoder, audio);
        transcoder.endOfUtterance();
        assertThat(out.toByteArray()).isEqualTo(audio);
    }

    private byte[] convert(
            AudioFormat to, ResamplerProfile profile, byte[] linear, Random random, int longest) {
        out.reset();
        Transcoder transcoder = transcoder(to, profile);
        int position = 0;
        while (position < linear.length) {
            int size = Math.min(linear.length - position, 1 + random.nextInt(longest));
            offer(transcoder, Arrays.copyOfRange(linear, position, position + size));
            position += size;
        }
        transcoder.endOfUtterance();
        return out.toByteArray();
    }

    private Transcoder transcoder(AudioFormat to, ResamplerProfile profile) {
        return new Transcoder(
                AudioFormat.PCM_24K,
                to,
                profile,
                (bytes, offset, count) -> out.write(bytes, offset, count));
    }

    private static void offer(Transcoder transcoder, byte[] audio) {
        transcoder.offer(audio, audio.length);
    }

    /** A sine at half of full scale, 16-bit little-endian. */
    private static byte[] tone(int rateHz) {
        ByteBuffer bytes = ByteBuffer.allocate(2 * rateHz * SECONDS).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < rateHz * SECONDS; i++) {
            bytes.putShort(
                    (short) Math.round(16_384 * Math.sin(2 * Math.PI * TONE_HZ * i / rateHz)));
        }
        return bytes.array();
    }

    private static double power(double[] samples, int hz) {
        double re = 0;
        double im = 0;
        for (int i = 0; i < samples.length; i++) {
            double angle = 2 * Math.PI * hz * i / samples.length;
            re += samples[i] * Math.cos(angle);
            im += samples[i] * Math.sin(angle);
        }
        return re * re + im * im;
    }
}
