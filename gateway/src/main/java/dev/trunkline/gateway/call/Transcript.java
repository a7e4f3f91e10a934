package dev.trunkline.gateway.call;

/**
 * What both said, line by line; kept only if the agent's profile asks for it. Bounded: what comes
 * after is left out. Confined to the call's event loop.
 */
final class Transcript {
    private static final int MOST_CHARACTERS = 100_000;
    private static final String CUT = "(cut here)";

    private boolean kept;
    private final StringBuilder text = new StringBuilder();
    private boolean full;

    Transcript(boolean kept) {
        this.kept = kept;
    }

    /** Whether what is said from now on is kept. */
    void keep(boolean further) {
        kept = further;
    }

    void agentSaid(String words) {
        add("agent: ", words);
    }

    void callerSaid(String words) {
        add("caller: ", words);
    }

    private void add(String who, String words) {
        if (!kept || full || words.isBlank()) {
            return;
        }
        if (text.length() + words.length() > MOST_CHARACTERS) {
            full = true;
            text.append(CUT);
            return;
        }
        text.append(who).append(words.strip()).append('\n');
    }

    /** Empty if it is not kept. */
    @Override
    public String toString() {
        return text.toString();
    }
}
