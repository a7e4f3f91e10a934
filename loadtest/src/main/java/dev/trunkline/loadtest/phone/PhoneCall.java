package dev.trunkline.loadtest.phone;

import dev.trunkline.loadtest.relay.RelayProgress;
import dev.trunkline.loadtest.relay.RelayReport;
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
    private final Waiters waiters;
    private @Nullable MediaStream stream;
    private PhoneCallReport.@Nullable StreamReport streamReport;
    private @Nullable RelaySession relay;
    private final List<RelayReport> relayReports = new ArrayList<>();
    private PhoneCallReport.@Nullable Enqueued enqueued;
    private boolean callerHungUp;
    private long webhookNanos = -1;
    private final List<PhoneCallReport.Joined> joins = new ArrayList<>();
    private @Nullable String joinedTo;
    private long joinedNanos;
    private @Nullable Obedience obedience;

    /** Who obeys the call's documents. On the call's event loop. */
    interface Obedience {
        /** Something else is to be obeyed from now on. */
        void redirect(TwimlSource source);

        /** The one on the phone hung up; a connection hears of it by itself. */
        void hungUp();

        /** The one on the phone pressed these where nothing is connected. */
        void pressed(String digits);
    }

    PhoneCall(String callSid, PhoneLoop loop) {
        this.callSid = callSid;
        this.loop = loop;
        waiters = new Waiters(loop);
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

    /** The caller says these words to a ConversationRelay, behind what is being said. */
    public void sayNow(String words) {
        onRelay(open -> open.say(words));
    }

    /** The caller presses these keys. */
    public void dtmf(String digits) {
        onStream(open -> digits.chars().forEach(digit -> open.sendDtmf((char) digit)));
        onRelay(open -> open.press(digits));
        loop.run(() -> {
            if (obedience != null && !report.isDone()) {
                obedience.pressed(digits);
            }
        });
    }

    /**
     * The network between Twilio and the gateway breaks under a ConversationRelay session; the
     * caller stays on the line.
     */
    public void breakNetwork() {
        onRelay(RelaySession::breakNetwork);
    }

    /** The phone sends no frames for this long. */
    public void gap(Duration gap) {
        onStream(open -> open.caller().gap(gap.toMillis(), loop.now()));
    }

    /** Puts bytes on the stream's socket. */
    public void sendRaw(RawMessage message) {
        onStream(open -> open.sendRaw(message));
        onRelay(open -> open.raw(message));
    }

    /** The phone stops reading from the stream's socket for this long. */
    public void stopReading(Duration pause) {
        onStream(open -> open.stopReading(pause.toMillis(), loop.now()));
        onRelay(open -> open.stopReading(pause.toMillis()));
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
            if (relay != null) {
                relay.hangUp(how);
            }
            if (obedience != null && !report.isDone()) {
                obedience.hungUp();
            }
        });
    }

    /**
     * Has the call obey another document at once, as the REST API does: what it is connected to is
     * closed first.
     */
    public void redirect(TwimlSource source) {
        loop.run(() -> {
            if (obedience != null && !report.isDone() && !callerHungUp) {
                obedience.redirect(source);
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
        return waiters.await(
                () -> stream == null ? null : stream.progress(loop.now()), condition, deadline);
    }

    /**
     * Waits until the newest ConversationRelay session has come to this; looked at with every
     * message and every word. A session that is over stays the newest until another is opened.
     *
     * @param condition tried on the event loop: quick and without side effects
     * @return fails with {@link TimeoutException} after {@code deadline}, with {@link
     *     IllegalStateException} when the call ends first
     */
    public CompletableFuture<RelayProgress> awaitRelay(
            Predicate<RelayProgress> condition, Duration deadline) {
        return waiters.await(() -> relay == null ? null : relay.progress(), condition, deadline);
    }

    /**
     * Waits until the call has been joined to somebody by a {@code <Dial>}, and hears them now.
     *
     * @return the number, address or room; fails as {@link #awaitRelay}
     */
    public CompletableFuture<String> awaitJoined(Duration deadline) {
        return waiters.await(() -> joinedTo, _ -> true, deadline);
    }

    private void onRelay(Consumer<RelaySession> action) {
        loop.run(() -> {
            if (relay != null) {
                action.accept(relay);
            }
        });
    }

    private void onStream(Consumer<MediaStream> action) {
        loop.run(() -> {
            if (stream != null && !stream.ended()) {
                action.accept(stream);
            }
        });
    }

    /** Before the call begins. */
    void obedience(Obedience who) {
        obedience = who;
    }

    boolean isOver() {
        return report.isDone();
    }

    /** Hears somebody, and is heard. */
    void joined(String to, long nowNanos) {
        joinedTo = to;
        joinedNanos = nowNanos;
        progressed();
    }

    boolean isJoinedSince(long nanos) {
        return joinedTo != null && joinedNanos == nanos;
    }

    /** No longer, if it did at all. */
    void separated(long nowNanos) {
        if (joinedTo != null) {
            joins.add(new PhoneCallReport.Joined(joinedTo, joinedNanos, nowNanos));
            joinedTo = null;
        }
    }

    /** Closes what the call is connected to; false if that is nothing. */
    boolean leaveMedia() {
        if (stream != null) {
            stream.leave();
            return true;
        }
        return relay != null && relay.leave();
    }

    void violation(int code, long nowNanos, String detail) {
        violations.add(new Violation(code, nowNanos, detail));
    }

    void hungUpByCaller() {
        callerHungUp = true;
    }

    void progressed() {
        waiters.look();
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

    void relayOpened(RelaySession opened) {
        relay = opened;
    }

    /** A session is over, or more is known of one that is. */
    void relayClosed(RelayReport closed) {
        relayReports.removeIf(known -> known.sessionId().equals(closed.sessionId()));
        relayReports.add(closed);
    }

    void enqueued(PhoneCallReport.Enqueued where) {
        enqueued = where;
    }

    void finish(PhoneCallReport.Outcome outcome) {
        PhoneCallReport whole =
                new PhoneCallReport(
                        callSid,
                        outcome,
                        List.copyOf(twiml),
                        List.copyOf(said),
                        List.copyOf(joins),
                        List.copyOf(violations),
                        webhookNanos,
                        Optional.ofNullable(streamReport),
                        List.copyOf(relayReports),
                        Optional.ofNullable(enqueued));
        report.complete(whole);
        waiters.giveUp();
    }
}
