package dev.trunkline.gateway.call;

import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What a call in audio does when its model's session is left: what came of an answer is played to
 * its end, for it was said. Confined to the call's event loop.
 */
final class AudioGap implements LastingSession.Watcher {
    private final CallClock clock;
    private final AgentVoice voice;
    private final Playout playout;
    private final Farewell farewell;
    private final BooleanSupplier somebodySpeaks;
    private final Runnable callerIsUnheard;
    private final LongConsumer endIfSilent;

    /**
     * The gaps of one call.
     *
     * @param callerIsUnheard nobody tells any more that the caller speaks
     * @param endIfSilent told the time: the agent may have fallen silent
     */
    AudioGap(
            CallClock clock,
            AgentVoice voice,
            Playout playout,
            Farewell farewell,
            BooleanSupplier somebodySpeaks,
            Runnable callerIsUnheard,
            LongConsumer endIfSilent) {
        this.clock = clock;
        this.voice = voice;
        this.playout = playout;
        this.farewell = farewell;
        this.somebodySpeaks = somebodySpeaks;
        this.callerIsUnheard = callerIsUnheard;
        this.endIfSilent = endIfSilent;
    }

    @Override
    public boolean onSessionLost(@Nullable String responseId) {
        long nowNanos = clock.nanos();
        callerIsUnheard.run();
        voice.endOfItem();
        if (responseId != null) {
            playout.responseDone(responseId, nowNanos);
        }
        boolean goesOn = !farewell.pending();
        endIfSilent.accept(nowNanos); // a goodbye needs no model but for its words
        return goesOn;
    }

    @Override
    public boolean silent() {
        return !somebodySpeaks.getAsBoolean()
                && playout.drained(clock.nanos())
                && !farewell.pending();
    }
}
