package dev.trunkline.loadtest.pbx;

import dev.trunkline.loadtest.phone.CallProgress;
import dev.trunkline.loadtest.phone.CallerAudio;
import dev.trunkline.loadtest.phone.CallerPhone;
import dev.trunkline.loadtest.phone.HangUp;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

/** A call over the PBX in progress. Any thread; nothing happens any more once it is over. */
public final class PbxPhoneCall {
    private final String channelId;
    private final CallerPhone phone;
    private final CompletableFuture<PbxCallReport> report;

    PbxPhoneCall(String channelId, CallerPhone phone, CompletableFuture<PbxCallReport> report) {
        this.channelId = channelId;
        this.phone = phone;
        this.report = report;
    }

    /** Of the caller's channel, as ARI has it. */
    public String channelId() {
        return channelId;
    }

    /** Completed when the call is over, never exceptionally. */
    public CompletableFuture<PbxCallReport> report() {
        return report.copy();
    }

    /** The caller says this at once, instead of what the script says at the moment. */
    public void sayNow(CallerAudio audio) {
        phone.sayNow(audio);
    }

    /** The caller presses these keys. */
    public void press(String digits) {
        phone.press(digits);
    }

    /** The phone sends no frames for this long: a hole in the network. */
    public void gap(Duration gap) {
        phone.gap(gap);
    }

    /** The caller hangs up. */
    public void hangUp() {
        phone.hangUp(HangUp.STOP);
    }

    /** The phone falls silent for good, and nobody tells the PBX. */
    public void vanish() {
        phone.hangUp(HangUp.VANISH);
    }

    /**
     * Waits until the answered call has come to this; looked at with every frame and all that is
     * heard.
     *
     * @param condition tried on the event loop: quick and without side effects
     * @return fails with {@link TimeoutException} after {@code deadline}, with {@link
     *     IllegalStateException} when the call ends first
     */
    public CompletableFuture<CallProgress> await(
            Predicate<CallProgress> condition, Duration deadline) {
        return phone.await(condition, deadline);
    }
}
