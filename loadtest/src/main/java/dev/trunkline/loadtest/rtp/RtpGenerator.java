package dev.trunkline.loadtest.rtp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;

/**
 * Sends and times the packets of many calls on one thread: to each call a packet every 20 ms by an
 * open-loop schedule kept to a millisecond, the calls spread over those 20 ms; what comes is timed
 * when it is read. It shares a machine with what it measures, so it waits in one selector and
 * allocates nothing per packet. Its public methods are for any thread.
 */
public final class RtpGenerator implements AutoCloseable {
    private static final long NANOS_PER_MS = 1_000_000;
    private static final long IDLE_MS = 100;

    private final RtpCodec codec;
    private final EncodedSpeech speech;
    private final Selector selector;
    private final Thread thread;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final List<RtpStream> streams = new ArrayList<>();
    private final Map<RtpStream, RtpStream.Counts> before = new HashMap<>();
    private final Histogram deviation = StreamArrivals.histogram();
    private final Histogram lateness = StreamArrivals.histogram();
    private final Consumer<SelectionKey> receiver = this::receive;
    private final ByteBuffer in = ByteBuffer.allocateDirect(RtpStream.LARGEST_PACKET_BYTES);
    private final ByteBuffer out = ByteBuffer.allocateDirect(RtpStream.LARGEST_PACKET_BYTES);
    private volatile boolean closed;

    private RtpGenerator(RtpCodec codec, Selector selector) {
        this.codec = codec;
        this.selector = selector;
        speech = EncodedSpeech.of(codec);
        thread = new Thread(this::run, "rtp-generator");
    }

    /** Encodes the speech, which takes a moment, and starts the thread. */
    public static RtpGenerator start(RtpCodec codec) throws IOException {
        RtpGenerator generator = new RtpGenerator(codec, Selector.open());
        generator.thread.start();
        return generator;
    }

    /** A socket for a call that has yet to be answered. */
    public RtpStream stream() throws IOException {
        return RtpStream.bind(codec, speech, deviation);
    }

    /**
     * The call sends from now on.
     *
     * @param number of {@code calls}: which part of the 20 ms is its
     */
    public CompletableFuture<Void> begin(RtpStream stream, int number, int calls) {
        return ask(() -> {
            stream.channel().register(selector, SelectionKey.OP_READ, stream);
            long phase = RtpStream.FRAME_NANOS * number / calls;
            long now = System.nanoTime();
            long due = now - Math.floorMod(now - phase, RtpStream.FRAME_NANOS);
            // Not all in the same word, nor in the same silence.
            stream.begin(due + RtpStream.FRAME_NANOS, number * 37);
            streams.add(stream);
            return null;
        });
    }

    /** What is counted counts from now on. */
    public CompletableFuture<Void> beginWindow() {
        return ask(() -> {
            deviation.reset();
            lateness.reset();
            streams.forEach(stream -> before.put(stream, stream.counts()));
            return null;
        });
    }

    /**
     * What was counted since {@link #beginWindow}.
     *
     * @param deviation of interarrival times, in nanoseconds
     * @param lateness how late packets were sent against the schedule, in nanoseconds
     * @param silent calls of which no audio came
     * @param worstDriftNanos since each call's first packet, of the call that drifted most
     */
    public record Window(
            RtpStream.Counts counts,
            Histogram deviation,
            Histogram lateness,
            int silent,
            long worstDriftNanos) {}

    /** Ends the window. */
    public CompletableFuture<Window> endWindow() {
        return ask(() -> {
            RtpStream.Counts sum = RtpStream.Counts.NONE;
            int silent = 0;
            long drift = 0;
            for (RtpStream stream : streams) {
                RtpStream.Counts counts =
                        stream.counts().minus(before.getOrDefault(stream, RtpStream.Counts.NONE));
                sum = sum.plus(counts);
                silent += counts.arrivals().packets() == 0 ? 1 : 0;
                drift = Math.max(drift, Math.abs(stream.driftNanos()));
            }
            return new Window(sum, deviation.copy(), lateness.copy(), silent, drift);
        });
    }

    private <T> CompletableFuture<T> ask(Callable<T> task) {
        CompletableFuture<T> done = new CompletableFuture<>();
        tasks.add(() -> {
            try {
                done.complete(task.call());
            } catch (Exception failed) {
                done.completeExceptionally(failed);
            }
        });
        selector.wakeup();
        return done;
    }

    private void run() {
        try {
            while (!closed) {
                for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                    task.run();
                }
                long nextNanos = sendDue(System.nanoTime());
                // At least a millisecond: what is due within it goes out together, instead of a
                // core being burnt for the exact moment.
                long waitMs = Math.max(1, (nextNanos - System.nanoTime()) / NANOS_PER_MS);
                selector.select(receiver, waitMs);
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } finally {
            release();
        }
    }

    private long sendDue(long nowNanos) throws IOException {
        long next = nowNanos + IDLE_MS * NANOS_PER_MS;
        for (int i = 0; i < streams.size(); i++) {
            RtpStream stream = streams.get(i);
            if (nowNanos >= stream.dueNanos()) {
                stream.sendDue(nowNanos, out, lateness);
            }
            next = Math.min(next, stream.dueNanos());
        }
        return next;
    }

    private void receive(SelectionKey key) {
        try {
            ((RtpStream) key.attachment()).receive(in, System.nanoTime());
        } catch (IOException broken) {
            key.cancel();
        }
    }

    private void release() {
        try {
            for (RtpStream stream : streams) {
                stream.channel().close();
            }
            selector.close();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** Stops sending and closes the sockets; waits for the thread, unless interrupted. */
    @Override
    public void close() {
        closed = true;
        selector.wakeup();
        try {
            thread.join();
        } catch (InterruptedException leaving) {
            Thread.currentThread().interrupt();
        }
    }
}
