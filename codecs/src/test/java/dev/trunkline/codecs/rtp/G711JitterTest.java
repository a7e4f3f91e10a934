package dev.trunkline.codecs.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.codecs.fixtures.Allocation;
import dev.trunkline.codecs.fixtures.LeakCheck;
import dev.trunkline.codecs.fixtures.RtpCapture;
import dev.trunkline.codecs.fixtures.Signal;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class G711JitterTest {
    private static final long MS = Arrivals.MS;

    /** Enough from the start, so that nothing is stretched and samples can be compared. */
    private static final JitterBufferSettings STEADY =
            new JitterBufferSettings(20, 80, 80, 200, 0.97);

    private static short[] play(int packetMs, int dropEvery) {
        byte[] codes = RtpCapture.resource("speech-8k.ulaw");
        Arrivals network = new Arrivals();
        int bytes = packetMs * 8;
        for (int n = 0; n * bytes + bytes <= codes.length; n++) {
            if (dropEvery == 0 || n % dropEvery != dropEvery - 1) {
                byte[] payload = Arrays.copyOfRange(codes, n * bytes, n * bytes + bytes);
                network.add(MS + (long) n * packetMs * MS, n, (long) n * bytes, payload);
            }
        }
        short[] heard = new short[codes.length];
        int[] at = {0};
        try (JitterBuffer buffer = new JitterBuffer(G711PayloadDecoder.ulaw(), STEADY)) {
            network.run(
                    buffer,
                    (codes.length / 8L - 20) * MS,
                    (_, _, pcm) -> {
                        System.arraycopy(pcm, 0, heard, at[0], pcm.length);
                        at[0] += pcm.length;
                    });
            assertThat(buffer.counters().removedSamples() + buffer.counters().insertedSamples())
                    .isLessThan(8_000 / 5);
        }
        return heard;
    }

    @Test
    void speech_playsBitForBit_whateverThePacketTime() {
        short[] speech = RtpCapture.speech8k();
        for (int packetMs : new int[] {10, 20, 30, 40, 60}) {
            short[] heard = play(packetMs, 0);
            double best = -100;
            for (int lag = 0; lag <= 1_600; lag += 20) {
                best =
                        Math.max(
                                best,
                                Signal.snrDb(
                                        speech, 8_000, heard, 8_000 + lag, speech.length - 12_000));
            }
            assertThat(best).as("%d ms packets", packetMs).isEqualTo(200);
        }
    }

    @Test
    void concealment_keepsTheLoudnessOfSpeech() {
        short[] whole = play(20, 0);
        short[] damaged = play(20, 10);
        assertThat(damaged).isNotEqualTo(whole);
        assertThat(Signal.rms(damaged, 0, damaged.length))
                .isBetween(
                        0.95 * Signal.rms(whole, 0, whole.length),
                        1.05 * Signal.rms(whole, 0, whole.length));
    }

    @Test
    void concealment_ofAToneContinuesIt_thenFades() {
        PitchConcealment concealment = new PitchConcealment(8_000);
        short[] tone = new short[400];
        for (int i = 0; i < tone.length; i++) {
            tone[i] = (short) (8_000 * Math.sin(2 * Math.PI * i / 40)); // 200 Hz
        }
        concealment.heard(tone, 0, tone.length);
        short[] gap = new short[800];
        concealment.conceal(gap, 0, gap.length);
        for (int i = 0; i < 80; i++) {
            assertThat(gap[i])
                    .as("sample %d", i)
                    .isCloseTo(tone[i], org.assertj.core.data.Offset.offset((short) 400));
        }
        assertThat(Arrays.copyOfRange(gap, 480, 800)).containsOnly(0);
        short[] after = tone.clone();
        concealment.heard(after, 0, after.length);
        assertThat(Arrays.copyOfRange(after, 40, 400)).isEqualTo(Arrays.copyOfRange(tone, 40, 400));
    }

    @Test
    void bothLaws_decodeEveryCodeAndRefuseWhatIsTooLong() {
        byte[] codes = new byte[961];
        for (int i = 0; i < codes.length; i++) {
            codes[i] = (byte) i;
        }
        short[] pcm = new short[961];
        G711PayloadDecoder ulaw = G711PayloadDecoder.ulaw();
        assertThat(ulaw.decode(codes, 0, 256, pcm, 0)).isEqualTo(256);
        for (int code = 0; code < 256; code++) {
            assertThat(pcm[code]).isEqualTo(RtpCapture.ulaw(code));
        }
        assertThat(G711PayloadDecoder.alaw().decode(codes, 0xC0, 0x20, pcm, 0)).isEqualTo(0x20);
        assertThat(pcm[0xC5 - 0xC0]).isEqualTo((short) 264); // G.711's A-law
        assertThat(pcm[0xD5 - 0xC0]).isEqualTo((short) 8);
        assertThat(ulaw.decode(codes, 0, 961, pcm, 0)).isNegative();
        assertThat(ulaw.decode(codes, 0, 0, pcm, 0)).isNegative();
    }

    /**
     * Receive path of a leg: parse, statistics, jitter buffer, concealment of every tenth packet.
     */
    @Test
    void nothingIsAllocatedPerPacket() {
        JitterBuffer buffer =
                new JitterBuffer(G711PayloadDecoder.ulaw(), JitterBufferSettings.forCall());
        RtpReception reception = new RtpReception(8_000);
        RtpPacketView view = new RtpPacketView();
        ByteBuf[] packets = new ByteBuf[16];
        for (int i = 0; i < packets.length; i++) {
            packets[i] = Unpooled.buffer(172).writeByte(0x80).writeByte(0).writeZero(170);
        }
        short[] pcm = new short[buffer.frameSamples()];
        int[] n = {0};
        double bytes =
                Allocation.bytesPerRun(
                        20_000,
                        10_000,
                        () -> {
                            int sequence = n[0]++;
                            long now = sequence * 20L * MS + (sequence * 7 % 23) * MS;
                            ByteBuf packet = packets[sequence % packets.length];
                            packet.setShort(2, sequence).setInt(4, sequence * 160);
                            packet.setByte(12 + sequence % 160, sequence);
                            if (sequence % 10 != 3 && view.wrap(packet)) {
                                reception.onPacket(view, now, true);
                                packet.retain();
                                buffer.offer(view, now);
                            }
                            buffer.pull(pcm, 0, sequence * 20L * MS);
                        });
        assertThat(buffer.counters().lost()).isGreaterThan(2_000);
        buffer.close();
        for (ByteBuf packet : packets) {
            assertThat(packet.release()).isTrue();
        }
        assertThat(bytes).isZero();
    }
}
