package dev.trunkline.gateway.pbx.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.codecs.fixtures.Allocation;
import dev.trunkline.gateway.LeakCheck;
import dev.trunkline.gateway.OneBufferAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is put on the wire, read by Netty's own decoder. */
@ExtendWith(LeakCheck.class)
class SocketOutputTest {
    private static final int FRAMES = 10_000;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aBurst_isReadBack_frameByFrame_inOneWrite(boolean client) {
        EmbeddedChannel wire = new EmbeddedChannel(new WebSocket13FrameEncoder(client));
        EmbeddedChannel peer = peer(client);
        SocketOutput output = new SocketOutput(wire, client);
        Random random = new Random(3);
        int[] lengths = {1, 2, 3, 4, 5, 125, 126, 127, 160, 640, 1_920, 19_200};
        byte[][] sent = new byte[lengths.length][];
        for (int i = 0; i < lengths.length; i++) {
            sent[i] = new byte[lengths[i]];
            random.nextBytes(sent[i]);
            output.audio(sent[i], lengths[i]);
            output.command(new MediaCommand.MarkMedia(i, 1_000 * i), ControlFormat.JSON);
        }
        output.command(new MediaCommand.FlushMedia(), ControlFormat.PLAIN_TEXT);
        output.ping(0x0123456789ABCDEFL);
        assertThat(wire.outboundMessages()).isEmpty();
        output.flush();
        output.flush();
        assertThat(wire.outboundMessages()).hasSize(1);
        peer.writeInbound((ByteBuf) wire.readOutbound());
        for (int i = 0; i < lengths.length; i++) {
            BinaryWebSocketFrame audio = peer.readInbound();
            assertThat(audio.isFinalFragment()).isTrue();
            assertThat(ByteBufUtil.getBytes(audio.content())).isEqualTo(sent[i]);
            audio.release();
            assertThat(text(peer))
                    .isEqualTo(
                            "{\"command\":\"MARK_MEDIA\",\"correlation_id\":\"g%d:m%d\"}"
                                    .formatted(i, 1_000 * i));
        }
        assertThat(text(peer)).isEqualTo("FLUSH_MEDIA");
        PingWebSocketFrame ping = peer.readInbound();
        assertThat(ping.content().readLong()).isEqualTo(0x0123456789ABCDEFL);
        ping.release();
        assertThat((WebSocketFrame) peer.readInbound()).isNull();
        peer.finishAndReleaseAll();
        wire.finishAndReleaseAll();
    }

    @Test
    void close_dropsWhatWasNotFlushed() {
        EmbeddedChannel wire = new EmbeddedChannel(new WebSocket13FrameEncoder(false));
        SocketOutput output = new SocketOutput(wire, false);
        output.audio(new byte[160], 160);
        output.close();
        output.flush();
        assertThat(wire.outboundMessages()).isEmpty();
        wire.finishAndReleaseAll();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void audio_allocatesNothingAFrame(boolean client) {
        EmbeddedChannel wire =
                new EmbeddedChannel(new Swallow(), new WebSocket13FrameEncoder(client));
        wire.config().setAllocator(new OneBufferAllocator());
        SocketOutput output = new SocketOutput(wire, client);
        byte[] frame = new byte[160];
        double bytes =
                Allocation.bytesPerRun(
                        FRAMES,
                        FRAMES,
                        () -> {
                            output.audio(frame, frame.length);
                            output.flush();
                        });
        assertThat(bytes).isLessThan(1);
        wire.finishAndReleaseAll();
    }

    private static String text(EmbeddedChannel peer) {
        TextWebSocketFrame frame = peer.readInbound();
        try {
            return frame.text();
        } finally {
            frame.release();
        }
    }

    private static EmbeddedChannel peer(boolean masked) {
        return new EmbeddedChannel(
                new WebSocket13FrameDecoder(
                        WebSocketDecoderConfig.newBuilder()
                                .expectMaskedFrames(masked)
                                .allowMaskMismatch(false)
                                .maxFramePayloadLength(SocketOutput.MOST_MESSAGE_BYTES)
                                .build()));
    }

    /** In place of the socket. */
    private static final class Swallow extends ChannelOutboundHandlerAdapter {
        @Override
        public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
            ReferenceCountUtil.release(message);
        }

        @Override
        public void flush(ChannelHandlerContext ctx) {}
    }
}
