package dev.trunkline.loadtest.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.codecs.fixtures.Allocation;
import dev.trunkline.loadtest.audio.Speech;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
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
        double bytes =
                Allocation.bytesPerRun(
                        20_000, 10_000, () -> socket.channelRead(ctx, text.retain()));
        assertThat(record.appends()).isEqualTo(50_000);
        assertThat(bytes).isLessThan(1);
        text.release();
        channel.finishAndReleaseAll();
    }
}
