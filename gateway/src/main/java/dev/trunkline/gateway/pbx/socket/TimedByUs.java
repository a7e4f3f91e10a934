package dev.trunkline.gateway.pbx.socket;

import dev.trunkline.codecs.audio.AudioFormat;
import dev.trunkline.codecs.opus.OpusEncoder;
import dev.trunkline.gateway.call.CallClock;
import dev.trunkline.gateway.call.PhoneLeg;
import dev.trunkline.gateway.pbx.FramePacer;
import dev.trunkline.gateway.pbx.PacedPlayout;
import dev.trunkline.observability.metrics.CallCounter;
import dev.trunkline.observability.metrics.CallMeters;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;

/**
 * Opus: Asterisk passes each packet on as it is, one every 20 ms, and can neither flush nor mark
 * what waits. So the audio waits here, unencoded, and at most two packets lie at Asterisk: one that
 * is due, one against unevenness.
 *
 * <p>How many lie there is reckoned: packets last 20 ms each from the moment the first of a talk
 * spurt was sent. A loop that was late therefore sends no burst; what it missed the caller hears
 * that much later.
 */
final class TimedByUs implements AgentAudio, FramePacer.Beat {
    private static final long NANOS_PER_MS = 1_000_000;
    private static final long FRAME_NANOS = FramePacer.FRAME_MS * NANOS_PER_MS;

    /** With more than this at Asterisk the next packet waits for the next beat. */
    private static final long ENOUGH_AHEAD_NANOS = FRAME_NANOS * 3 / 2;

    private static final long LATE_NANOS = FRAME_NANOS / 2;

    /** What may wait beyond the lead within which frames come. */
    private static final int SPARE_MS = 200;

    private final AudioFormat format;
    private final OpusEncoder encoder;
    private final SocketOutput output;
    private final CallClock clock;
    private final CallMeters meters;
    private final AgentAudio.Listener listener;
    private final FramePacer.Pacing pacing;

    private final PacedPlayout playout;
    private final PacedPlayout.MarkSink sent = this::onMarkSent;
    private final MarksUnderWay marks = new MarksUnderWay();
    private final byte[] frame;
    private final ShortBuffer frameAsSamples;
    private final short[] samples;
    private final byte[] packet = new byte[OpusEncoder.MAX_PACKET_BYTES];

    /** When all that was sent will have been played. */
    private long playEndNanos;

    private boolean held;
    private boolean wasFull;

    /**
     * Begins to beat.
     *
     * @param format what the encoder takes
     * @param encoder taken: closed with this
     */
    TimedByUs(
            AudioFormat format,
            OpusEncoder encoder,
            FramePacer pacer,
            SocketAudio.Parts parts,
            AgentAudio.Listener listener) {
        this.format = format;
        this.encoder = encoder;
        output = parts.output();
        clock = parts.clock();
        meters = parts.meters();
        this.listener = listener;
        playout = new PacedPlayout(format, PhoneLeg.MOST_PACED_LEAD_MS + SPARE_MS);
        frame = new byte[playout.frameBytes()];
        samples = new short[frame.length / format.bytesPerSample()];
        frameAsSamples = ByteBuffer.wrap(frame).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer();
        playEndNanos = clock.nanos();
        pacing = pacer.begin(this);
    }

    @Override
    public AudioFormat format() {
        return format;
    }

    @Override
    public boolean echoesMarks() {
        return false;
    }

    @Override
    public boolean hasRoom() {
        boolean room = playout.hasRoomFor(format.bytes(SPARE_MS));
        wasFull |= !room;
        return room;
    }

    @Override
    public void frame(byte[] audio) {
        playout.offer(audio); // has room: it was asked
    }

    @Override
    public void mark(int generation, int sequence) {
        playout.mark(generation, sequence);
    }

    @Override
    public void clear() {
        // They come back once what lies at Asterisk has been heard: only then is it silent.
        playout.clear(sent);
    }

    @Override
    public void flush() {
        // Frames leave on the beat, and nothing else is queued.
    }

    @Override
    public void hold(boolean on) {
        held = on;
    }

    @Override
    public void onMarkProcessed(int generation, int sequence) {
        // Asterisk has no marks among Opus.
    }

    @Override
    public void onStatus() {
        // Nobody asked.
    }

    @Override
    public void onBeat(long dueNanos, int skipped) {
        long now = clock.nanos();
        playEndNanos = Math.max(playEndNanos, now);
        boolean wrote = false;
        while (!held && playEndNanos - now < ENOUGH_AHEAD_NANOS && output.isWritable()) {
            if (!playout.take(frame, sent)) {
                break;
            }
            wrote |= encode();
            playEndNanos += FRAME_NANOS;
        }
        if (wrote) {
            output.flush();
            if (now - dueNanos > LATE_NANOS) {
                meters.count(CallCounter.PACED_LATE_FRAMES);
            }
        }
        marks.giveBackDue(now, listener);
        if (wasFull && hasRoom()) {
            wasFull = false;
            listener.onRoom();
        }
    }

    private boolean encode() {
        frameAsSamples.get(0, samples);
        int bytes = encoder.encode(samples, 0, packet, 0);
        if (bytes <= 0) {
            return false;
        }
        output.audio(packet, bytes);
        return true;
    }

    private void onMarkSent(int generation, int sequence) {
        marks.add(generation, sequence, playEndNanos);
    }

    @Override
    public void close() {
        pacing.end();
        encoder.close();
        output.close();
    }

    @Override
    public String toString() {
        return playout + " -> opus";
    }
}
