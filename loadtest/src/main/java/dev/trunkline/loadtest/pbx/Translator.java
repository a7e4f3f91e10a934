package dev.trunkline.loadtest.pbx;

import dev.trunkline.codecs.audio.AudioConverter;
import dev.trunkline.codecs.audio.AudioFormat;
import dev.trunkline.codecs.opus.OpusDecoder;
import dev.trunkline.codecs.opus.OpusEncoder;
import dev.trunkline.codecs.opus.OpusEngine;
import dev.trunkline.codecs.opus.OpusSettings;
import dev.trunkline.codecs.resample.ResamplerProfile;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Asterisk's translation path between two formats, in one direction of one call. What needs none
 * passes byte for byte. Linear audio is little-endian on both sides. One thread at a time.
 */
final class Translator implements AutoCloseable {
    /** Asterisk's encoder sends no redundancy, whatever was offered. */
    private static final OpusSettings ENCODER = OpusSettings.narrowbandCall().withFecForLoss(0);

    private static final byte[] NOTHING = new byte[0];

    private final MediaFormat from;
    private final MediaFormat to;
    private final @Nullable OpusDecoder decoder;
    private final @Nullable OpusEncoder encoder;
    private final @Nullable AudioConverter converter;
    private final short[] pcm = new short[OpusDecoder.MAX_PACKET_SAMPLES];
    private final byte[] packet = new byte[OpusEncoder.MAX_PACKET_BYTES];
    private final ByteBuf converted = Unpooled.buffer();

    Translator(MediaFormat from, MediaFormat to, OpusEngine opus) {
        this.from = from;
        this.to = to;
        boolean passes = from == to;
        decoder = !passes && from == MediaFormat.OPUS ? opus.decoder() : null;
        encoder = !passes && to == MediaFormat.OPUS ? opus.encoder(ENCODER) : null;
        converter =
                passes
                        ? null
                        : new AudioConverter(
                                decoder == null ? from.audio() : AudioFormat.PCM_48K,
                                encoder == null ? to.audio() : AudioFormat.PCM_8K,
                                ResamplerProfile.HIGH);
    }

    /**
     * Translates what one packet or message holds.
     *
     * @param payload borrowed
     * @return owned by the caller; of Opus the packet of the last whole 20 ms, empty if there is
     *     nothing to send yet
     */
    byte[] translate(byte[] payload) {
        if (converter == null) {
            return payload.clone();
        }
        ByteBuf linear = decoder == null ? Unpooled.wrappedBuffer(payload) : decode(payload);
        converter.convert(linear, converted);
        byte[] translated = encoder == null ? all() : encode(encoder);
        converted.discardReadBytes();
        return translated;
    }

    private ByteBuf decode(byte[] payload) {
        int samples = decoder == null ? 0 : decoder.decode(payload, 0, payload.length, pcm, 0);
        ByteBuf linear = Unpooled.buffer(Math.max(0, samples) * 2);
        for (int i = 0; i < samples; i++) {
            linear.writeShortLE(pcm[i]);
        }
        return linear;
    }

    private byte[] all() {
        byte[] bytes = new byte[converted.readableBytes()];
        converted.readBytes(bytes);
        return bytes;
    }

    private byte[] encode(OpusEncoder into) {
        byte[] last = NOTHING;
        while (converted.readableBytes() >= into.frameSamples() * 2) {
            for (int i = 0; i < into.frameSamples(); i++) {
                pcm[i] = converted.readShortLE();
            }
            int bytes = into.encode(pcm, 0, packet, 0);
            last = bytes > 0 ? Arrays.copyOf(packet, bytes) : NOTHING;
        }
        return last;
    }

    @Override
    public void close() {
        if (decoder != null) {
            decoder.close();
        }
        if (encoder != null) {
            encoder.close();
        }
    }

    @Override
    public String toString() {
        return from.ariName() + " -> " + to.ariName();
    }
}
