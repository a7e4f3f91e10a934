package dev.trunkline.codecs.audio;

import dev.trunkline.codecs.g711.G711;
import io.netty.buffer.ByteBuf;
import java.util.Objects;

/**
 * Tells speech from background by energy, in frames of 20 ms, straight from the bytes of any {@link
 * AudioFormat}. Latencies are anchored on it, so it favours exact ends over few false alarms: its
 * errors are measured in the module's README.
 *
 * <p>A frame is voiced if its energy, without its mean (lines carry direct current), is so many
 * decibels above an adaptive noise floor. Onset and end are refined within their frame to blocks of
 * 5 ms. Chunks may have any size; half a linear sample waits for its other byte.
 *
 * <p>No input makes it throw. After construction it allocates nothing; a μ-law frame takes well
 * below a microsecond. Not thread-safe: confined to the owner of the stream.
 */
public final class VoiceDetector {
    private static final int FRAME_MS = 20;
    private static final int BLOCKS = 4;
    private static final int HALF_SAMPLE_MISSING = -1;
    private static final long[] ULAW_POWERS =
            BlockPower.ofCodes(code -> G711.ulawToLinear((byte) code));
    private static final long[] ALAW_POWERS =
            BlockPower.ofCodes(code -> G711.alawToLinear((byte) code));

    private final AudioFormat format;
    private final VoiceSettings settings;
    private final VoiceListener listener;
    private final int blockSamples;
    private final double onsetRatio;
    private final double sustainRatio;
    private final double minimumMeanSquare;
    private final NoiseFloor floor = new NoiseFloor();
    private final byte[] scratch;

    /**
     * Of the blocks of the frame; in fields, since among many calls each object is a cache miss.
     */
    private long power0;

    private long power1;
    private long power2;
    private long power3;

    private int block;
    private int samplesInBlock;
    private int lowByte = HALF_SAMPLE_MISSING;
    private long frameStart;
    private boolean lastFrameVoiced;
    private double lastFrameMeanSquare;
    private boolean speaking;
    private int voicedFrames;
    private int silentFrames;
    private long onset;
    private long end;

    public VoiceDetector(AudioFormat format, VoiceSettings settings, VoiceListener listener) {
        this.format = format;
        this.settings = settings;
        this.listener = listener;
        blockSamples = format.sampleRateHz() / 1_000 * FRAME_MS / BLOCKS;
        onsetRatio = Math.pow(10, settings.onsetDb() / 10);
        sustainRatio = Math.pow(10, settings.sustainDb() / 10);
        minimumMeanSquare = 32_768.0 * 32_768 * Math.pow(10, settings.minimumDbfs() / 10);
        scratch = new byte[format.bytes(FRAME_MS)];
    }

    /**
     * Reads everything readable in {@code chunk}.
     *
     * <p>Ownership: borrows; the reader index does not move.
     *
     * @return whether a frame that this chunk completed was voiced, hangover not counted
     */
    public boolean offer(ByteBuf chunk) {
        int index = chunk.readerIndex();
        int length = chunk.readableBytes();
        if (chunk.hasArray()) {
            return offer(chunk.array(), chunk.arrayOffset() + index, length);
        }
        boolean voiced = false;
        while (chunk.isReadable()) {
            int taken = Math.min(chunk.readableBytes(), scratch.length);
            chunk.readBytes(scratch, 0, taken);
            voiced |= offer(scratch, 0, taken);
        }
        chunk.readerIndex(index);
        return voiced;
    }

