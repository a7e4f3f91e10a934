package dev.trunkline.gateway.realtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.gateway.LeakCheck;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@ExtendWith(LeakCheck.class)
class AppendFrameTest {
    private static final int AROUND = AppendFrame.ENVELOPE.length + 2;

    @ParameterizedTest
    @MethodSource("payloadLengths")
    void rfc6455_5_2_frameInPlace_isWhatThePlainLaneSends(int length) {
        String payload = "QUJD/+89".repeat(length / 8 + 1).substring(0, length);
        for (int offset : new int[] {0, 1, 2, 3, 7, 64}) {
            ByteBuf message = PooledByteBufAllocator.DEFAULT.buffer();
            message.writeZero(AppendFrame.HEADROOM + offset);
            int start = message.writerIndex();
            message.writeCharSequence(payload + "\"}}", StandardCharsets.US_ASCII);
            message.readerIndex(offset);
            assertThat(AppendFrame.fits(message, start, start + length)).isTrue();
            AppendFrame.write(message, start, start + length, 0x9A3C_51F7 * (offset + 1));
            assertThat(Wire.clientText(message)).isEqualTo(ClientEvents.append(payload));
        }
    }

    static IntStream payloadLengths() {
        return IntStream.concat(
                IntStream.rangeClosed(0, 240),
                IntStream.of(
                        125 - AROUND,
                        126 - AROUND,
                        127 - AROUND,
                        2_136,
                        0xFFFF - AROUND - 1,
                        0xFFFF - AROUND,
                        0x1_0000 - AROUND,
                        0x1_0001 - AROUND));
    }

    @Test
    void withoutRoomOrWithAnotherOwner_itDoesNotFit() {
        ByteBuf message = PooledByteBufAllocator.DEFAULT.buffer(400, 400);
        message.writeZero(400);
        int start = AppendFrame.HEADROOM;
        assertThat(AppendFrame.fits(message, start, 398)).isTrue();
        assertThat(AppendFrame.fits(message, start - 1, 398)).isFalse();
        assertThat(AppendFrame.fits(message, start, 399)).isFalse();
        assertThat(AppendFrame.fits(message.asReadOnly(), start, 398)).isFalse();
        message.retain();
        assertThat(AppendFrame.fits(message, start, 398)).isFalse();
        message.release(2);
    }

    @Test
    void bothOutputs_putTheSameEventsOnTheWire_withRoomOrWithout() {
        for (int room : new int[] {0, 1, AppendFrame.HEADROOM - 1, AppendFrame.HEADROOM, 200}) {
            Wire fast = new Wire();
            Wire plain = new Wire();
            for (Wire wire : new Wire[] {fast, plain}) {
                ModelOutput output =
                        wire == fast ? new FastOutput(wire.channel) : new PlainOutput(wire.channel);
                ByteBuf message = PooledByteBufAllocator.DEFAULT.buffer();
                message.writeZero(room);
                message.writeCharSequence("//7+/f7//v8=\"}", StandardCharsets.US_ASCII);
                output.append(message, room, room + 12);
                output.append(new byte[] {9, 1, 2, 3, 4, 9}, 1, 4);
                assertThat(wire.channel.outboundMessages()).isEmpty();
                output.flush();
                output.send("{\"type\":\"x\"}");
                output.append(Unpooled.copiedBuffer("AAAA", StandardCharsets.US_ASCII), 0, 4);
                output.send("{\"type\":\"y\"}");
            }
            assertThat(fast.texts())
                    .containsExactlyElementsOf(plain.texts())
                    .containsExactly(
                            ClientEvents.append("//7+/f7//v8="),
                            ClientEvents.append("AQIDBA=="),
                            "{\"type\":\"x\"}",
                            ClientEvents.append("AAAA"),
                            "{\"type\":\"y\"}");
            fast.close();
            plain.close();
        }
    }
}
