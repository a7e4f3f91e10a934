package dev.trunkline.gateway.twilio.stream;

import static dev.trunkline.gateway.twilio.stream.StreamOnWire.STREAM_SID;
import static dev.trunkline.gateway.twilio.stream.StreamOnWire.maskedText;
import static dev.trunkline.gateway.twilio.stream.StreamOnWire.mediaMessage;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.gateway.LeakCheck;
import dev.trunkline.gateway.call.Base64Payload;
import dev.trunkline.gateway.call.FakeClock;
import dev.trunkline.gateway.call.PhoneLegListener;
import dev.trunkline.gateway.call.TestMeters;
import dev.trunkline.observability.metrics.CallCounter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrameDecoder;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** However a phone's bytes are cut, its call hears what Netty's decoder and the parser read. */
@ExtendWith(LeakCheck.class)
class MediaFrameLaneTest {
    private final TestMeters meters = new TestMeters();
    private final Side fast = new Side(true);
    private final Side plain = new Side(false);

    /** A stream, and in order what its call was told. */
    private final class Side extends ChannelInboundHandlerAdapter implements PhoneLegListener {
        final List<String> heard = new ArrayList<>();
        final StreamOnWire wire;

        /** Buffers that reached the WebSocket decoder, and ends of bursts. */
        int decoded;

        int burstsBehind;
        int bursts;

        Side(boolean fastLane) {
            wire = new StreamOnWire(fastLane, meters, new FakeClock(), _ -> this).started();
            String decoder = wire.channel().pipeline().context(WebSocketFrameDecoder.class).name();
            wire.channel().pipeline().addBefore(decoder, "behind", this);
            wire.channel().flushInbound(); // the burst in which it started
            burstsBehind = 0;
            bursts = 0;
        }

        /** One read of the socket. */
        void read(byte[]... buffers) {
            for (byte[] bytes : buffers) {
                read(Unpooled.directBuffer(512).writeBytes(bytes));
            }
            if (wire.channel().isOpen()) {
                wire.channel().flushInbound();
            }
        }

        void read(ByteBuf buffer) {
            Throwable broken = wire.channel().writeOneInbound(buffer).cause();
            if (broken != null) {
                heard.add("broken: " + broken.getClass().getSimpleName());
            }
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            decoded++;
            ctx.fireChannelRead(message);
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext ctx) {
            burstsBehind++;
            ctx.fireChannelReadComplete();
        }

        @Override
        public void onMedia(Base64Payload payload, long timestampMs, long arrivalNanos) {
            String text =
                    payload.message()
                            .toString(
                                    payload.start(),
                                    payload.end() - payload.start(),
                                    StandardCharsets.US_ASCII);
            byte[] audio = Arrays.copyOf(payload.audio(), payload.byteCount());
            heard.add(timestampMs + " " + text + " " + Arrays.hashCode(audio));
            payload.message().release();
        }

        @Override
        public void onAudio(byte[] audio, int byteCount, long timestampMs, long arrivalNanos) {
            throw new AssertionError("audio of this leg is base64");
        }

        @Override
        public void onMark(int generation, int sequence) {
            heard.add("mark " + generation + " " + sequence);
        }

        @Override
        public void onDtmf(char digit) {
            heard.add("dtmf " + digit);
        }

        @Override
        public void onReadComplete() {
            bursts++;
        }

        @Override
        public void onWritable() {}

        @Override
        public void onEnded(boolean clean) {
            heard.add("ended " + clean);
        }
    }

    @AfterEach
    void close() {
        for (Side side : List.of(fast, plain)) {
            side.wire.leg().onSocketClosed();
            side.wire.channel().finishAndReleaseAll();
        }
        meters.close();
    }

    @Test
    void wholeFrames_neverReachTheDecoder_andNorDoTheirBursts() {
        for (int i = 0; i < 100; i++) {
            fast.read(maskedText(mediaMessage()));
        }
        fast.read(maskedText(mediaMessage()), maskedText(mediaMessage()));
        assertThat(fast.heard).hasSize(102);
        assertThat(fast.bursts).isEqualTo(101);
        assertThat(fast.decoded).isZero();
        assertThat(fast.burstsBehind).isZero();
    }

    @Test
    void framesOfALateRead_neverReachTheDecoder() {
        byte[] frame = maskedText(mediaMessage());
        fast.read(joined(frame, frame, frame));
        assertThat(fast.heard).hasSize(3);
        assertThat(fast.bursts).isEqualTo(1);
        assertThat(fast.decoded).isZero();
        assertThat(fast.burstsBehind).isZero();
    }

    @Test
    void restOfALateRead_goesToTheDecoder_withWhatFollowsIt() {
        byte[] frame = maskedText(mediaMessage());
        byte[] cut = joined(frame, maskedText(mark(7)), frame, Arrays.copyOf(frame, 99));
        fast.read(cut);
        assertThat(fast.decoded).isEqualTo(1);
        assertThat(fast.heard).hasSize(3);
        assertThat(fast.heard.get(1)).isEqualTo("mark 0 7");
        fast.read(Arrays.copyOfRange(frame, 99, frame.length));
        fast.read(frame);
        assertThat(fast.decoded).isEqualTo(2);
        assertThat(fast.heard).hasSize(5);
        assertThat(Set.copyOf(fast.heard)).hasSize(2);
    }

