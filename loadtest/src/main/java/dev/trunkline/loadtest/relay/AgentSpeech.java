package dev.trunkline.loadtest.relay;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The agent's voice: talk cycles in their order, word by word at a constant pace. After a silence
 * speech begins one synthesis delay after its first whole word is there. One thread.
 */
final class AgentSpeech {
    private final Agenda agenda;
    private final RelaySettings settings;
    private final RelayScript script;
    private final Listener listener;
    private final Deque<TalkCycle> queue = new ArrayDeque<>();
    private final List<RelayReport.Spoken> ended = new ArrayList<>();
    private final StringBuilder heard = new StringBuilder();
    private int words;
    private int files;
    private boolean speaking;
    private boolean dry = true;
    private boolean dropping;
    private long idleSinceMs;
    private Agenda.@Nullable Entry next;

    /** What the session hears of it. */
    interface Listener {
        /** The agent begins or ceases to speak. */
        void agentSpeaking(boolean on);

        /** All of a message's text has been spoken. */
        void tokenPlayed(String token, boolean greeting);

        /** A word is through, or all is. */
        void agentProgressed();
    }

    /** Speech that was cut off. */
    record Cut(String heard, long durationMs, boolean open) {}

    AgentSpeech(Agenda agenda, RelaySettings settings, RelayScript script, Listener listener) {
        this.agenda = agenda;
        this.settings = settings;
        this.script = script;
        this.listener = listener;
    }

    void greet() {
        begin(TalkCycle.greeting(settings, agenda.nowMs()));
        goOn();
    }

    /** {@code lang} is the language that text is spoken in without one of its own. */
    void text(GatewayMessage.Text message, String lang) {
        if (dropping) {
            dropping = !message.last();
            return;
        }
        TalkCycle last = queue.peekLast();
        if (last == null || last.closed()) {
            if (message.token().isEmpty() && message.last()) {
                return; // closes what an interruption has closed already
            }
            String spoken = message.lang() == null ? lang : message.lang();
            last = begin(TalkCycle.ofText(settings, spoken, agenda.nowMs()));
        }
        last.override(message.interruptible(), message.preemptible());
        last.append(message.token(), message.last());
        goOn();
    }

    void play(GatewayMessage.Play message) {
        long fileMs = script.timing().playMs();
        begin(TalkCycle.file(settings, message, fileMs, agenda.nowMs()));
        goOn();
    }

    private TalkCycle begin(TalkCycle cycle) {
        for (TalkCycle first = queue.peek();
                first != null && first.closed() && first.preemptible();
                first = queue.peek()) {
            stopWord();
            queue.remove();
            ended.add(first.report(RelayReport.Ended.PREEMPTED, agenda.nowMs()));
        }
        queue.add(cycle);
        return cycle;
    }

    private void goOn() {
        while (next == null) {
            TalkCycle first = queue.peek();
            if (first == null) {
                fallSilent();
                return;
            }
            if (first.isFile()) {
                began(first);
                next = agenda.after(first.playMs(), () -> fileEnded(first));
                return;
            }
            int wordEnd = first.nextWordEnd();
            if (wordEnd >= 0) {
                long delayMs = dry ? script.timing().synthesisMs() : 0;
                dry = false;
                next = agenda.after(delayMs, () -> sayWord(first, wordEnd));
            } else if (first.closed()) {
                queue.remove();
                ended.add(first.report(RelayReport.Ended.COMPLETED, agenda.nowMs()));
            } else {
                dry = true;
                return;
            }
        }
    }

    private void sayWord(TalkCycle cycle, int wordEnd) {
        began(cycle);
        next = agenda.after(script.timing().agentWordMs(), () -> wordSaid(cycle, wordEnd));
    }

    private void wordSaid(TalkCycle cycle, int wordEnd) {
        next = null;
        heard.append(cycle.spoken(wordEnd)).append(' ');
        words++;
        cycle.reportPlayed(token -> listener.tokenPlayed(token, cycle.isGreeting()));
        goOn();
        listener.agentProgressed();
    }

    private void fileEnded(TalkCycle file) {
        next = null;
        files++;
        queue.remove(file);
        ended.add(file.report(RelayReport.Ended.COMPLETED, agenda.nowMs()));
        goOn();
        listener.agentProgressed();
    }

    private void began(TalkCycle cycle) {
        cycle.begin(agenda.nowMs());
        dry = false;
        if (!speaking) {
            speaking = true;
            listener.agentSpeaking(true);
        }
    }

    private void fallSilent() {
        dry = true;
        if (speaking) {
            speaking = false;
            idleSinceMs = agenda.nowMs();
            listener.agentSpeaking(false);
        }
    }

    private void stopWord() {
        if (next != null) {
            next.cancel();
            next = null;
        }
        dry = true;
    }

    /**
     * The caller's speech or key cuts in: what may be interrupted by it is gone, spoken or not.
     *
     * @return null if nothing is being said, or what is may not be interrupted
     */
    @Nullable Cut interrupt(boolean byKey) {
        TalkCycle first = queue.peek();
        if (first == null || !allows(first, byKey)) {
            return null;
        }
        long nowMs = agenda.nowMs();
        boolean open = false;
        stopWord();
        for (Iterator<TalkCycle> each = queue.iterator(); each.hasNext(); ) {
            TalkCycle cycle = each.next();
            if (allows(cycle, byKey)) {
                each.remove();
                open |= !cycle.closed();
                ended.add(cycle.report(RelayReport.Ended.INTERRUPTED, nowMs));
            }
        }
        dropping = open && !script.behavior().leftoversSpoken();
        idleSinceMs = nowMs;
        goOn();
        long durationMs = first.beganMs() < 0 ? 0 : nowMs - first.beganMs();
        return new Cut(first.heard(), durationMs, open);
    }

    private static boolean allows(TalkCycle cycle, boolean byKey) {
        return byKey ? cycle.interruptible().dtmf() : cycle.interruptible().speech();
    }

    /** The session is over: what is not spoken never will be. */
    void cut() {
        stopWord();
        queue.forEach(cycle -> ended.add(cycle.report(RelayReport.Ended.CUT, agenda.nowMs())));
        queue.clear();
        speaking = false;
    }

    /** Whatever is open is closed: nothing more comes. */
    void closeAll() {
        queue.forEach(TalkCycle::close);
        goOn();
    }

    /** Whether something is being spoken, or waits to be. */
    boolean active() {
        return !queue.isEmpty();
    }

    /** Whether a talk cycle waits for more text. */
    boolean open() {
        TalkCycle last = queue.peekLast();
        return last != null && !last.closed();
    }

    long idleSinceMs() {
        return idleSinceMs;
    }

    /** Words spoken so far, in all cycles. */
    int words() {
        return words;
    }

    /** Words and files so far: more of them means that the agent has said something. */
    int said() {
        return words + files;
    }

    /** All that was spoken so far, words separated by one space; to be read only. */
    StringBuilder heard() {
        return heard;
    }

    List<RelayReport.Spoken> report() {
        List<RelayReport.Spoken> all = new ArrayList<>(ended);
        queue.forEach(cycle -> all.add(cycle.report(RelayReport.Ended.NOT_YET, agenda.nowMs())));
        return List.copyOf(all);
    }
}
