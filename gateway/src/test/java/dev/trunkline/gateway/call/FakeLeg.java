package dev.trunkline.gateway.call;

import dev.trunkline.codecs.audio.AudioFormat;
import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A phone as Twilio documents it: plays what it gets in order at real-time rate, echoes a mark when
 * all before it was played, and on {@code clear} drops the rest and echoes what is pending at once.
 * Records what was sent. Nothing is played before the flush.
 */
final class FakeLeg implements PhoneLeg {
    private record PendingMark(int generation, int sequence, long dueNanos) {}

    final List<String> sent = new ArrayList<>();
    final ByteArrayOutputStream audio = new ByteArrayOutputStream();
    final List<LegClose> closes = new ArrayList<>();
    boolean writable = true;
    boolean answersMarks = true;

    /** How long a message to the phone is under way, and an echo back. */
    long oneWayMs;

    private final FakeClock clock;
    private final AudioFormat format;
    private final ArrayDeque<PendingMark> pending = new ArrayDeque<>();
    private final List<Runnable> unflushed = new ArrayList<>();
    private @Nullable PhoneLegListener call;
    private @Nullable Playout playout;
    private long playEndNanos;
    private long receivedBytes;
    private long playedBytesAtClear = -1;

    FakeLeg(FakeClock clock, AudioFormat format) {
        this.clock = clock;
        this.format = format;
    }

    void connect(PhoneLegListener listener) {
        call = listener;
    }

    void connect(Playout direct) {
        playout = direct;
    }

    /** Bytes played since the last clear. */
    long playedBytes() {
        long leftNanos = Math.max(0, playEndNanos - clock.nanos());
        return receivedBytes - leftNanos * format.bytesPerMs() / 1_000_000L;
    }

    /** Bytes that had been played when the clear arrived; -1 without one. */
    long playedBytesAtClear() {
        return playedBytesAtClear;
    }

    int frames() {
        return (int) sent.stream().filter(entry -> entry.startsWith("frame")).count();
    }

    List<String> marks() {
        return sent.stream().filter(entry -> entry.startsWith("mark")).toList();
    }

    @Override
    public AudioFormat callerFormat() {
        return format;
    }

    @Override
    public AudioFormat agentFormat() {
        return format;
    }

    @Override
    public boolean echoesMarks() {
        return true;
    }

    @Override
    public boolean writable() {
        return writable && closes.isEmpty();
    }

    @Override
    public void sendFrame(byte[] frame) {
        sent.add("frame " + frame.length);
        audio.writeBytes(frame);
        int length = frame.length;
        unflushed.add(() -> {
            long lengthNanos = length * 1_000_000L / format.bytesPerMs();
            playEndNanos = Math.max(playEndNanos, clock.nanos()) + lengthNanos;
            receivedBytes += length;
        });
    }

    @Override
    public void sendMark(int generation, int sequence) {
        sent.add("mark " + generation + ":" + sequence);
        unflushed.add(() -> {
            PendingMark mark = new PendingMark(generation, sequence, playEndNanos);
            pending.add(mark);
            clock.outside(
                    Math.max(0, playEndNanos - clock.nanos()),
                    () -> {
                        if (pending.remove(mark)) {
                            echo(mark);
                        }
                    });
        });
    }

    @Override
    public void sendClear() {
        sent.add("clear");
        unflushed.add(() -> {
            playedBytesAtClear = playedBytes();
            playEndNanos = clock.nanos();
            receivedBytes = 0;
            while (!pending.isEmpty()) {
                echo(pending.remove());
            }
        });
    }

    @Override
    public void flush() {
        List<Runnable> batch = List.copyOf(unflushed);
        unflushed.clear();
        clock.outside(oneWayMs * 1_000_000L, () -> batch.forEach(Runnable::run));
    }

    @Override
    public void close(LegClose cause) {
        closes.add(cause);
        if (call != null) {
            call.onEnded(true); // as a real leg does, whoever closes it
        }
    }

    private void echo(PendingMark mark) {
        if (!answersMarks) {
            return;
        }
        clock.outside(
                oneWayMs * 1_000_000L,
                () -> {
                    if (call != null) {
                        call.onMark(mark.generation, mark.sequence);
                    }
                    if (playout != null) {
                        playout.onMark(mark.generation, mark.sequence, clock.nanos());
                    }
                });
    }
}
