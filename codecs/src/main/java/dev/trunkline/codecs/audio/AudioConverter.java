package dev.trunkline.codecs.audio;

import dev.trunkline.codecs.g711.G711;
import dev.trunkline.codecs.resample.Resampler;
import dev.trunkline.codecs.resample.ResamplerProfile;
import io.netty.buffer.ByteBuf;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Converts one direction of one call from any {@link AudioFormat} to any other; built once per
 * call.
 *
 * <p>Chunks may have any size: the same bytes come out however the input is cut, and half a linear
 * sample waits for its other byte. With equal formats bytes pass unchanged; who wants to save the
 * copy asks {@link #isIdentity()}. A-law and μ-law convert code by code; different rates go through
 * a {@link Resampler} and lag by {@link #delayNanos()}.
 *
 * <p>No input makes it throw, and it allocates nothing after construction, provided that the
 * destination has room: {@link #outputBytes} tells how much. A destination that is full and may
 * grow grows, one that may not leaves input unread. Not thread-safe: confined to the owner of the
 * stream.
 */
public final class AudioConverter {
    private static final int BLOCK_MS = 20;

    private final AudioFormat from;
    private final AudioFormat to;
    private final @Nullable Resampler resampler;
    private final byte[] inBytes;
    private final short[] in;
    private final short[] out;
    private final byte[] outBytes;

    /** Bytes at the front of {@link #inBytes} that wait for the rest of their sample: 0 or 1. */
    private int carried;

    public AudioConverter(AudioFormat from, AudioFormat to, ResamplerProfile profile) {
        this.from = from;
        this.to = to;
        boolean sameRate = from.sampleRateHz() == to.sampleRateHz();
        resampler =
                sameRate ? null : new Resampler(from.sampleRateHz(), to.sampleRateHz(), profile);
        int blockSamples = from.sampleRateHz() / 1_000 * BLOCK_MS;
        int outSamples = to.sampleRateHz() / 1_000 * BLOCK_MS;
        if (resampler != null) {
            // A block after an incomplete period, and what a flush brings.
            outSamples = Math.max(outSamples + 6, resampler.flushSamples() + 6);
        }
        inBytes = new byte[blockSamples * from.bytesPerSample()];
        in = new short[blockSamples];
        out = new short[outSamples];
        outBytes = new byte[outSamples * to.bytesPerSample()];
    }

    public AudioFormat from() {
        return from;
    }

    public AudioFormat to() {
        return to;
    }

    /** Whether bytes come out as they went in. */
    public boolean isIdentity() {
        return from == to;
    }

    /** The constant lag of the output; 0 if the rates are equal. */
    public long delayNanos() {
        return resampler == null ? 0 : resampler.delayNanos();
    }

    /** Bytes that {@link #convert} would write for that many more of input. */
    public int outputBytes(int inputBytes) {
        int samples = (int) (((long) carried + inputBytes) / from.bytesPerSample());
        int outSamples = resampler == null ? samples : resampler.outputSamples(samples);
        return Math.multiplyExact(outSamples, to.bytesPerSample());
    }

    /** Bytes that {@link #flush} would write. */
    public int flushBytes() {
        return resampler == null ? 0 : resampler.flushSamples() * to.bytesPerSample();
    }

    /**
     * Reads {@code source} and appends what it makes to {@code destination}. Stops early only if
     * the destination has reached its maximum capacity; the rest of the source is then unread.
     *
     * <p>Ownership: borrows both; moves the reader index of the one and the writer index of the
     * other.
     *
     * @return bytes read
     */
    public int convert(ByteBuf source, ByteBuf destination) {
        int read = 0;
        int next = nextBytes(source.readableBytes(), destination);
        while (next > 0) {
            source.readBytes(inBytes, carried, next);
            convertBlock(next, destination);
            read += next;
            next = nextBytes(source.readableBytes(), destination);
        }
        return read;
    }

    /**
     * As {@link #convert(ByteBuf, ByteBuf)}, from an array that is only read during the call.
     *
     * @throws IndexOutOfBoundsException if the range is outside the array
     */
    public int convert(byte[] source, int offset, int length, ByteBuf destination) {
        Objects.checkFromIndexSize(offset, length, source.length);
        int read = 0;
        int next = nextBytes(length, destination);
        while (next > 0) {
            System.arraycopy(source, offset + read, inBytes, carried, next);
            convertBlock(next, destination);
            read += next;
            next = nextBytes(length - read, destination);
        }
        return read;
    }

    /**
     * Appends what is still in the filter, twice the delay of audio, and resets: for the end of an
     * utterance. Half a sample that waits is dropped, and so is what does not fit.
     *
     * <p>Ownership: borrows.
     *
     * @return bytes written: {@link #flushBytes()} if there is room
     */
    public int flush(ByteBuf destination) {
        if (resampler == null) {
            reset();
            return 0;
        }
        int samples = resampler.flush(out, 0);
        carried = 0;
        int room = destination.maxWritableBytes() / to.bytesPerSample();
        return write(out, Math.min(samples, room), destination);
    }

    /** Forgets all input: barge-in, or a new stream. */
    public void reset() {
        carried = 0;
        if (resampler != null) {
            resampler.reset();
        }
    }

    /** How much of the input goes into the next block: what fits on either side. */
    private int nextBytes(int available, ByteBuf destination) {
        int roomSamples = destination.maxWritableBytes() / to.bytesPerSample();
        int fitting = resampler == null ? roomSamples : resampler.inputSamplesFor(roomSamples);
        long fittingBytes = (long) fitting * from.bytesPerSample() - carried;
        return (int) Math.min(Math.min(available, inBytes.length - carried), fittingBytes);
    }

    private void convertBlock(int bytes, ByteBuf destination) {
        int filled = carried + bytes;
        int samples = filled / from.bytesPerSample();
        convertSamples(samples, destination);
        carried = filled % from.bytesPerSample();
        if (carried > 0) {
            inBytes[0] = inBytes[filled - 1];
        }
    }

    private void convertSamples(int samples, ByteBuf destination) {
        if (isIdentity()) {
            destination.writeBytes(inBytes, 0, samples * from.bytesPerSample());
        } else if (!from.isLinear() && !to.isLinear()) {
            if (from == AudioFormat.PCMU) {
                G711.ulawToAlaw(inBytes, 0, outBytes, 0, samples);
            } else {
                G711.alawToUlaw(inBytes, 0, outBytes, 0, samples);
            }
            destination.writeBytes(outBytes, 0, samples);
        } else {
            decode(samples);
            if (resampler == null) {
                write(in, samples, destination);
            } else {
                write(out, resampler.process(in, 0, samples, out, 0), destination);
            }
        }
    }

    private void decode(int samples) {
        switch (from) {
            case PCMU -> G711.ulawToLinear(inBytes, 0, in, 0, samples);
            case PCMA -> G711.alawToLinear(inBytes, 0, in, 0, samples);
            case PCM_8K, PCM_16K, PCM_24K, PCM_48K -> LinearBytes.read(inBytes, 0, in, samples);
        }
    }

    private int write(short[] linear, int samples, ByteBuf destination) {
        switch (to) {
            case PCMU -> G711.linearToUlaw(linear, 0, outBytes, 0, samples);
            case PCMA -> G711.linearToAlaw(linear, 0, outBytes, 0, samples);
            case PCM_8K, PCM_16K, PCM_24K, PCM_48K -> LinearBytes.write(linear, samples, outBytes);
        }
        int bytes = samples * to.bytesPerSample();
        destination.writeBytes(outBytes, 0, bytes);
        return bytes;
    }
}
