package dev.trunkline.gateway.pbx.rtp;

import dev.trunkline.gateway.call.Base64Payload;
import dev.trunkline.gateway.call.PhoneLegListener;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/** Keeps what a leg tells its call. Written on the leg's loop; read there or after it is over. */
final class RecordingCall implements PhoneLegListener {
    final StringBuilder keys = new StringBuilder();
    final List<String> marks = new ArrayList<>();
    final List<Boolean> ends = new ArrayList<>();
    int pieces;
    int readCompletes;
    int writable;
    long lastTimestampMs = -1;
    private final ByteArrayOutputStream audio = new ByteArrayOutputStream();

    byte[] audio() {
        return audio.toByteArray();
    }

    int audioBytes() {
        return audio.size();
    }

    @Override
    public void onMedia(Base64Payload payload, long timestampMs, long arrivalNanos) {
        payload.message().release();
        throw new AssertionError("base64 from a leg that has none");
    }

    @Override
    public void onAudio(byte[] bytes, int byteCount, long timestampMs, long arrivalNanos) {
        if (timestampMs < lastTimestampMs) {
            throw new AssertionError(timestampMs + " ms after " + lastTimestampMs);
        }
        lastTimestampMs = timestampMs;
        pieces++;
        audio.write(bytes, 0, byteCount);
    }

    @Override
    public void onMark(int generation, int sequence) {
        marks.add(generation + ":" + sequence);
    }

    @Override
    public void onDtmf(char digit) {
        keys.append(digit);
    }

    @Override
    public void onReadComplete() {
        readCompletes++;
    }

    @Override
    public void onWritable() {
        writable++;
    }

    @Override
    public void onEnded(boolean clean) {
        ends.add(clean);
    }
}
