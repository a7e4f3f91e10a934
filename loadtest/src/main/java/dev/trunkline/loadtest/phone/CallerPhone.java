package dev.trunkline.loadtest.phone;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The phone of somebody who is not behind Twilio but behind an exchange of the caller's own side: a
 * {@link CallScript}'s steps, background, network and carrier, without webhook and stream. What it
 * says and hears is reported as of a Media Stream; marks and clears it has none.
 *
 * <p>{@link #answered}, {@link #hear} and {@link #ended} are the exchange's, on the phone's loop,
 * as whole events of it; the others are for any thread.
 */
public final class CallerPhone {
    private final String name;
    private final PhoneLoop loop;
    private final CallScript script;
    private final Exchange exchange;
    private final DelayLine uplink;
    private final DelayLine downlink;
    private final Waiters waiters;
    private @Nullable PhoneLine line;
    private boolean hungUp;

    /** What the phone is connected to, behind its network. On the phone's loop. */
    public interface Exchange {
        /**
         * Frame {@code index} of the schedule, 20 ms, is said now: how it travels.
         *
         * @param muLaw borrowed
         * @return owned by the phone; null if it travels in the packet of a later frame
         */
        byte @Nullable [] spoken(long index, byte[] muLaw);

        /** A packet is here; owned by the exchange. */
        void arrived(byte[] packet, long nowNanos);

        /** A key was pressed. */
        void pressed(char digit);

        /** The one on the phone hung up; once. */
        void hungUp(HangUp how);
    }

    /** What a line is made of besides its script. */
    record Parts(String name, PhoneLoop loop, Exchange exchange, Runnable progress) {}

    /**
     * @param name of the call, for progress and report
     */
    public CallerPhone(String name, PhoneLoop loop, CallScript script, Exchange exchange) {
        this.name = name;
        this.loop = loop;
        this.script = script;
        this.exchange = exchange;
        uplink = new DelayLine(script.uplinkPath(), loop.wheel);
        downlink = new DelayLine(script.downlinkPath(), loop.wheel);
        waiters = new Waiters(loop);
    }

    /** The call is answered: the caller begins to speak. Does nothing the second time. */
    public void answered() {
        if (line == null && !hungUp) {
            downlink.send(loop.now(), _ -> begin());
            loop.settle();
        }
    }

    private void begin() {
        if (line == null && !hungUp) {
            PhoneLine opened =
                    new PhoneLine(
                            new Parts(name, loop, exchange, waiters::look),
                            script,
                            uplink,
                            downlink);
            line = opened;
            opened.open();
        }
    }

    /** Agent audio for the caller, μ-law; borrows the array. */
    public void hear(byte[] muLaw, int bytes) {
        if (line != null) {
            line.hear(muLaw, bytes);
            loop.settle();
        }
    }

    /** The exchange ends the call: the caller hears of it behind the network, then {@code then}. */
    public void ended(Runnable then) {
        hungUp = true;
        downlink.send(
                loop.now(),
                _ -> {
                    if (line != null) {
                        line.end();
                    }
                    then.run();
                    waiters.giveUp();
                });
        loop.settle();
    }

    /** What was said and heard; null if the call was never answered. Once, at the end. */
    public PhoneCallReport.@Nullable StreamReport report(PhoneCallReport.ClosedBy closedBy) {
        return line == null ? null : line.report(loop.now(), closedBy);
    }

    /** The caller says this at once, instead of what the script says at the moment. */
    public void sayNow(CallerAudio audio) {
        onLine(open -> open.caller().sayNow(audio, loop.now()));
    }

    /** The caller presses these keys. */
    public void press(String digits) {
        onLine(open -> digits.chars().forEach(digit -> open.sendDtmf((char) digit)));
    }

    /** The phone sends no frames for this long: the network has a hole. */
    public void gap(Duration gap) {
        onLine(open -> open.caller().gap(gap.toMillis(), loop.now()));
    }

    /** The caller hangs up, answered or not. */
    public void hangUp(HangUp how) {
        loop.run(() -> {
            if (line != null) {
                line.hangUp(how);
            } else if (!hungUp) {
                uplink.send(loop.now(), _ -> exchange.hungUp(how));
            }
            hungUp = true;
        });
    }

    /**
     * Waits until the call has come to this; looked at with every frame and all that is heard.
     *
     * @param condition tried on the event loop: quick and without side effects
     * @return fails with {@link TimeoutException} after {@code deadline}, with {@link
     *     IllegalStateException} when the call ends first
     */
    public CompletableFuture<CallProgress> await(
            Predicate<CallProgress> condition, Duration deadline) {
        return waiters.await(
                () -> line == null ? null : line.progress(loop.now()), condition, deadline);
    }

    private void onLine(Consumer<PhoneLine> action) {
        loop.run(() -> {
            if (line != null && !line.ended()) {
                action.accept(line);
            }
        });
    }
}
