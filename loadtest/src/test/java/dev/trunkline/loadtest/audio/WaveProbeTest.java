package dev.trunkline.loadtest.audio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.codecs.g711.G711;
import dev.trunkline.codecs.resample.Resampler;
import dev.trunkline.codecs.resample.ResamplerProfile;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The frames that are recognised behind a converter. */
class WaveProbeTest {
    private static final int FRAMES = 3 * WaveProbe.SEQUENCES;

    @ParameterizedTest
    @EnumSource
    void aFrameIsRead_whenItIsResampled_andTheNextOneHasNotComeYet(ResamplerProfile profile) {
        Resampler up = new Resampler(8_000, 24_000, profile);
        byte[] muLaw = new byte[MuLaw.FRAME_BYTES];
        short[] linear = new short[MuLaw.FRAME_BYTES];
        short[] out = new short[3 * MuLaw.FRAME_BYTES];
        byte[] bytes = new byte[WaveProbe.LINEAR_BYTES];
        int delay = up.delayOutputSamples();
        for (int sequence = 0; sequence < FRAMES; sequence++) {
            WaveProbe.encodeMuLaw(muLaw, 0, 4_711, sequence);
            for (int i = 0; i < linear.length; i++) {
                linear[i] = G711.ulawToLinear(muLaw[i]);
            }
            assertThat(up.process(linear, 0, linear.length, out, 0)).isEqualTo(out.length);
            int samples = out.length - delay;
            assertThat(2 * samples).isGreaterThanOrEqualTo(WaveProbe.LINEAR_NEEDED_BYTES);
            for (int i = 0; i < samples; i++) {
                bytes[2 * i] = (byte) out[delay + i];
                bytes[2 * i + 1] = (byte) (out[delay + i] >> 8);
            }
            assertRead(WaveProbe.decodeLinear(bytes, 0), 4_711, sequence);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aLinearFrameIsRead_asMuLaw(ResamplerProfile profile) {
        Resampler down = new Resampler(24_000, 8_000, profile);
        byte[] bytes = new byte[WaveProbe.LINEAR_BYTES];
        short[] linear = new short[3 * MuLaw.FRAME_BYTES];
        short[] out = new short[MuLaw.FRAME_BYTES];
        byte[] muLaw = new byte[MuLaw.FRAME_BYTES];
        int delay = down.delayOutputSamples();
        for (int sequence = 0; sequence < FRAMES; sequence++) {
            WaveProbe.encodeLinear(bytes, 0, 8_191, sequence);
            for (int i = 0; i < linear.length; i++) {
                linear[i] = (short) ((bytes[2 * i] & 0xFF) | (bytes[2 * i + 1] << 8));
            }
            var _ = down.process(linear, 0, linear.length, out, 0);
            Arrays.fill(muLaw, MuLaw.SILENCE);
            for (int i = delay; i < out.length; i++) {
                muLaw[i - delay] = G711.linearToUlaw(out[i]);
            }
            assertRead(WaveProbe.decodeMuLaw(muLaw, 0), 8_191, sequence);
        }
    }

    @Test
    void otherAudio_isNoProbe() {
        Random random = new Random(20_26);
        byte[] audio = new byte[MuLaw.FRAME_BYTES];
        int taken = 0;
        for (int i = 0; i < 100_000; i++) {
            random.nextBytes(audio);
            taken += WaveProbe.decodeMuLaw(audio, 0) == WaveProbe.NONE ? 0 : 1;
        }
        assertThat(taken).isLessThan(10); // one in 65 536 passes the check
        Arrays.fill(audio, MuLaw.SILENCE);
        assertThat(WaveProbe.decodeMuLaw(audio, 0)).isEqualTo(WaveProbe.NONE);
        assertThat(WaveProbe.decodeLinear(new byte[WaveProbe.LINEAR_BYTES], 0))
                .isEqualTo(WaveProbe.NONE);
    }

    private static void assertRead(int code, int call, int sequence) {
        assertThat(code).as("frame %d", sequence).isNotEqualTo(WaveProbe.NONE);
        assertThat(WaveProbe.callIndex(code)).isEqualTo(call);
        assertThat(WaveProbe.sequence(code, Math.max(0, sequence - 1))).isEqualTo(sequence);
    }
}
