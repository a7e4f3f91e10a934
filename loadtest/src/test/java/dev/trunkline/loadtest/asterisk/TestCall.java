package dev.trunkline.loadtest.asterisk;

import dev.trunkline.gateway.call.Base64Payload;
import dev.trunkline.gateway.call.LegClose;
import dev.trunkline.gateway.call.PhoneLegListener;
import dev.trunkline.gateway.pbx.PbxLeg;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** A call's place taken by the test: keeps what the leg tells, and speaks as the agent. */
final class TestCall implements PhoneLegListener {
    private static final int FRAME_MS = 20;

    /** Played, or thrown away: the mark came back. */
    record Returned(int generation, int sequence, int atCount) {}

    final PbxLeg leg;
    final List<Returned> marks = new CopyOnWriteArrayList<>();
    final List<Character> keys = new CopyOnWriteArrayList<>();
    volatile @Nullable Boolean endedCleanly;

    /** What a returned mark is held against: packets that the phone has heard, say. */
    volatile IntSupplier counter = () -> 0;

    private final ByteArrayOutputStream audio = new ByteArrayOutputStream();

    private byte[] speech = new byte[0];
    private int spoken;
    private int generation;

    TestCall(PbxLeg leg) {
        this.leg = leg;
    }

    /** The caller's voice so far. */
    byte[] audio() {
        synchronized (audio) {
            return audio.toByteArray();
        }
    }

    /**
     * Waits until audio flows. Asterisk drops what is said while it joins the two channels, which
     * it does right after the socket's first message.
     */
    void awaitMedia(RtpPhone phone, Sipp.Call dialled) {
        Await.until("answered", () -> dialled.rtpPort().isPresent());
        phone.speakUntil(dialled, phone.codec().filler(), () -> audio().length > 0);
    }

    /**
     * Speaks frame by frame, no further ahead than the leg takes; mark {@code n} follows frame
     * {@code n}, from 1.
     *
     * @param agent in the leg's format
     */
    void speak(byte[] agent) {
        leg.eventLoop()
                .execute(() -> {
                    speech = agent;
                    spoken = 0;
                    pump();
                });
    }

    /** Stops speaking at once, as a caller's interruption does. */
    void clear() {
        leg.eventLoop()
                .execute(() -> {
                    speech = new byte[0];
                    spoken = 0;
                    leg.sendClear();
                    leg.flush();
                    generation++;
                });
    }

    void close() {
        leg.eventLoop().execute(() -> leg.close(LegClose.DONE));
    }

    private void pump() {
        int frameBytes = leg.agentFormat().bytes(FRAME_MS);
        while (spoken + frameBytes <= speech.length && leg.writable()) {
            leg.sendFrame(Arrays.copyOfRange(speech, spoken, spoken + frameBytes));
            spoken += frameBytes;
            leg.sendMark(generation, spoken / frameBytes);
        }
        leg.flush();
        if (spoken + frameBytes <= speech.length) {
            var _ = leg.eventLoop().schedule(this::pump, FRAME_MS, TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public void onAudio(byte[] bytes, int byteCount, long timestampMs, long arrivalNanos) {
        synchronized (audio) {
            audio.write(bytes, 0, byteCount);
        }
    }

    @Override
    public void onMedia(Base64Payload payload, long timestampMs, long arrivalNanos) {
        payload.message().release();
        throw new AssertionError("no base64 on this leg");
    }

    @Override
    public void onMark(int markGeneration, int sequence) {
        marks.add(new Returned(markGeneration, sequence, counter.getAsInt()));
    }

    @Override
    public void onDtmf(char digit) {
        keys.add(digit);
    }

    @Override
    public void onReadComplete() {}

    @Override
    public void onWritable() {}

    @Override
    public void onEnded(boolean clean) {
        endedCleanly = clean;
    }
}
