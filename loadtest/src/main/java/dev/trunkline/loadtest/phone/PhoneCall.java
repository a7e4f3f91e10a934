package dev.trunkline.loadtest.phone;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A call in progress. Its methods may be called from any thread: they act on the call's event loop,
 * in the order of the calls, and do nothing once the call, or its stream, is over.
 */
public final class PhoneCall {
    private final String callSid;
    private final PhoneLoop loop;
    private final CompletableFuture<PhoneCallReport> report = new CompletableFuture<>();
    private final List<Violation> violations = new ArrayList<>();
    private final List<String> twiml = new ArrayList<>();
    private final List<String> said = new ArrayList<>();
    private final List<Waiter> waiters = new ArrayList<>();
    private @Nullable MediaStream stream;
    private PhoneCallReport.@Nullable StreamReport streamReport;
    private boolean callerHungUp;
    private long webhookNanos = -1;

    /** Somebody who waits for the stream to get somewhere. */
    private final class Waiter extends TimerWheel.Timer {
        final Predicate<CallProgress> condition;
        final CompletableFuture<CallProgress> reached;

        Waiter(Predicate<CallProgress> condition, CompletableFuture<CallProgress> reached) {
            this.condition = condition;
            this.reached = reached;
        }

        @Override
        void fire(long nowNanos) {
            waiters.remove(this);
            String where = stream == null ? "no stream yet" : stream.progress(nowNanos).toString();
            reached.completeExceptionally(new TimeoutException("condition not reached: " + where));
        }
    }

    PhoneCall(String callSid, PhoneLoop loop) {
        this.callSid = callSid;
        this.loop = loop;
    }

    /** The CallSid that the gateway is told. */
    public String callSid() {
        return callSid;
    }

    /** Completed when the call is over, never exceptionally. */
    public CompletableFuture<PhoneCallReport> report() {
        return report.copy();
    }

    /** The caller says this at once, instead of what the script says at the moment. */
    public void sayNow(CallerAudio audio) {
        onStream(open -> open.caller().sayNow(audio, loop.now()));
    }

    /** The caller presses these keys. */
    public void dtmf(String digits) {
        onStream(open -> digits.chars().forEach(digit -> open.sendDtmf((char) digit)));
    }

    /** The phone sends no frames for this long. */
    public void gap(Duration gap) {
        onStream(open -> open.caller().gap(gap.toMillis(), loop.now()));
    }

    /** Puts bytes on the stream's socket. */
    public void sendRaw(RawMessage message) {
        onStream(open -> open.sendRaw(message));
    }

    /** The phone stops reading from the stream's socket for this long. */
    public void stopReading(Duration pause) {
        onStream(open -> open.stopReading(pause.toMillis(), loop.now()));
    }

    /**
     * Ends the call from the phone's side; before the stream is open, at the next step of the call.
     */
    public void hangUp(HangUp how) {
        loop.run(() -> {
            callerHungUp = true;
            if (stream != null) {
                stream.hangUp(how);
            }
        });
    }

    /** {@link HangUp#STOP}. */
    public void hangUp() {
        hangUp(HangUp.STOP);
    }

    /**
     * Waits until the stream has come to this; looked at with every message and every frame.
     *
     * @param condition tried on the event loop: quick and without side effects
     * @return fails with {@link TimeoutException} after {@code deadline}, with {@link
     *     IllegalStateException} when the stream ends first
     */
    public CompletableFuture<CallProgress> await(
            Predicate<CallProgress> condition, Duration deadline) {
        CompletableFuture<CallProgress> reached = new CompletableFuture<>();
        loop.run(() -> {
            Waiter waiter = new Waiter(condition, reached);
            waiters.add(waiter);
            loop.wheel.arm(waiter, loop.now() + deadline.toNanos());
            progressed();
            if (report.isDone()) {
                giveUpWaiting();
            }
        });
        return reached;
    }

    private void onStream(Consumer<MediaStream> action) {
        loop.run(() -> {
            if (stream != null && !stream.ended()) {
                action.accept(stream);
            }
        });
    }

    void violation(int code, long nowNanos, String detail) {
        violations.add(new Violation(code, nowNanos, detail));
    }

    void hungUpByCaller() {
        callerHungUp = true;
    }

    void progressed() {
        if (waiters.isEmpty() || stream == null) {
            return;
        }
        CallProgress progress = stream.progress(loop.now());
        for (Waiter waiter : List.copyOf(waiters)) {
            try {
                if (waiter.condition.test(progress)) {
                    waiters.remove(waiter);
                    loop.wheel.cancel(waiter);
                    waiter.reached.complete(progress);
                }
            } catch (
                    RuntimeException
                            e) { // a test's condition is wrong: that test fails, the loop goes on
                waiters.remove(waiter);
                loop.wheel.cancel(waiter);
                waiter.reached.completeExceptionally(e);
            }
        }
    }

    boolean callerHungUp() {
        return callerHungUp;
    }

    void twimlReceived(String document) {
        twiml.add(document);
    }

    /** A webhook is sent; the first one counts. */
    void webhookSent(long nowNanos) {
        webhookNanos = webhookNanos < 0 ? nowNanos : webhookNanos;
    }

    void heard(String verbAndContent) {
        said.add(verbAndContent);
    }

    void streamOpened(MediaStream opened) {
        stream = opened;
    }

    /** The stream is over; a call has at most one at a time, and the report shows the last. */
    void streamClosed(PhoneCallReport.StreamReport closed) {
        progressed();
        streamReport = closed;
        stream = null;
    }

    void finish(PhoneCallReport.Outcome outcome) {
        PhoneCallReport whole =
                new PhoneCallReport(
                        callSid,
                        outcome,
                        List.copyOf(twiml),
                        List.copyOf(said),
                        List.copyOf(violations),
                        webhookNanos,
                        Optional.ofNullable(streamReport));
        report.complete(whole);
        giveUpWaiting();
    }

    private void giveUpWaiting() {
        for (Waiter waiter : List.copyOf(waiters)) {
            waiters.remove(waiter);
            loop.wheel.cancel(waiter);
            waiter.reached.completeExceptionally(new IllegalStateException("the call ended first"));
        }
    }
}
