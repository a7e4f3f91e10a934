package dev.trunkline.gateway.twilio.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.gateway.LeakCheck;
import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;
import io.vertx.core.Future;
import io.vertx.core.http.ServerWebSocket;
import java.io.ByteArrayOutputStream;
import java.lang.reflect.Proxy;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Both lanes to the phone put the same bytes on the wire. */
@ExtendWith(LeakCheck.class)
class StreamOutputTest {
    private static final String STREAM_SID = "MZ11112222333344445555666677778888";

    @Test
    void frames_ofAnyLength_areEqualByteForByte() {
        Random random = new Random(7);
        for (int length :
                new int[] {1, 2, 3, 10, 14, 15, 16, 20, 40, 159, 160, 320, 1_600, 9_600}) {
            byte[] audio = new byte[length];
            random.nextBytes(audio);
            assertEqual(STREAM_SID, output -> output.media(audio));
        }
    }

    @Test
    void marks_ofAnyLength_areEqualByteForByte() {
        String longest = "M".repeat(FastStreamOutput.LONGEST_STREAM_SID);
        for (int generation = 0, sequence = 0; generation >= 0 && sequence >= 0; ) {
            int g = generation;
            int s = sequence;
            assertEqual(STREAM_SID, output -> output.mark(g, s));
            assertEqual(longest, output -> output.mark(g, s));
            generation = generation * 10 + 9;
            sequence = sequence * 10 + 7;
        }
        assertEqual(longest, output -> output.mark(Integer.MAX_VALUE, Integer.MAX_VALUE));
    }

    @Test
    void clear_isEqualByteForByte() {
        assertEqual(STREAM_SID, StreamOutput::clear);
        assertEqual("M", StreamOutput::clear);
    }

    @Test
    void aBurst_leavesInOrderInOneWrite() {
        Consumer<StreamOutput> burst =
                output -> {
                    for (int i = 0; i < 100; i++) {
                        output.media(new byte[160]);
                        output.mark(3, i);
                    }
                    output.clear();
                };
        assertEqual(STREAM_SID, burst);
        EmbeddedChannel channel = channel();
        FastStreamOutput output = new FastStreamOutput(channel, STREAM_SID);
        burst.accept(output);
        assertThat(channel.outboundMessages()).isEmpty();
        output.flush();
        output.flush();
        assertThat(channel.outboundMessages()).hasSize(1);
        channel.finishAndReleaseAll();
    }

    @Test
    void close_dropsWhatWasNotFlushed() {
        EmbeddedChannel channel = channel();
        FastStreamOutput output = new FastStreamOutput(channel, STREAM_SID);
        output.media(new byte[160]);
        output.close();
        output.flush();
        assertThat(channel.outboundMessages()).isEmpty();
        channel.finishAndReleaseAll();
    }

    private static void assertEqual(String streamSid, Consumer<StreamOutput> messages) {
        EmbeddedChannel fast = channel();
        EmbeddedChannel plain = channel();
        FastStreamOutput fastOutput = new FastStreamOutput(fast, streamSid);
        messages.accept(fastOutput);
        fastOutput.flush();
        messages.accept(new PlainStreamOutput(socket(plain), streamSid));
        byte[] expected = bytes(plain);
        assertThat(expected).isNotEmpty();
        assertThat(bytes(fast)).isEqualTo(expected);
        fast.finishAndReleaseAll();
        plain.finishAndReleaseAll();
    }

    private static EmbeddedChannel channel() {
        return new EmbeddedChannel(new WebSocket13FrameEncoder(false));
    }

    /** What the plain lane uses of Vert.x, before the real encoder. */
    private static ServerWebSocket socket(EmbeddedChannel channel) {
        return (ServerWebSocket)
                Proxy.newProxyInstance(
                        StreamOutputTest.class.getClassLoader(),
                        new Class<?>[] {ServerWebSocket.class},
                        (_, method, arguments) ->
                                switch (method.getName()) {
                                    case "isClosed" -> false;
                                    case "writeTextMessage" -> {
                                        channel.writeOutbound(
                                                new TextWebSocketFrame((String) arguments[0]));
                                        yield Future.succeededFuture();
                                    }
                                    default ->
                                            throw new UnsupportedOperationException(
                                                    method.getName());
                                });
    }

    private static byte[] bytes(EmbeddedChannel channel) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (ByteBuf part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
            byte[] copy = new byte[part.readableBytes()];
            part.readBytes(copy);
            bytes.writeBytes(copy);
            part.release();
        }
        return bytes.toByteArray();
    }
}
