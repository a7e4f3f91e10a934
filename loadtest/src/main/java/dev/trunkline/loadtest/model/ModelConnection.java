package dev.trunkline.loadtest.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.HdrHistogram.Histogram;

/**
 * One client's connection: what it did, what the model remembers, and control over what happens
 * next. Usable from any thread; methods that return something block for the connection's event
 * loop, so not from another event loop.
 */
public final class ModelConnection {
    private static final long ANSWER_SECONDS = 10;

    private final ConnectionInfo info;
    private final ConnectionRecord record;
    private final RealtimeProtocol protocol;
    private final EventLoop eventLoop;

    ModelConnection(
            ConnectionInfo info,
            ConnectionRecord record,
            RealtimeProtocol protocol,
            EventLoop eventLoop) {
        this.info = info;
        this.record = record;
        this.protocol = protocol;
        this.eventLoop = eventLoop;
    }

    public ConnectionInfo info() {
        return info;
    }

    public ConnectionRecord record() {
        return record;
    }

    /** The default conversation, oldest item first. */
    public List<HistoryItem> conversation() {
        return ask(() -> protocol.conversation().history());
    }

    /** The effective session in the GA shape. */
    public ObjectNode session() {
        return ask(() -> protocol.config().effective());
    }

    /** Whether a response of the default conversation is being generated. */
    public boolean isResponding() {
        return ask(() -> protocol.responses().isActive());
    }

    /** Milliseconds of audio appended so far, as the service counts. */
    public long appendedMs() {
        return ask(() -> protocol.turns().positionMs());
    }

    /** Timers still pending: 0 once the connection is closed. */
    public int pendingTimers() {
        return ask(() -> protocol.timers().pending());
    }

    /** Load mode: periods in which nothing was said because the client read too slowly. */
    public long skippedPeriods() {
        return ask(protocol::skippedPeriods);
    }

    /** Probe frames received from the client. */
    public ProbeReport probes() {
        return ask(() -> protocol.probes().report());
    }

    /**
     * Probe frames received.
     *
     * @param callIndex of the first probe, -1 if there was none
     * @param received probes of that call, repeated ones left out
     * @param lost sequence numbers between the first and the last that never came
     * @param foreign probes of another call: audio of two calls was mixed up
     * @param latency nanoseconds from sending to arrival; a copy
     */
    public record ProbeReport(
            int callIndex,
            long received,
            long lost,
            long duplicated,
            long outOfOrder,
            long foreign,
            Histogram latency) {}

    /** Makes the model speak now, or once a running response is done. */
    public void sayNow() {
        tell(() -> protocol.responses().createWhenIdle());
    }

    /** Makes a response that is written to no conversation. */
    public void sayOutOfBand() {
        ObjectNode request = ServerEvents.MAPPER.createObjectNode().put("conversation", "none");
        tell(() -> {
            try {
                protocol.responses().create(request);
            } catch (ProtocolException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    /** Cancels the running response as if the caller had spoken; nothing if there is none. */
    public void interrupt() {
        tell(() -> protocol.responses().interrupt());
    }

    /** Sends {@code text} as it is, in one text frame. */
    public void sendText(String text) {
        tell(() -> protocol.frames().text(NoiseMaker.utf8(text)));
    }

    /** Sends {@code text} in {@code frames} frames cut anywhere. */
    public void sendFragmented(String text, int frames) {
        tell(() -> protocol.frames().fragmented(NoiseMaker.utf8(text), frames, protocol.random()));
    }

    public void sendBinary(byte[] bytes) {
        byte[] copy = bytes.clone();
        tell(() -> protocol.frames().binary(copy));
    }

    public void send(Faults.Noise noise) {
        tell(() -> protocol.noise().make(noise));
    }

    public void sendError(Faults.ErrorEvent error) {
        tell(() ->
                protocol.events()
                        .error(error.errorType(), error.code(), error.message(), null, null));
    }

    /** Stops reading from the client, or begins again: a service that does not keep up. */
    public void reading(boolean on) {
        tell(() -> protocol.frames().reading(on));
    }

    /** {@code code} 1000 to 4999, or 0 for a reset without a close frame. */
    public void close(int code, String reason) {
        tell(() -> protocol.close(code, reason));
    }

    /**
     * Blocks until {@code condition} holds.
     *
     * @throws AssertionError after {@code deadline}, naming {@code what} and what was seen
     */
    public void await(String what, Duration deadline, Predicate<ModelConnection> condition) {
        Deadline.await(
                what,
                deadline,
                () -> condition.test(this),
                () ->
                        "client events "
                                + record.clientEvents()
                                + ", sent "
                                + record.sentEvents()
                                + ", violations "
                                + record.violations());
    }

    private void tell(Runnable step) {
        eventLoop.execute(() -> {
            step.run();
            protocol.frames().flush();
        });
    }

    private <T> T ask(Callable<T> question) {
        try {
            return eventLoop.inEventLoop()
                    ? question.call()
                    : eventLoop.submit(question).get(ANSWER_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while asking the event loop", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("the connection failed", e.getCause());
        } catch (TimeoutException e) {
            throw new IllegalStateException("the event loop did not answer for 10 s", e);
        } catch (Exception e) {
            throw new IllegalStateException("the connection failed", e);
        }
    }
}
