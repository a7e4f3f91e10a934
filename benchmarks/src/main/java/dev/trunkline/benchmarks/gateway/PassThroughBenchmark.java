package dev.trunkline.benchmarks.gateway;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trunkline.gateway.call.Base64Audio;
import dev.trunkline.gateway.realtime.RealtimeLanes;
import dev.trunkline.gateway.twilio.stream.StreamLanes;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Pass-through of μ-law between Twilio and the model, from the decoded WebSocket message of one
 * side to the WebSocket frame of the other. Uplink: one media message of 20 ms. Downlink: one delta
 * of 200 ms to ten media messages. The plain lane parses and writes JSON, and has Netty's encoder
 * frame it.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 2,
        // The benchmark thread is no event loop: it would get no pooled objects, but leak records.
        jvmArgsAppend = {
            "-Dio.netty.leakDetection.level=disabled",
            "-Dio.netty.recycler.batchFastThreadLocalOnly=false",
            "-Dio.netty.allocator.useCacheForAllThreads=true"
        })
public class PassThroughBenchmark {
    private static final String STREAM_SID = "MZ11112222333344445555666677778888";
    private static final int FRAME_BYTES = 160;
    private static final JsonMapper JSON = new JsonMapper();

    private final byte[] media =
            ascii(
                    "{\"event\":\"media\",\"sequenceNumber\":\"12\",\"streamSid\":\""
                            + STREAM_SID
                            + "\",\"media\":{\"track\":\"inbound\",\"chunk\":\"11\","
                            + "\"timestamp\":\"268\",\"payload\":\""
                            + base64(FRAME_BYTES)
                            + "\"}}");
    private final byte[] delta =
            ascii(
                    "{\"type\":\"response.output_audio.delta\",\"event_id\":\"e23\","
                            + "\"response_id\":\"resp_77\",\"item_id\":\"item_A2\","
                            + "\"output_index\":0,\"content_index\":0,\"delta\":\""
                            + base64(10 * FRAME_BYTES)
                            + "\"}");
    private final ByteBuf inbound = PooledByteBufAllocator.DEFAULT.directBuffer(4_096);
    private final byte[] audio = new byte[10 * FRAME_BYTES];
    private final byte[] characters = new byte[Base64Audio.encodedLength(10 * FRAME_BYTES)];
    private final byte[] frame = new byte[FRAME_BYTES];
    private final EmbeddedChannel phone =
            new EmbeddedChannel(new Socket(), new WebSocket13FrameEncoder(false));
    private final EmbeddedChannel model =
            new EmbeddedChannel(new Socket(), new WebSocket13FrameEncoder(true));
    private final StreamLanes stream = new StreamLanes(phone, STREAM_SID);
    private final RealtimeLanes realtime = new RealtimeLanes();

    /** Where a socket would be. */
    private static final class Socket extends ChannelOutboundHandlerAdapter {
        @Override
        public void write(ChannelHandlerContext context, Object bytes, ChannelPromise promise) {
            ReferenceCountUtil.release(bytes);
        }

        @Override
        public void flush(ChannelHandlerContext context) {
            // Nothing is kept back.
        }
    }

    @TearDown
    public void release() {
        inbound.release();
        phone.finishAndReleaseAll();
        model.finishAndReleaseAll();
    }

    @Benchmark
    public int uplink20ms() {
        inbound.clear().writeBytes(media);
        if (!stream.scan(inbound)) {
            throw new IllegalStateException("not taken");
        }
        RealtimeLanes.append(inbound, stream.payloadStart(), stream.payloadEnd(), 0x1234_5678);
        return inbound.readableBytes();
    }

    @Benchmark
    public void plainUplink20ms() {
        inbound.clear().writeBytes(media);
        String payload = StreamLanes.plainMedia(inbound.toString(StandardCharsets.UTF_8));
        var _ = model.write(new TextWebSocketFrame(RealtimeLanes.plainAppend(payload)));
    }

    @Benchmark
    public void downlink200ms() {
        inbound.clear().writeBytes(delta);
        if (!realtime.scan(inbound)) {
            throw new IllegalStateException("not taken");
        }
        int length = realtime.payloadEnd() - realtime.payloadStart();
        inbound.getBytes(realtime.payloadStart(), characters, 0, length);
        int byteCount = Base64Audio.decode(characters, 0, length, audio);
        for (int at = 0; at < byteCount; at += FRAME_BYTES) {
            System.arraycopy(audio, at, frame, 0, FRAME_BYTES);
            stream.media(frame);
        }
        stream.flush();
    }

    @Benchmark
    public void plainDownlink200ms() {
        inbound.clear().writeBytes(delta);
        byte[] decoded = Base64.getDecoder().decode(RealtimeLanes.plainDelta(inbound));
        for (int at = 0; at < decoded.length; at += FRAME_BYTES) {
            byte[] part = Arrays.copyOfRange(decoded, at, at + FRAME_BYTES);
            ObjectNode message =
                    JSON.createObjectNode().put("event", "media").put("streamSid", STREAM_SID);
            message.putObject("media").put("payload", Base64.getEncoder().encodeToString(part));
            var _ = phone.write(new TextWebSocketFrame(message.toString()));
        }
    }

    private static String base64(int byteCount) {
        byte[] audio = new byte[byteCount];
        for (int i = 0; i < byteCount; i++) {
            audio[i] = (byte) (i * 31);
        }
        return Base64.getEncoder().encodeToString(audio);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
