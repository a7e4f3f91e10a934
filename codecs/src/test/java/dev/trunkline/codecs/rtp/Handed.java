package dev.trunkline.codecs.rtp;

import dev.trunkline.codecs.audio.AudioFormat;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/** Keeps what a resequencer hands over, and checks what holds for all of it. */
final class Handed implements ResequencedAudio {
    /** One piece. */
    record Piece(int firstSample, int samples, long timestampMs, long nanos, AudioOrigin origin) {}

    final List<Piece> pieces = new ArrayList<>();
    private final ByteArrayOutputStream audio = new ByteArrayOutputStream();
    private final AudioFormat format;

    Handed(AudioFormat format) {
        this.format = format;
    }

    @Override
    public void onAudio(
            byte[] bytes, int byteCount, long timestampMs, long arrivalNanos, AudioOrigin origin) {
        int first = samples();
        if (timestampMs != first * 1_000L / format.sampleRateHz() || byteCount <= 0) {
            throw new AssertionError("piece at " + timestampMs + " ms of " + byteCount + " bytes");
        }
        int count = byteCount / format.bytesPerSample();
        pieces.add(new Piece(first, count, timestampMs, arrivalNanos, origin));
        audio.write(bytes, 0, byteCount);
    }

    int samples() {
        return audio.size() / format.bytesPerSample();
    }

    byte[] bytes() {
        return audio.toByteArray();
    }

    short[] linear() {
        return dev.trunkline.codecs.fixtures.RtpCapture.samples(bytes());
    }

    int samples(AudioOrigin origin) {
        return pieces.stream().filter(p -> p.origin() == origin).mapToInt(Piece::samples).sum();
    }

    /** Without repeats: PACKET PAUSE PACKET and so on. */
    List<AudioOrigin> origins() {
        List<AudioOrigin> origins = new ArrayList<>();
        for (Piece piece : pieces) {
            if (origins.isEmpty() || origins.getLast() != piece.origin()) {
                origins.add(piece.origin());
            }
        }
        return origins;
    }
}
