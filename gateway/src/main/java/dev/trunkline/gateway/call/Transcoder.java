package dev.trunkline.gateway.call;

import dev.trunkline.codecs.audio.AudioConverter;
import dev.trunkline.codecs.audio.AudioFormat;
import dev.trunkline.codecs.resample.ResamplerProfile;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * One direction of a call's audio, from one format to another, piece by piece in a scratch buffer
 * that the call owns. With equal formats it only passes on.
 *
 * <p>What comes out is as long as what went in, and lies where it lay: the filter's delay is cut
 * from the front and made up at {@link #endOfUtterance}, so that a millisecond of the model's audio
 * is a millisecond at the phone, whatever the format.
 *
 * <p>Hot path, allocates nothing. Confined to the call's event loop.
 */
final class Transcoder {
    /** 200 ms of μ-law. Longer audio is converted in pieces. */
    private static final int PIECE_BYTES = 1_600;

    /** Takes a piece of audio; borrows the array. */
    @FunctionalInterface
    interface Sink {
        void accept(byte[] audio, int offset, int byteCount);
    }

    private final AudioFormat from;
    private final AudioFormat to;
    private final AudioConverter converter;
    private final Sink sink;
    private final ByteBuf converted;
    private final long delayBytes;

    private long bytesIn;
    private long bytesMade;

    Transcoder(AudioFormat from, AudioFormat to, ResamplerProfile profile, Sink sink) {
        this.from = from;
        this.to = to;
        this.sink = sink;
        converter = new AudioConverter(from, to, profile);
        delayBytes =
                converter.delayNanos() * to.sampleRateHz() / 1_000_000_000L * to.bytesPerSample();
        converted =
                converter.isIdentity()
                        ? Unpooled.EMPTY_BUFFER
                        : Unpooled.buffer(
                                Math.max(
                                        converter.outputBytes(PIECE_BYTES + 1),
                                        converter.flushBytes()));
    }

    /** Whether bytes stay as they are. */
    boolean isIdentity() {
        return converter.isIdentity();
    }

    /** Converts the first {@code byteCount} bytes. Borrows {@code audio}. */
    void offer(byte[] audio, int byteCount) {
        if (isIdentity()) {
            sink.accept(audio, 0, byteCount);
            return;
        }
        for (int offset = 0; offset < byteCount; offset += PIECE_BYTES) {
            convert(audio, offset, Math.min(PIECE_BYTES, byteCount - offset));
        }
    }

    /** Hands over what the filter still holds, and begins anew. */
    void endOfUtterance() {
        if (!isIdentity()) {
            long due = bytesIn / from.bytesPerSample() * to.sampleRateHz() / from.sampleRateHz();
            long missing = due * to.bytesPerSample() + delayBytes - bytesMade;
            converted.clear();
            converter.flush(converted);
            converted.writerIndex((int) Math.clamp(missing, 0L, converted.writerIndex()));
            emit();
        }
        reset();
    }

    /** Forgets what was not handed over: what it belongs to is no longer wanted. */
    void reset() {
        converter.reset();
        bytesIn = 0;
        bytesMade = 0;
    }

    private void convert(byte[] audio, int offset, int byteCount) {
        bytesIn += byteCount;
        converted.clear();
        converter.convert(audio, offset, byteCount, converted);
        emit();
    }

    private void emit() {
        int made = converted.writerIndex();
        int skipped = (int) Math.clamp(delayBytes - bytesMade, 0L, made);
        bytesMade += made;
        if (made > skipped) {
            sink.accept(converted.array(), skipped, made - skipped);
        }
    }

    @Override
    public String toString() {
        return isIdentity() ? from.toString() : from + ">" + to;
    }
}
