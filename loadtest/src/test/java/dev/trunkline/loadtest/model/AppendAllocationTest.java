package dev.trunkline.loadtest.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.loadtest.audio.Speech;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AppendAllocationTest {

    @Test
    void append_allocatesNothingPerFrame_withTheVoiceDetectorOn() throws Exception {
        ConnectionRecord record = new ConnectionRecord();
        ModelSocket socket =
                new ModelSocket(
                        new ConnectionInfo(0, "/v1/realtime", Map.of("model", "m"), Map.of()),
                        ModelBehavior.immediate().withRecordAudio(false),
                        record,
                        new ModelSocket.Scratch(),
                        _ -> {});
        EmbeddedChannel channel = new EmbeddedChannel(socket);
        byte[] update = TestClient.PCMU.getBytes(StandardCharsets.UTF_8);
        channel.writeInbound(new TextWebSocketFrame(Unpooled.wrappedBuffer(update)));
        byte[] frame = Arrays.copyOfRange(Speech.utterance(1), 1_600, 1_760);
        ByteBuf append =
                Unpooled.copiedBuffer(
                        "{\"type\":\"input_audio_buffer.append\",\"audio\":\""
                                + Base64.getEncoder().encodeToString(frame)
                                + "\"}",
                        StandardCharsets.ISO_8859_1);
        TextWebSocketFrame text = new TextWebSocketFrame(append);
        ChannelHandlerContext ctx = channel.pipeline().context(socket);
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        run(socket, ctx, text, 20_000);
        long before = threads.getCurrentThreadAllocatedBytes();
        run(socket, ctx, text, 10_000);
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertThat(record.appends()).isEqualTo(30_000);
        assertThat(allocated).isLessThan(10_000); // less than a byte per frame: the bean's own cost
        text.release();
        channel.finishAndReleaseAll();
    }

    private static void run(
            ModelSocket socket, ChannelHandlerContext ctx, TextWebSocketFrame text, int frames) {
        for (int i = 0; i < frames; i++) {
            socket.channelRead(ctx, text.retain());
        }
    }
}
