package dev.trunkline.loadtest.phone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WireFormatTest {
    private static final String SID = "MZ11112222333344445555666677778888";

    private final List<String> seen = new ArrayList<>();

    @Test
    void base64_agreesWithTheJdk_andRefusesWhatIsNone() {
        long seed = 4648;
        Random random = new Random(seed);
        byte[] out = new byte[1000];
        for (int i = 0; i < 2000; i++) {
            byte[] bytes = new byte[random.nextInt(300)];
            random.nextBytes(bytes);
            byte[] text = ("##" + Base64.getEncoder().encodeToString(bytes)).getBytes(UTF_8);
            int decoded = Base64Text.decode(text, 2, text.length - 2, out);
            assertThat(Arrays.copyOf(out, Math.max(0, decoded)))
                    .as("seed %d case %d", seed, i)
                    .isEqualTo(bytes);
        }
        for (String wrong :
                List.of(
                        "A",
                        "AAA",
                        "AA-_",
                        "AAAA=AAA",
                        "A===",
                        "====",
                        "AAA\"",
                        "AA A",
                        "AAAAAAA")) {
            assertThat(Base64Text.decode(wrong.getBytes(UTF_8), 0, wrong.length(), out))
                    .as(wrong)
                    .isEqualTo(-1);
        }
    }

    @Test
    void rfc6455_5_2_framesAreReadWholeHoweverTheyAreCut() {
        byte[] large = new byte[70_000];
        Arrays.fill(large, (byte) 'y');
        ByteBuf whole = Unpooled.buffer();
        whole.writeByte(0x81)
                .writeByte(5)
                .writeBytes("Hello".getBytes(UTF_8)); // RFC 6455 section 5.7
        whole.writeByte(0x82).writeByte(126).writeShort(256).writeZero(256);
        whole.writeByte(0x89).writeByte(0);
        byte[] stream = new byte[whole.readableBytes()];
        whole.readBytes(stream);
        List<String> expected = List.of("81:5", "82:256", "89:0");
        for (int cut = 0; cut <= stream.length; cut++) {
            seen.clear();
            ServerFrameReader reader = frames();
            assertThat(feed(reader, Arrays.copyOf(stream, cut))).isTrue();
            assertThat(feed(reader, Arrays.copyOfRange(stream, cut, stream.length))).isTrue();
            reader.release();
            assertThat(seen).as("cut at %d", cut).isEqualTo(expected);
        }
        seen.clear();
        ByteBuf huge =
                Unpooled.buffer()
                        .writeByte(0x81)
                        .writeByte(127)
                        .writeLong(large.length)
                        .writeBytes(large);
        byte[] bytes = new byte[huge.readableBytes()];
        huge.readBytes(bytes);
        ServerFrameReader reader = frames();
        for (int at = 0; at < bytes.length; at += 1000) {
            feed(reader, Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + 1000)));
        }
        reader.release();
        assertThat(seen).containsExactly("81:70000");
    }

    @Test
    void maskedAndOversizedFrames_endTheStream() {
        assertThat(feed(frames(), new byte[] {(byte) 0x81, (byte) 0x80, 0, 0, 0, 0})).isFalse();
        assertThat(feed(frames(), new byte[] {(byte) 0x81, 127, 0, 0, 0, 0, 0, 0x10, 0, 1}))
                .isFalse();
        assertThat(feed(frames(), new byte[] {(byte) 0x81, 127, -1, 0, 0, 0, 0, 0, 0, 0}))
                .isFalse();
        assertThat(seen).containsExactly("unreadable 1002", "unreadable 1009", "unreadable 1009");
    }

    @Test
    void usualAndUnusualSpellings_meanTheSame() {
        read(
                "{\"event\":\"media\",\"streamSid\":\""
                        + SID
                        + "\",\"media\":{\"payload\":\"AAEC\"}}");
        read(
                "{ \"media\": {\"payload\":\"AAEC\"}, \"streamSid\":\""
                        + SID
                        + "\", \"event\":\"\\u006dedia\" }");
        read("{\"event\":\"mark\",\"streamSid\":\"" + SID + "\",\"mark\":{\"name\":\"g1:m1\"}}");
        read(
                "{\"mark\":{\"name\":\"g1:m\\u0031\"},\"event\":\"mark\",\"streamSid\":\""
                        + SID
                        + "\"}");
        read("{\"event\":\"clear\",\"streamSid\":\"" + SID + "\"}");
        read("{\"streamSid\":\"" + SID + "\",\"event\":\"clear\"}");
        assertThat(seen)
                .containsExactly(
                        "media AAEC", "media AAEC", "mark g1:m1", "mark g1:m1", "clear", "clear");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"event\":\"media\",\"stream_sid\":\"SID\",\"media\":{\"payload\":\"AAEC\"}}",
                "{\"event\":\"media\",\"streamSid\":\"MZother\",\"media\":{\"payload\":\"AAEC\"}}",
                "{\"event\":\"media\",\"streamSid\":\"SID\",\"media\":{\"payload\":\"AAEC\",\"track\":\"outbound\"}}",
                "{\"event\":\"media\",\"streamSid\":\"SID\",\"media\":{\"payload\":7}}",
                "{\"event\":\"media\",\"streamSid\":\"SID\"}",
                "{\"event\":\"mark\",\"streamSid\":\"SID\"}",
                "{\"event\":\"mark\",\"streamSid\":\"SID\",\"mark\":{\"name\":null}}",
                "{\"event\":\"clear\",\"streamSid\":\"SID\",\"clear\":{}}",
                "{\"event\":\"clear\"}",
                "{\"event\":\"start\",\"streamSid\":\"SID\"}",
                "[]",
                "\"clear\"",
                "{}"
            })
    void twilio31951_decodableButInvalid(String message) {
        read(message.replace("SID", SID));
        assertThat(seen).containsExactly("violation 31951");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "{",
                "{\"event\":\"clear\"} x",
                "{\"event\":\"clear\",\"event\":\"clear\"}"
            })
    void twilio31950_undecodable(String message) {
        read(message);
        assertThat(seen).hasSize(1);
        assertThat(seen.getFirst()).startsWith("violation 3195");
    }

    private void read(String message) {
        byte[] padded = Arrays.copyOf(message.getBytes(UTF_8), message.length() + 9);
        new GatewayMessageReader(SID, new Recorder()).read(padded, message.length(), 0);
    }

    private ServerFrameReader frames() {
        return new ServerFrameReader(
                new ServerFrameReader.Sink() {
                    @Override
                    public void frame(int firstByte, ByteBuf buffer, int index, int bytes) {
                        seen.add(Integer.toHexString(firstByte) + ":" + bytes);
                    }

                    @Override
                    public void unreadable(int code, String detail) {
                        seen.add("unreadable " + code);
                    }
                });
    }

    private static boolean feed(ServerFrameReader reader, byte[] bytes) {
        return reader.read(
                Unpooled.buffer(bytes.length + 1).writeBytes(bytes), ByteBufAllocator.DEFAULT);
    }

    private final class Recorder implements GatewayMessageReader.Receiver {
        @Override
        public boolean media(byte[] text, int offset, int chars, long nowNanos) {
            if (Base64Text.decode(text, offset, chars, new byte[chars]) < 0) {
                return false;
            }
            seen.add("media " + new String(text, offset, chars, UTF_8));
            return true;
        }

        @Override
        public void mark(byte[] name, long nowNanos) {
            seen.add("mark " + new String(name, UTF_8));
        }

        @Override
        public void clear(long nowNanos) {
            seen.add("clear");
        }

        @Override
        public void violation(int code, String detail, long nowNanos) {
            seen.add("violation " + code);
        }
    }
}
