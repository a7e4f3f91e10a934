package dev.trunkline.loadtest.audio;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes RIFF WAVE files at 8 kHz. Blocks: never from an event loop. */
public final class WavFile {
    private static final int SAMPLE_RATE = 8000;
    private static final int FORMAT_PCM = 1;
    private static final int FORMAT_MULAW = 7;

    private WavFile() {}

    /**
     * Writes mono μ-law as it is (format tag 7, with the {@code fact} chunk that non-PCM formats
     * need).
     */
    public static void writeMuLaw(Path path, byte[] muLaw) throws IOException {
        int padding = muLaw.length & 1; // RIFF chunks start on even offsets
        byte[] file = new byte[8 + 4 + 26 + 12 + 8 + muLaw.length + padding];
        ByteBuffer out = begin(file);
        format(out, 18, FORMAT_MULAW, 1, 8).putShort((short) 0);
        tag(out, "fact").putInt(4).putInt(muLaw.length);
        tag(out, "data").putInt(muLaw.length).put(muLaw);
        Files.write(path, file);
    }

    /**
     * Writes 16-bit linear samples, one channel for each μ-law array: with caller and agent as two
     * channels a call can be heard as a whole. Shorter channels end in silence.
     */
    public static void writeLinear(Path path, byte[]... channels) throws IOException {
        int samples = 0;
        for (byte[] channel : channels) {
            samples = Math.max(samples, channel.length);
        }
        int audioBytes = samples * channels.length * 2;
        byte[] file = new byte[8 + 4 + 24 + 8 + audioBytes];
        ByteBuffer out = begin(file);
        format(out, 16, FORMAT_PCM, channels.length, 16);
        tag(out, "data").putInt(audioBytes);
        for (int sample = 0; sample < samples; sample++) {
            for (byte[] channel : channels) {
                out.putShort(sample < channel.length ? MuLaw.linear(channel[sample]) : 0);
            }
        }
        Files.write(path, file);
    }

    private static ByteBuffer begin(byte[] file) {
        ByteBuffer out = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        tag(out, "RIFF").putInt(file.length - 8);
        return tag(out, "WAVE");
    }

    private static ByteBuffer format(
            ByteBuffer out, int chunkBytes, int formatTag, int channels, int bits) {
        int blockBytes = channels * bits / 8;
        return tag(out, "fmt ")
                .putInt(chunkBytes)
                .putShort((short) formatTag)
                .putShort((short) channels)
                .putInt(SAMPLE_RATE)
                .putInt(SAMPLE_RATE * blockBytes)
                .putShort((short) blockBytes)
                .putShort((short) bits);
    }

    private static ByteBuffer tag(ByteBuffer out, String tag) {
        return out.put(tag.getBytes(StandardCharsets.US_ASCII));
    }
}
