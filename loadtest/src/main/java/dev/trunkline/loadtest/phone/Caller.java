package dev.trunkline.loadtest.phone;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Follows a script: decides with every frame of the schedule what the caller says. One event loop.
 */
final class Caller {
    private static final CallerAudio SPEECH = CallerAudio.wholeSpeech();

    private final CallScript script;
    private final CallerLine line;
    private final List<CallerStep> steps;
    private int step;
    private long stepBeganNanos = -1; // when the step before was finished
    private @Nullable CallerAudio speaking;
    private int speakingFrame;
    private long gapUntilNanos = Long.MIN_VALUE;

    Caller(CallScript script, CallerLine line) {
        this.script = script;
        this.line = line;
        steps = script.steps();
    }

    /**
     * It is time for frame {@code frameIndex}: takes the steps that are due and sends the frame, or
     * not in a gap.
     */
    void frame(long frameIndex, long dueNanos, long nowNanos) {
        if (stepBeganNanos < 0) {
            stepBeganNanos = dueNanos;
        }
        takeSteps(nowNanos);
        line.progressed();
        if (line.ended() || nowNanos < gapUntilNanos) {
            return;
        }
        if (speaking != null) {
            speak(speaking, dueNanos, nowNanos);
            return;
        }
        switch (script.background()) {
            case SILENCE -> line.sendSilence(dueNanos, nowNanos);
            case PROBES -> line.sendProbe(dueNanos, nowNanos);
            case SPEECH ->
                    line.send(SPEECH, (int) (frameIndex % SPEECH.frames()), dueNanos, nowNanos);
        }
    }

    /** Says this at once, instead of what is being said. */
    void sayNow(CallerAudio audio, long nowNanos) {
        if (speaking != null) {
            line.recorder().utteranceEnds(nowNanos);
        }
        begin(audio, nowNanos);
    }

    void gap(long gapMs, long nowNanos) {
        gapUntilNanos = nowNanos + gapMs * 1_000_000;
    }

    int stepsTaken() {
        return step;
    }

    private void speak(CallerAudio audio, long dueNanos, long nowNanos) {
        if (speakingFrame == audio.firstAudibleFrame()) {
            line.recorder().utteranceAudibleFrom(nowNanos);
        }
        if (speakingFrame == audio.lastAudibleFrame()) {
            line.recorder().utteranceAudibleTo(nowNanos);
        }
        line.send(audio, speakingFrame, dueNanos, nowNanos);
        if (++speakingFrame == audio.frames()) {
            speaking = null;
            line.recorder().utteranceEnds(nowNanos);
            stepBeganNanos = nowNanos;
        }
    }

    private void begin(CallerAudio audio, long nowNanos) {
        speaking = audio.frames() == 0 ? null : audio;
        speakingFrame = 0;
        line.recorder().utteranceBegins(nowNanos);
    }

    private void takeSteps(long nowNanos) {
        while (step < steps.size()
                && speaking == null
                && nowNanos >= gapUntilNanos
                && !line.ended()) {
            CallerStep next = steps.get(step);
            if (!holds(next.when(), nowNanos)) {
                return;
            }
            step++;
            stepBeganNanos = nowNanos;
            take(next.action(), nowNanos);
        }
    }

    private void take(CallerStep.Action action, long nowNanos) {
        switch (action) {
            case CallerStep.Say(CallerAudio audio) -> begin(audio, nowNanos);
            case CallerStep.Dtmf(String digits) ->
                    digits.chars().forEach(digit -> line.sendDtmf((char) digit));
            case CallerStep.Gap(long gapMs) -> {
                gap(gapMs, nowNanos);
                stepBeganNanos = gapUntilNanos;
            }
            case CallerStep.StopReading(long pauseMs) -> line.stopReading(pauseMs, nowNanos);
            case CallerStep.Send(RawMessage message) -> line.sendRaw(message);
            case CallerStep.End(HangUp how) -> line.hangUp(how);
        }
    }

    private boolean holds(When when, long nowNanos) {
        return switch (when) {
            case When.At(long ms) -> nowNanos - line.startedNanos() >= ms * 1_000_000;
            case When.After(long ms) -> passed(ms, nowNanos);
            case When.AgentEnded(long ms, long limit) ->
                    agentEnded(ms, nowNanos) || late(limit, nowNanos);
            case When.Interrupting(long ms, long limit) ->
                    agentHeard(ms, nowNanos) || late(limit, nowNanos);
        };
    }

    private boolean passed(long ms, long nowNanos) {
        return nowNanos - stepBeganNanos >= ms * 1_000_000;
    }

    private boolean late(long limitMs, long nowNanos) {
        return limitMs > 0 && passed(limitMs, nowNanos);
    }

    private boolean agentEnded(long silentMs, long nowNanos) {
        long endSample = line.agent().lastAudibleEnd();
        long endNanos = line.playout().nanosOf(endSample);
        return endSample >= 0
                && endNanos > stepBeganNanos
                && nowNanos - endNanos >= silentMs * 1_000_000;
    }

    private boolean agentHeard(long heardMs, long nowNanos) {
        int spell = line.agent().spellAt(line.playout().sampleBefore(nowNanos));
        if (spell < 0) {
            return false;
        }
        long fromNanos = Math.max(stepBeganNanos, line.playout().nanosOf(line.agent().from(spell)));
        return nowNanos - fromNanos >= heardMs * 1_000_000;
    }
}
