package dev.trunkline.loadtest.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.codecs.fixtures.Allocation;
import dev.trunkline.loadtest.audio.Speech;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What Netty's client encodes, read by the lane and, behind it, by Netty's decoder. */
class AppendLaneTest {
    private static final int FRAME_BYTES = 160;
    private static final byte[] SPEECH = Speech.utterance(1);
    private static final String CLEAR = "{\"type\":\"input_audio_buffer.clear\"}";

    private final ConnectionRecord record = new ConnectionRecord();
    private final EmbeddedChannel client = new EmbeddedChannel(new WebSocket13FrameEncoder(true));
    private EmbeddedChannel server;
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private long decoded;

    @BeforeEach
    void connect() {
        serve(ModelBehavior.immediate());
    }

    private void serve(ModelBehavior behavior) {
        ModelSocket.Scratch scratch = new ModelSocket.Scratch();
        ModelSocket socket =
                new ModelSocket(
                        new ConnectionInfo(0, "/v1/realtime", Map.of("model", "m"), Map.of()),
                        behavior,
                        record,
                        scratch,
                        _ -> {});
        WebSocketDecoderConfig config =
                WebSocketDecoderConfig.newBuilder().maxFramePayloadLength(1 << 20).build();
        server = new EmbeddedChannel();
        server.pipeline()
                .addLast(new AppendLane(socket, scratch))
                .addLast(new WebSocket13FrameDecoder(config))
                .addLast(
                        new ChannelInboundHandlerAdapter() {
                            @Override
                            public void channelRead(ChannelHandlerContext ctx, Object message) {
                                decoded++;
                                ctx.fireChannelRead(message);
                            }
                        })
                .addLast(socket);
        receive(text(TestClient.PCMU_NO_VAD));
        decoded = 0;
    }

    @AfterEach
    void nothingLeaks() {
        client.finishAndReleaseAll();
        server.finishAndReleaseAll();
    }

    @Test
    void wholeFrames_neverReachTheDecoder() {
        for (int i = 0; i < 50; i++) {
            receive(append(i));
        }
        everythingCame(50);
        assertThat(decoded).isZero();
    }

    @Test
    void framesThatAreReadTogether_areTakenOneByOne() {
        receive(append(0), append(1), append(2));
        everythingCame(3);
        assertThat(decoded).isZero();
    }

    @Test
    void framesThatAreCutAnywhere_comeInOrder() {
        int number = 0;
        int cut = 0;
        int most = 2;
        while (++cut < most) {
            ByteBuf bytes = Unpooled.wrappedBuffer(append(number++), append(number++));
            most = bytes.readableBytes();
            server.writeInbound(bytes.readBytes(cut), bytes);
        }
        everythingCame(number);
    }

    @Test
    void otherEventsBetween_areDecoded_andWhatFollowsThemWithThem() {
        receive(append(0), encoded(text(CLEAR)), append(1));
        everythingCame(2);
        assertThat(record.clientEvents()).contains("input_audio_buffer.clear");
        assertThat(decoded).isEqualTo(2);
    }

    @Test
    void anAppendInAnotherForm_isDecoded() {
        String json = appendJson(0).replace("{\"type\"", "{ \"type\"");
        receive(text(json));
        everythingCame(1);
        assertThat(decoded).isEqualTo(1);
    }

    @Test
    void anAppendThatIsNoBase64_isRefusedAsEver() {
        receive(text(appendJson(0).replace("\"}", "!!!\"}")));
        assertThat(record.appends()).isZero();
        assertThat(record.violations()).hasSize(1);
    }

    @Test
    void aFragmentedAppend_isPutTogether() {
        byte[] json = appendJson(0).getBytes(StandardCharsets.US_ASCII);
        receive(new TextWebSocketFrame(false, 0, Unpooled.wrappedBuffer(json, 0, 200)));
        receive(
                new ContinuationWebSocketFrame(
                        true, 0, Unpooled.wrappedBuffer(json, 200, json.length - 200)));
        everythingCame(1);
    }

    @Test
    void nothingIsAllocated() {
        server.finishAndReleaseAll();
        serve(ModelBehavior.immediate().withRecordAudio(false));
        ByteBuf frame = append(0);
        Runnable receive =
                () -> {
                    frame.readerIndex(0);
                    server.pipeline().fireChannelRead(frame.retain());
                };
        assertThat(Allocation.bytesPerRun(20_000, 10_000, receive)).isLessThan(1);
        assertThat(record.appends()).isEqualTo(50_000);
        frame.release();
    }

    private void everythingCame(int appends) {
        assertThat(record.appends()).isEqualTo(appends);
        assertThat(record.violations()).isEmpty();
        assertThat(record.audio()).isEqualTo(said.toByteArray());
    }

    private ByteBuf append(int number) {
        return encoded(text(appendJson(number)));
    }

    private String appendJson(int number) {
        int from = number * FRAME_BYTES % (SPEECH.length - FRAME_BYTES);
        byte[] audio = Arrays.copyOfRange(SPEECH, from, from + FRAME_BYTES);
        said.writeBytes(audio);
        return "{\"type\":\"input_audio_buffer.append\",\"audio\":\""
                + Base64.getEncoder().encodeToString(audio)
                + "\"}";
    }

    private static TextWebSocketFrame text(String json) {
        return new TextWebSocketFrame(json);
    }

    private void receive(WebSocketFrame frame) {
        receive(encoded(frame));
    }

    private void receive(ByteBuf... read) {
        server.writeInbound(Unpooled.wrappedBuffer(read));
    }

    private ByteBuf encoded(WebSocketFrame frame) {
        client.writeOutbound(frame);
        ByteBuf all = Unpooled.buffer();
        for (ByteBuf part = client.readOutbound(); part != null; part = client.readOutbound()) {
            all.writeBytes(part);
            part.release();
        }
        return all;
    }
}
