package dev.trunkline.gateway.pbx.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.codecs.audio.AudioFormat;
import dev.trunkline.codecs.opus.OpusDecoder;
import dev.trunkline.codecs.opus.OpusEncoder;
import dev.trunkline.codecs.opus.OpusSettings;
import dev.trunkline.gateway.LeakCheck;
import dev.trunkline.observability.metrics.CallCounter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Opus both ways, with a peer that has a codec of its own. */
@ExtendWith(LeakCheck.class)
class OpusLegTest {
    private static final RtpFormats OPUS = RtpFormats.symmetric(RtpCodec.OPUS, 111, 110, true);

    private final RtpScene scene = new RtpScene();
    private final OpusEncoder encoder =
            RtpScene.CONCENTUS.encoder(OpusSettings.widebandCall().withFecForLoss(20));
    private final OpusDecoder decoder = RtpScene.CONCENTUS.decoder();

    @AfterEach
    void hangUp() {
        scene.close();
        encoder.close();
        decoder.close();
    }

    private RtpLeg talk(AudioFormat modelFormat) {
        return scene.talk(
                OPUS, scene.said(scene.peer.address(), false, RtpPeer.Rtcp.MUXED), modelFormat);
    }

    /** A tone of 400 Hz at a rate, from sample {@code from} on. */
    private static short[] tone(int rateHz, int from, int samples) {
        short[] tone = new short[samples];
        for (int i = 0; i < samples; i++) {
            tone[i] = (short) (8_000 * Math.sin(2 * Math.PI * 400 * (from + i) / rateHz));
        }
        return tone;
    }

    private static double power(short[] pcm) {
        double sum = 0;
        for (short sample : pcm) {
            sum += (double) sample * sample;
        }
        return Math.sqrt(sum / Math.max(1, pcm.length));
    }

    /** Share of a signal's power that is at 400 Hz. */
    private static double purity(short[] pcm, int rateHz) {
        double re = 0;
        double im = 0;
        for (int i = 0; i < pcm.length; i++) {
            re += pcm[i] * Math.cos(2 * Math.PI * 400 * i / rateHz);
            im += pcm[i] * Math.sin(2 * Math.PI * 400 * i / rateHz);
        }
        double tone = Math.sqrt(2 * (re * re + im * im)) / pcm.length;
        return tone / power(pcm);
    }

    private short[] heard() {
        byte[] audio = scene.call.audio();
        short[] pcm = new short[audio.length / 2];
        ByteBuffer.wrap(audio).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer().get(pcm);
        return pcm;
    }

    private byte[] packet(int frame) {
        byte[] packet = new byte[OpusEncoder.MAX_PACKET_BYTES];
        int bytes = encoder.encode(tone(16_000, frame * 320, 320), 0, packet, 0);
        return Arrays.copyOf(packet, bytes);
    }

    @Test
    void caller_isHeardAt48kHz_andLossIsRebuiltFromFec() {
        RtpLeg leg = talk(AudioFormat.PCM_24K);
        assertThat(leg.callerFormat()).isEqualTo(AudioFormat.PCM_48K);
        assertThat(leg.agentFormat()).isEqualTo(AudioFormat.PCM_16K);
        for (int n = 0; n < 100; n++) {
            byte[] payload = packet(n);
            if (n % 10 != 7) {
                int sequence = n;
                scene.peer.send(Peer.rtp(111, sequence, 960L * n, Peer.SSRC, payload));
                scene.until(
                        "packet " + n,
                        () ->
                                scene.call.audioBytes() > 1_920 * sequence - 1
                                        || leg.bufferedMs() > 0);
            }
            scene.beat();
        }
        scene.beats(50);
        assertThat(scene.counted(CallCounter.RTP_LOST)).isEqualTo(10);
        long recovered = scene.counted(CallCounter.CONCEALED_FEC_MS);
        assertThat(recovered).isGreaterThanOrEqualTo(40);
        assertThat(recovered + scene.counted(CallCounter.CONCEALED_PLC_MS)).isEqualTo(200 + 120);
        short[] heard = Arrays.copyOfRange(heard(), 10 * 960, 95 * 960);
        assertThat(power(heard)).isBetween(4_000.0, 7_000.0);
        assertThat(purity(heard, 48_000)).isGreaterThan(0.9);
    }

    @Test
    void agent_isEncodedWhenItsFrameIsDue_andWhatWasClearedNeverWas() {
        for (AudioFormat model : new AudioFormat[] {AudioFormat.PCM_24K, AudioFormat.PCMU}) {
            RtpLeg leg = talk(model);
            int rateHz = leg.agentFormat().sampleRateHz();
            assertThat(leg.agentFormat())
                    .isEqualTo(
                            model == AudioFormat.PCMU ? AudioFormat.PCM_8K : AudioFormat.PCM_16K);
            decoder.reset();
            short[] pcm = new short[OpusDecoder.MAX_PACKET_SAMPLES];
            short[] said = new short[40 * 960];
            for (int n = 0; n < 40; n++) {
                byte[] frame = new byte[leg.agentFormat().bytes(20)];
                ByteBuffer.wrap(frame)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .asShortBuffer()
                        .put(tone(rateHz, n * rateHz / 50, rateHz / 50));
                boolean spoken = n < 20;
                scene.onLoop(() -> {
                    leg.sendFrame(frame);
                    if (!spoken) {
                        leg.sendClear();
                    }
                    return true;
                });
                scene.beat();
                Peer.Received packet = scene.peer.receive();
                while (packet.type() != 111) {
                    packet = scene.peer.receive(); // a report
                }
                byte[] payload = packet.payload();
                assertThat(decoder.decode(payload, 0, payload.length, pcm, 0)).isEqualTo(960);
                System.arraycopy(pcm, 0, said, n * 960, 960);
            }
            short[] spoken = Arrays.copyOfRange(said, 5 * 960, 20 * 960);
            assertThat(power(spoken)).isGreaterThan(4_000);
            assertThat(purity(spoken, 48_000)).isGreaterThan(0.95);
            assertThat(power(Arrays.copyOfRange(said, 23 * 960, 40 * 960))).isLessThan(60);
            scene.onLoop(() -> {
                leg.hungUp();
                return true;
            });
            while (!scene.peer.poll().isEmpty()) {
                Thread.onSpinWait();
            }
        }
    }
}