    /**
     * As {@link #offer(ByteBuf)}, from an array.
     *
     * @throws IndexOutOfBoundsException if the range is outside the array
     */
    public boolean offer(byte[] chunk, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, chunk.length);
        return format.isLinear()
                ? offerLinear(chunk, offset, length)
                : offerCodes(chunk, offset, length);
    }

    /** Whether speech is going on: from its onset until its hangover has passed. */
    public boolean isSpeaking() {
        return speaking;
    }

    /** Whether the last whole frame was voiced, hangover not counted. */
    public boolean isLastFrameVoiced() {
        return lastFrameVoiced;
    }

    /** Level of the last whole frame, in dB relative to a full-scale square wave; -100 at least. */
    public double lastFrameDbfs() {
        return dbfs(lastFrameMeanSquare);
    }

    /** The noise floor that the next frame is compared with, as {@link #lastFrameDbfs()}. */
    public double noiseFloorDbfs() {
        return dbfs(floor.meanSquare());
    }

    /** End of the last voiced 5 ms of speech so far, in samples; 0 if there was none. */
    public long lastVoicedSample() {
        return end;
    }

    /** Samples in whole frames so far. */
    public long samples() {
        return frameStart;
    }

    /** Forgets everything, without telling the listener; positions count from 0 again. */
    public void reset() {
        floor.reset();
        clearFrame();
        lowByte = HALF_SAMPLE_MISSING;
        frameStart = 0;
        lastFrameVoiced = false;
        lastFrameMeanSquare = 0;
        speaking = false;
        voicedFrames = 0;
        silentFrames = 0;
        onset = 0;
        end = 0;
    }

    private boolean offerCodes(byte[] codes, int offset, int length) {
        long[] powerOfCode = format == AudioFormat.PCMU ? ULAW_POWERS : ALAW_POWERS;
        boolean voiced = false;
        int last = offset + length;
        for (int read = offset; read < last; ) {
            int taken = Math.min(last - read, blockSamples - samplesInBlock);
            add(power(codes, read, taken, powerOfCode));
            read += taken;
            voiced |= blockGrew(taken);
        }
        return voiced;
    }

    private boolean offerLinear(byte[] bytes, int offset, int length) {
        boolean voiced = false;
        int read = offset;
        int last = offset + length;
        if (lowByte != HALF_SAMPLE_MISSING && read < last) {
            int sample = (bytes[read++] << 8) | lowByte;
            lowByte = HALF_SAMPLE_MISSING;
            add(BlockPower.of(sample));
            voiced = blockGrew(1);
        }
        while (last - read >= 2) {
            int taken = Math.min((last - read) / 2, blockSamples - samplesInBlock);
            add(power(bytes, read, taken));
            read += 2 * taken;
            voiced |= blockGrew(taken);
        }
        if (read < last) {
            lowByte = bytes[read] & 0xFF;
        }
        return voiced;
    }

    private static long power(byte[] codes, int offset, int samples, long[] powerOfCode) {
        long power = 0;
        for (int i = offset; i < offset + samples; i++) {
            power += powerOfCode[codes[i] & 0xFF];
        }
        return power;
    }

    private static long power(byte[] bytes, int offset, int samples) {
        long power = 0;
        for (int i = 0; i < samples; i++) {
            power += BlockPower.of(LinearBytes.sample(bytes, offset + 2 * i));
        }
        return power;
    }

    private void add(long power) {
        switch (block) {
            case 0 -> power0 += power;
            case 1 -> power1 += power;
            case 2 -> power2 += power;
            default -> power3 += power;
        }
    }

    private long power(int i) {
        return switch (i) {
            case 0 -> power0;
            case 1 -> power1;
            case 2 -> power2;
            default -> power3;
        };
    }

    private boolean blockGrew(int samples) {
        samplesInBlock += samples;
        if (samplesInBlock < blockSamples) {
            return false;
        }
        samplesInBlock = 0;
        if (++block < BLOCKS) {
            return false;
        }
        boolean voiced = decide();
        frameStart += (long) blockSamples * BLOCKS;
        clearFrame();
        return voiced;
    }

    private void clearFrame() {
        block = 0;
        samplesInBlock = 0;
        power0 = 0;
        power1 = 0;
        power2 = 0;
        power3 = 0;
    }

    private boolean decide() {
        long squares = 0;
        long sum = 0;
        for (int i = 0; i < BLOCKS; i++) {
            squares += BlockPower.squares(power(i));
            sum += BlockPower.sum(power(i));
        }
        double samples = (double) blockSamples * BLOCKS;
        double mean = sum / samples;
        double meanSquare = Math.max(0, squares / samples - mean * mean);
        double noise = floor.meanSquare();
        double threshold =
                Math.max(minimumMeanSquare, noise * (speaking ? sustainRatio : onsetRatio));
        boolean voiced = meanSquare > threshold;
        floor.add(meanSquare);
        lastFrameMeanSquare = meanSquare;
        lastFrameVoiced = voiced;
        if (voiced) {
            voicedFrame(mean, threshold);
        } else {
            silentFrame();
        }
        return voiced;
    }

    private void voicedFrame(double mean, double threshold) {
        silentFrames = 0;
        if (++voicedFrames == 1 && !speaking) {
            onset = frameStart + (long) firstVoicedBlock(mean, threshold) * blockSamples;
        }
        if (!speaking && voicedFrames >= settings.onsetFrames()) {
            speaking = true;
            listener.onset(onset);
        }
        if (speaking) {
            end = frameStart + (lastVoicedBlock(mean, threshold) + 1L) * blockSamples;
        }
    }

    private void silentFrame() {
        voicedFrames = 0;
        if (speaking && ++silentFrames * FRAME_MS >= settings.hangoverMs()) {
            speaking = false;
            silentFrames = 0;
            listener.end(end);
        }
    }

    /** A frame above the threshold has at least one block above it. */
    private int firstVoicedBlock(double mean, double threshold) {
        int i = 0;
        while (i < BLOCKS - 1 && blockMeanSquare(i, mean) <= threshold) {
            i++;
        }
        return i;
    }

    private int lastVoicedBlock(double mean, double threshold) {
        int i = BLOCKS - 1;
        while (i > 0 && blockMeanSquare(i, mean) <= threshold) {
            i--;
        }
        return i;
    }

    private double blockMeanSquare(int i, double mean) {
        long squares = BlockPower.squares(power(i));
        int sum = BlockPower.sum(power(i));
        return (squares - 2 * mean * sum) / blockSamples + mean * mean;
    }

    private static double dbfs(double meanSquare) {
        return 10 * Math.log10(Math.max(meanSquare / (32_768.0 * 32_768), 1e-10));
    }
}
