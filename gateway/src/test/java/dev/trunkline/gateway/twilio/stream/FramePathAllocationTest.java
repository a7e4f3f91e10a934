package dev.trunkline.gateway.twilio.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.trunkline.gateway.LeakCheck;
import dev.trunkline.gateway.OneBufferAllocator;
import dev.trunkline.gateway.call.AudioCall;
import dev.trunkline.gateway.call.FramePath;
import dev.trunkline.gateway.call.TestMeters;
import dev.trunkline.gateway.realtime.SessionOnWire;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandler;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;
import io.netty.util.ReferenceCountUtil;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * One call in pass-through, socket to socket, both lanes fast: what is allocated on the Java heap
 * between the socket of the phone, or the model's WebSocket decoder, and the socket of the other.
 * The JVM itself allocates a few hundred bytes now and then; an object a frame, or a delta, would
 * be at least 16 bytes each.
 */
@ExtendWith(LeakCheck.class)
class FramePathAllocationTest {
    private static final int FRAMES = 10_000;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final TestMeters meters = new TestMeters();
    private final FramePath path = new FramePath();
    private final Sink phoneSink = new Sink();
    private final Sink modelSink = new Sink();
    private final OneBufferAllocator allocator = new OneBufferAllocator();
    private final StreamOnWire wire =
            new StreamOnWire(true, meters, path.clock, this::call, phoneSink);
    private final EmbeddedChannel phone = wire.channel();
    private final EmbeddedChannel model =
            new EmbeddedChannel(modelSink, new WebSocket13FrameEncoder(true));
    private @Nullable AudioCall call;

    /** The socket: counts what reaches it and lets go of it, so that only our own side is seen. */
    private static final class Sink extends ChannelOutboundHandlerAdapter {
        long bytes;

        @Override
        public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
            bytes += message instanceof ByteBuf buffer ? buffer.readableBytes() : 0;
            ReferenceCountUtil.release(message);
        }

        @Override
        public void flush(ChannelHandlerContext ctx) {
            // Nothing lies below.
        }
    }

    @AfterEach
    void close() {
        if (call != null) {
            call.onEnded(true);
        }
        phone.finishAndReleaseAll();
        model.finishAndReleaseAll();
        meters.close();
    }

    @Test
    void uplink_allocatesNothingPerFrame() throws Exception {
        begin();
        uplink(
                phone.pipeline().context(MediaFrameLane.class),
                StreamOnWire.maskedText(StreamOnWire.mediaMessage()),
                buffer -> buffer);
    }

    /** What the lane in front lets pass: a frame in parts, or behind another message. */
    @Test
    void uplink_behindTheDecoder_allocatesNothingPerFrame() throws Exception {
        begin();
        uplink(
                phone.pipeline().context(StreamLane.class),
                StreamOnWire.mediaMessage(),
                TextWebSocketFrame::new);
    }

    /**
     * Hands the same bytes to a lane again and again.
     *
     * @param message makes of a buffer what the lane gets
     */
    private void uplink(
            ChannelHandlerContext context, byte[] bytes, Function<ByteBuf, Object> message)
            throws Exception {
        ChannelInboundHandler lane = (ChannelInboundHandler) context.handler();
        ByteBuf buffer = Unpooled.directBuffer(512);
        Object read = message.apply(buffer);
        long before = modelSink.bytes;
        long allocated = 0;
        for (int i = -FRAMES; i < FRAMES; i++) {
            buffer.writeBytes(bytes);
            long start = threads.getCurrentThreadAllocatedBytes();
            lane.channelRead(context, read);
            lane.channelReadComplete(context);
            boolean timed = (i + FRAMES + 1) % 64 == 0; // each of these records a latency
            if (i >= 0 && !timed) {
                allocated += threads.getCurrentThreadAllocatedBytes() - start;
            }
            if (buffer.refCnt() != 0) {
                throw new AssertionError("the frame did not reach the socket");
            }
            buffer = Unpooled.directBuffer(512);
            read = message.apply(buffer);
        }
        buffer.release();
        // Header, key, envelope, payload, closing: 8 + 47 + 216 + 2.
        assertThat(modelSink.bytes - before).isEqualTo(2L * FRAMES * frameBytes());
        assertThat(allocated).isLessThan(FRAMES);
    }

    private static int frameBytes() {
        return "{\"type\":\"input_audio_buffer.append\",\"audio\":\"\"}".length() + 216 + 8;
    }

    @Test
    void downlink_allocatesNothingPerDelta() throws Exception {
        begin();
        ChannelInboundHandler lane = session().deltaLane();
        model.pipeline().addLast(lane);
        ChannelHandlerContext context = context(model, lane.getClass());
        byte[] message =
                ("{\"type\":\"response.output_audio.delta\",\"event_id\":\"e23\","
                                + "\"response_id\":\"resp_77\",\"item_id\":\"item_A2\","
                                + "\"output_index\":0,\"content_index\":0,\"delta\":\""
                                + "f/7+".repeat(533)
                                + "/w==\"}")
                        .getBytes(StandardCharsets.US_ASCII);
        AudioCall playing = call;
        assertThat(playing).isNotNull();
        long before = phoneSink.bytes;
        long allocated = 0;
        for (int i = -2_000; i < FRAMES / 10; i++) {
            TextWebSocketFrame frame = new TextWebSocketFrame(Unpooled.wrappedBuffer(message));
            playing.onMark(0, (i + 2_000) / 2); // there is one every 400 ms
            long start = threads.getCurrentThreadAllocatedBytes();
            lane.channelRead(context, frame);
            boolean timed = (i + 2_000 + 1) % 16 == 0; // each of these records a latency
            if (i >= 0 && !timed) {
                allocated += threads.getCurrentThreadAllocatedBytes() - start;
            }
        }
        assertThat(phoneSink.bytes - before).isGreaterThan(3_000L * 10 * 280);
        assertThat(allocated).isLessThan(FRAMES);
    }

    private @Nullable SessionOnWire onWire;

    private SessionOnWire session() {
        if (onWire == null) {
            onWire = new SessionOnWire(model, meters);
        }
        return onWire;
    }

    private void begin() {
        phone.config().setAllocator(allocator);
        model.config().setAllocator(allocator);
        wire.started();
        if (call == null) {
            throw new AssertionError("the stream was not accepted");
        }
        call.attach(session().session());
    }

    private AudioCall call(StreamAcceptor.Opening opening) {
        call = path.call(opening.leg(), meters, allocator);
        return call;
    }

    private static ChannelHandlerContext context(
            EmbeddedChannel channel, Class<? extends ChannelInboundHandler> handler) {
        return channel.pipeline().context(handler);
    }
}
