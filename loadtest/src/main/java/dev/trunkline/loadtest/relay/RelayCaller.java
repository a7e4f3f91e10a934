package dev.trunkline.loadtest.relay;

import org.jspecify.annotations.Nullable;

/**
 * The caller of one call: takes the script's steps, through as many sessions as the call has. One
 * thread.
 */
public final class RelayCaller {
    private final RelayScript script;
    private int step;
    private boolean busy;
    private boolean looking;
    private long finishedMs;
    private int saidMark;
    private int wordsMark;
    private int heardMark;
    private Agenda.@Nullable Entry wake;

    public RelayCaller(RelayScript script) {
        this.script = script;
    }

    RelayScript script() {
        return script;
    }

    int stepsTaken() {
        return step;
    }

    /** A session begins: the step before is finished now, and the agent has said nothing. */
    void begin() {
        busy = false;
        finishedMs = 0;
        saidMark = 0;
        wordsMark = 0;
        heardMark = 0;
        wake = null;
    }

    /** What the step before began to say has been said. */
    void finished(RelayConversation session) {
        if (busy) {
            busy = false;
            mark(session);
            look(session);
        }
    }

    private void mark(RelayConversation session) {
        finishedMs = session.agenda().nowMs();
        saidMark = session.agent().said();
        wordsMark = session.agent().words();
        heardMark = session.agent().heard().length();
    }

    /** Something has happened: takes the steps whose cue has come. */
    void look(RelayConversation session) {
        if (looking) {
            return; // a step that is being taken has made it happen
        }
        looking = true;
        try {
            while (step < script.steps().size() && !busy && !session.over()) {
                RelayStep next = script.steps().get(step);
                if (!holds(next.cue(), session)) {
                    return;
                }
                step++;
                mark(session);
                busy = next.action() instanceof RelayStep.Say;
                session.take(next.action());
            }
        } finally {
            looking = false;
        }
    }

    private boolean holds(RelayCue cue, RelayConversation session) {
        AgentSpeech agent = session.agent();
        return switch (cue) {
            case RelayCue.At(long ms) -> reached(ms, session);
            case RelayCue.After(long ms) -> reached(finishedMs + ms, session);
            case RelayCue.AgentDone(String text, long silentMs) ->
                    agent.said() > saidMark
                            && saidSince(agent, text)
                            && !agent.active()
                            && reached(agent.idleSinceMs() + silentMs, session);
            case RelayCue.AgentSpoke(int words) ->
                    agent.words() - wordsMark >= words && agent.active();
            case RelayCue.AgentSaid(String text) -> saidSince(agent, text);
        };
    }

    private boolean saidSince(AgentSpeech agent, String text) {
        return agent.heard().indexOf(text, heardMark) >= 0;
    }

    /** Whether it is that late; if not, looks again when it is. */
    private boolean reached(long dueMs, RelayConversation session) {
        long leftMs = dueMs - session.agenda().nowMs();
        if (leftMs <= 0) {
            return true;
        }
        if (wake != null) {
            wake.cancel();
        }
        wake = session.agenda().after(leftMs, () -> look(session));
        return false;
    }
}