    private static byte[] joined(byte[]... frames) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] frame : frames) {
            all.writeBytes(frame);
        }
        return all.toByteArray();
    }

    @Test
    void burstWithAnythingElse_isOverForAll_andForTheCallOnce() {
        fast.read(maskedText(mediaMessage()), maskedText(mark(7)), maskedText(mediaMessage()));
        assertThat(fast.heard).hasSize(3);
        assertThat(fast.heard.get(1)).isEqualTo("mark 0 7");
        assertThat(fast.burstsBehind).isEqualTo(1);
        assertThat(fast.bursts).isEqualTo(1);
        fast.read(maskedText(mediaMessage()));
        assertThat(fast.burstsBehind).isEqualTo(1);
        assertThat(fast.bursts).isEqualTo(2);
    }

    @Test
    void bufferThatIsNotOursAlone_goesToTheDecoder() {
        byte[] sent = maskedText(mediaMessage());
        ByteBuf shared = Unpooled.copiedBuffer(sent);
        fast.read(shared.retainedDuplicate());
        fast.read(shared.asReadOnly());
        fast.wire.channel().flushInbound();
        assertThat(fast.decoded).isEqualTo(2);
        assertThat(fast.heard).isNotEmpty(); // the decoder takes the mask off in place
    }

    @Test
    void cutAtRandom_theCallHearsTheSame() {
        long seed = 20_261_129L;
        Random random = new Random(seed);
        int shortCuts = 0;
        for (int round = 0; round < 300; round++) {
            fast.heard.clear();
            plain.heard.clear();
            int decodedBefore = fast.decoded;
            byte[] sent = phoneBytes(random);
            int buffers = 0;
            for (int from = 0; from < sent.length; buffers++) {
                int to = nextCut(random, sent, from);
                byte[] part = Arrays.copyOfRange(sent, from, to);
                fast.read(part);
                plain.read(part);
                from = to;
            }
            assertThat(fast.heard).as("seed %d, round %d", seed, round).isEqualTo(plain.heard);
            shortCuts += buffers - (fast.decoded - decodedBefore);
        }
        assertThat(shortCuts).isGreaterThan(500);
        assertThat(meters.count(CallCounter.MALFORMED_LEG)).isZero();
    }

    /** Frame by frame most of the time, as they are sent; else anywhere. */
    private static int nextCut(Random random, byte[] sent, int from) {
        if (random.nextInt(8) > 0 && sent.length - from >= 8 && sent[from] == (byte) 0x81) {
            int length = sent[from + 1] & 0x7F;
            int whole =
                    length < 126
                            ? 6 + length
                            : 8 + ((sent[from + 2] & 0xFF) << 8 | (sent[from + 3] & 0xFF));
            if (from + whole <= sent.length) {
                return from + whole;
            }
        }
        return Math.min(sent.length, from + 1 + random.nextInt(900));
    }

    @Test
    void frameThatBreaksTheProtocol_breaksAsWithoutTheLane() {
        byte[] unmasked = maskedText(mediaMessage());
        unmasked[1] &= 0x7F;
        for (Side side : List.of(fast, plain)) {
            side.read(unmasked);
        }
        assertThat(fast.heard).isEqualTo(plain.heard);
        assertThat(fast.heard.getFirst()).startsWith("broken");
    }

    @Test
    void afterTheEnd_audioIsLetGo() {
        fast.read(
                maskedText(
                        ("{\"event\":\"stop\",\"streamSid\":\"" + STREAM_SID + "\"}")
                                .getBytes(StandardCharsets.US_ASCII)));
        fast.read(maskedText(mediaMessage()));
        fast.read(StreamOnWire.masked(new CloseWebSocketFrame(1000, "")));
        fast.read(maskedText(mediaMessage()));
        assertThat(fast.heard).containsExactly("ended true");
    }

    private static byte[] phoneBytes(Random random) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < 30; i++) {
            switch (random.nextInt(12)) {
                case 0 -> bytes.writeBytes(maskedText(mark(random.nextInt(1_000))));
                case 1 -> bytes.writeBytes(maskedText(dtmf(random)));
                case 2 ->
                        bytes.writeBytes(
                                StreamOnWire.masked(
                                        new PingWebSocketFrame(
                                                Unpooled.wrappedBuffer(new byte[9]))));
                case 3 -> bytes.writeBytes(inTwoFragments(media(random), random));
                default -> bytes.writeBytes(maskedText(media(random)));
            }
        }
        return bytes.toByteArray();
    }

    private static byte[] media(Random random) {
        byte[] audio = new byte[1 + random.nextInt(400)];
        random.nextBytes(audio);
        return ("{\"event\":\"media\",\"sequenceNumber\":\"4\",\"streamSid\":\""
                        + STREAM_SID
                        + "\",\"media\":{\"track\":\"inbound\",\"chunk\":\"2\",\"timestamp\":\""
                        + random.nextInt(100_000)
                        + "\",\"payload\":\""
                        + Base64.getEncoder().encodeToString(audio)
                        + "\"}}")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] mark(int sequence) {
        return StreamOnWire.markMessage("g0:m" + sequence).getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] dtmf(Random random) {
        return ("{\"event\":\"dtmf\",\"streamSid\":\""
                        + STREAM_SID
                        + "\",\"dtmf\":{\"digit\":\""
                        + random.nextInt(10)
                        + "\"}}")
                .getBytes(StandardCharsets.US_ASCII);
    }

    /** The first one looks like a whole message but for its final bit. */
    private static byte[] inTwoFragments(byte[] message, Random random) {
        int cut = random.nextBoolean() ? message.length : random.nextInt(message.length);
        WebSocketFrame first =
                new TextWebSocketFrame(false, 0, Unpooled.copiedBuffer(message, 0, cut));
        WebSocketFrame last =
                new ContinuationWebSocketFrame(
                        true, 0, Unpooled.copiedBuffer(message, cut, message.length - cut));
        return StreamOnWire.masked(first, last);
    }
}
