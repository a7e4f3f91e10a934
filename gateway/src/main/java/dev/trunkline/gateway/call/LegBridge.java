package dev.trunkline.gateway.call;

import io.netty.channel.EventLoop;

/**
 * Joins a call to a leg on another event loop: a leg that takes the place of a lost one may be
 * accepted anywhere, and the call stays where it is. Each side is told on its own loop; words are
 * few enough for that.
 */
final class LegBridge implements TextLeg, TextLegListener {
    private final TextLeg leg;
    private final EventLoop legLoop;
    private final TextCall call;
    private final EventLoop callLoop;

    /** What was under way from a leg that the call has given up is not told any more. */
    private boolean over;

    LegBridge(TextLeg leg, EventLoop legLoop, TextCall call, EventLoop callLoop) {
        this.leg = leg;
        this.legLoop = legLoop;
        this.call = call;
        this.callLoop = callLoop;
    }

    // On the call's loop.

    @Override
    public void sendText(String words, boolean last) {
        legLoop.execute(() -> leg.sendText(words, last));
    }

    @Override
    public void sendDigits(String digits) {
        legLoop.execute(() -> leg.sendDigits(digits));
    }

    @Override
    public void switchLanguage(String language) {
        legLoop.execute(() -> leg.switchLanguage(language));
    }

    @Override
    public void play(String url, int loops, boolean preemptible) {
        legLoop.execute(() -> leg.play(url, loops, preemptible));
    }

    @Override
    public void end(String reason) {
        over = true;
        legLoop.execute(() -> leg.end(reason));
    }

    @Override
    public void close(LegClose cause) {
        over = true;
        legLoop.execute(() -> leg.close(cause));
    }

    // On the leg's loop.

    @Override
    public void onPrompt(String words, String language, boolean last, long arrivalNanos) {
        tell(() -> call.onPrompt(words, language, last, arrivalNanos));
    }

    @Override
    public void onInterrupt(String spoken, long spokenMs, long arrivalNanos) {
        tell(() -> call.onInterrupt(spoken, spokenMs, arrivalNanos));
    }

    @Override
    public void onDtmf(char digit) {
        tell(() -> call.onDtmf(digit));
    }

    @Override
    public void onSpoken(String words, long arrivalNanos) {
        tell(() -> call.onSpoken(words, arrivalNanos));
    }

    @Override
    public void onAgentSpeaking(boolean speaking, long arrivalNanos) {
        tell(() -> call.onAgentSpeaking(speaking, arrivalNanos));
    }

    @Override
    public void onLegClosed(boolean clean) {
        tell(() -> call.onLegClosed(clean));
    }

    private void tell(Runnable event) {
        callLoop.execute(() -> {
            if (!over) {
                event.run();
            }
        });
    }

    @Override
    public String toString() {
        return "bridge to " + leg;
    }
}
