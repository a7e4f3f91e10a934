package dev.trunkline.loadtest.audio;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.codecs.fixtures.Allocation;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ProbeFrameTest {
    private final byte[] frame = new byte[ProbeFrame.BYTES];

    @Test
    void layout_isMagicCallSequenceTimesAndSilence() {
        long sent = 0x1112131415161718L;
        long due = 0x2122232425262728L;
        ProbeFrame.encode(frame, 0, 0x01020304, 0x05060708, sent, due);
        assertThat(frame)
                .startsWith(
                        'T', 'L', 'P', 'R', 'O', 'B', 'E', '1', 1, 2, 3, 4, 5, 6, 7, 8, 0x11, 0x12);
        assertThat(frame[23]).isEqualTo((byte) 0x18);
        assertThat(frame[24]).isEqualTo((byte) 0x21);
        assertThat(frame[31]).isEqualTo((byte) 0x28);
        for (int i = 32; i < 160; i++) {
            assertThat(frame[i]).isEqualTo(MuLaw.SILENCE);
        }
        ByteBuf out = Unpooled.buffer();
        ProbeFrame.encode(out, 0x01020304, 0x05060708, sent, due);
        assertThat(out.readableBytes()).isEqualTo(160);
        assertThat(out).isEqualTo(Unpooled.wrappedBuffer(frame));
    }

    @Test
    void base64_isReadInPlace_forAnyValues() {
        long seed = 20261122;
        Random random = new Random(seed);
        for (int i = 0; i < 10_000; i++) {
            int call = random.nextInt();
            int sequence = random.nextInt();
            long nanos = random.nextLong();
            long due = random.nextLong();
            ProbeFrame.encode(frame, 0, call, sequence, nanos, due);
            ByteBuf text =
                    Unpooled.wrappedBuffer(
                            ("12345" + Base64.getEncoder().encodeToString(frame))
                                    .getBytes(US_ASCII));
            assertThat(ProbeFrame.isProbe(text, 5)).as("seed %d case %d", seed, i).isTrue();
            assertThat(ProbeFrame.callIndex(text, 5)).isEqualTo(call);
            assertThat(ProbeFrame.sequence(text, 5)).isEqualTo(sequence);
            assertThat(ProbeFrame.sentNanos(text, 5)).isEqualTo(nanos);
            assertThat(ProbeFrame.sentNanos(frame, 0)).isEqualTo(nanos);
            assertThat(ProbeFrame.dueNanos(text, 5)).isEqualTo(due);
            assertThat(ProbeFrame.dueNanos(frame, 0)).isEqualTo(due);
            assertThat(ProbeFrame.isProbe(text, 4)).isFalse();
        }
    }

    @Test
    void aFrameOfSpeech_isNoProbe() {
        byte[] speech = Speech.utterance(1);
        ByteBuf text = Unpooled.wrappedBuffer(Base64.getEncoder().encode(speech));
        assertThat(ProbeFrame.isProbe(text, 0)).isFalse();
        assertThat(ProbeFrame.isProbe(speech, 0)).isFalse();
        // the first eight characters alone are not enough: they cover six of the magic's eight
        // bytes
        ByteBuf almost =
                Unpooled.wrappedBuffer(
                        Base64.getEncoder().encode("TLPROBE2 and sixteen more".getBytes(US_ASCII)));
        assertThat(ProbeFrame.isProbe(almost, 0)).isFalse();
    }

    @Test
    void readingAllocatesNothing() {
        ProbeFrame.encode(frame, 0, 7, 8, 9, 10);
        ByteBuf text = Unpooled.wrappedBuffer(Base64.getEncoder().encode(frame));
        long[] sum = {0};
        double bytes = Allocation.bytesPerRun(20_000, 10_000, () -> sum[0] += read(text));
        assertThat(sum[0]).isEqualTo(50_000 * 34L);
        assertThat(bytes).isLessThan(1);
    }

    private static long read(ByteBuf text) {
        return ProbeFrame.isProbe(text, 0)
                ? ProbeFrame.callIndex(text, 0)
                        + ProbeFrame.sequence(text, 0)
                        + ProbeFrame.sentNanos(text, 0)
                        + ProbeFrame.dueNanos(text, 0)
                : 0;
    }
}
