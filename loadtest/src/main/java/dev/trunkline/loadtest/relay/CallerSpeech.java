package dev.trunkline.loadtest.relay;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The caller's voice and keys, and what Twilio makes of them: an interruption while the agent
 * speaks, and the recognised words once the caller has been silent for long enough. Who goes on to
 * speak before that is still in the same turn. One thread.
 */
final class CallerSpeech {
    private static final Set<String> BACKCHANNEL =
            Set.of("mm-hm", "mhm", "uh-huh", "yeah", "yes", "okay", "ok", "right", "hm");

    private final Agenda agenda;
    private final RelaySettings settings;
    private final RelayScript script;
    private final Ears ears;
    private final Deque<String> toSay = new ArrayDeque<>();
    private final List<String> said = new ArrayList<>();
    private boolean talking;
    private boolean counts = true;
    private boolean overAgent;
    private boolean cutIn;
    private long beganMs;
    private long endedMs;
    private Agenda.@Nullable Entry nextWord;
    private Agenda.@Nullable Entry finalPrompt;

    /** Where it is heard. */
    interface Ears {
        /** Whether the agent speaks, or has something left to speak. */
        boolean agentActive();

        /** Cuts the agent off, if that is allowed; tells the gateway. */
        boolean interrupt(boolean byKey);

        void clientSpeaking(boolean on);

        void prompt(String words, boolean last);

        void key(char key);

        /** A turn is over. */
        void turn(RelayReport.Turn turn);

        /** All that was to be said has been said. */
        void finished();
    }

    CallerSpeech(Agenda agenda, RelaySettings settings, RelayScript script, Ears ears) {
        this.agenda = agenda;
        this.settings = settings;
        this.script = script;
        this.ears = ears;
    }

    /** Begins to say this, or says it behind what is being said. */
    void say(String words) {
        toSay.addAll(List.of(words.strip().split("\\s+")));
        if (talking) {
            return;
        }
        talking = true;
        if (finalPrompt != null) {
            finalPrompt.cancel();
            finalPrompt = null;
        } else {
            beganMs = agenda.nowMs();
            overAgent = ears.agentActive();
            cutIn = false;
        }
        counts = !settings.ignoresBackchannel() || !toSay.stream().allMatch(this::backchannel);
        ears.clientSpeaking(true);
        RelayTiming timing = script.timing();
        if (timing.interruptAfterMs() < timing.callerWordMs()) {
            var _ = agenda.after(timing.interruptAfterMs(), this::tryToCutIn);
        }
        nextWord = agenda.after(timing.callerWordMs(), this::wordSaid);
    }

    private boolean backchannel(String word) {
        return BACKCHANNEL.contains(word.toLowerCase(Locale.ROOT).replaceAll("[.,!?]", ""));
    }

    private void tryToCutIn() {
        if (talking && counts && ears.agentActive()) {
            cutIn |= ears.interrupt(false);
        }
    }

    private void wordSaid() {
        said.add(toSay.remove());
        tryToCutIn();
        if (settings.partialPrompts() && delivered()) {
            ears.prompt(String.join(" ", said), false);
        }
        if (!toSay.isEmpty()) {
            nextWord = agenda.after(script.timing().callerWordMs(), this::wordSaid);
            return;
        }
        talking = false;
        nextWord = null;
        endedMs = agenda.nowMs();
        ears.clientSpeaking(false);
        finalPrompt = agenda.after(script.timing().recognitionMs(), this::turnOver);
        ears.finished();
    }

    /** What is said while the agent speaks on is delivered only where that was asked for. */
    private boolean delivered() {
        return counts && (!overAgent || cutIn || settings.reported().speech());
    }

    private void turnOver() {
        finalPrompt = null;
        String words = String.join(" ", said);
        said.clear();
        ears.turn(new RelayReport.Turn(words, beganMs, endedMs, delivered() ? agenda.nowMs() : -1));
        if (delivered()) {
            ears.prompt(words, true);
        }
    }

    void press(String digits) {
        digits.chars().forEach(digit -> press((char) digit));
    }

    private void press(char key) {
        boolean over = ears.agentActive();
        boolean interrupted = settings.dtmfDetection() && over && ears.interrupt(true);
        if (settings.dtmfDetection() && (!over || interrupted || settings.reported().dtmf())) {
            ears.key(key);
        }
    }

    /** The caller falls silent for good; a turn that is under way is not recognised any more. */
    void stop() {
        if (nextWord != null) {
            nextWord.cancel();
            said.addAll(toSay);
        }
        if (finalPrompt != null) {
            finalPrompt.cancel();
        }
        if (!said.isEmpty()) {
            ears.turn(new RelayReport.Turn(String.join(" ", said), beganMs, agenda.nowMs(), -1));
        }
        toSay.clear();
        said.clear();
        talking = false;
    }
}
