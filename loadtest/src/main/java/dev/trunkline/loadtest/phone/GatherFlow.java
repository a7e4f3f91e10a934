package dev.trunkline.loadtest.phone;

import java.util.SortedMap;
import java.util.TreeMap;

/** One {@code <Gather>} (page "TwiML Voice: Gather"): waits for keys. One event loop. */
final class GatherFlow implements Busy {
    private final CallFlow flow;
    private final Twiml.Gather gather;
    private final Position at;
    private final StringBuilder digits = new StringBuilder();
    private int waits;
    private boolean over;

    GatherFlow(CallFlow flow, Twiml.Gather gather, Position at) {
        this.flow = flow;
        this.gather = gather;
        this.at = at;
    }

    /**
     * @param keys that the script presses; empty for none
     */
    void begin(String keys, long keysAfterMs) {
        flow.busy(this);
        long promptMs = 0;
        for (Twiml.Verb prompt : gather.prompts()) {
            switch (prompt) {
                case Twiml.Spoken(String verb, String content) -> flow.heard(verb + " " + content);
                case Twiml.Pause(int seconds) -> promptMs += seconds * 1_000L;
                default -> flow.violation(Violation.SCHEMA, "in <Gather>: expected a prompt");
            }
        }
        await(promptMs + gather.timeoutSeconds() * 1_000L);
        if (!keys.isEmpty()) {
            flow.later(keysAfterMs, () -> pressed(keys));
        }
    }

    /** Every key begins the wait anew. */
    private void await(long ms) {
        int wait = ++waits;
        flow.later(
                ms,
                () -> {
                    if (wait == waits) {
                        done();
                    }
                });
    }

    @Override
    public void pressed(String keys) {
        for (int i = 0; i < keys.length() && !over; i++) {
            String key = keys.substring(i, i + 1);
            if (key.equals(gather.finishOnKey())) {
                done();
            } else {
                digits.append(key);
                if (digits.length() == gather.digits()) {
                    done();
                }
            }
        }
        if (!over) {
            await(gather.timeoutSeconds() * 1_000L);
        }
    }

    private void done() {
        if (over) {
            return;
        }
        over = true;
        flow.free();
        if (digits.isEmpty() && !gather.actionOnEmptyResult()) {
            flow.obey(at.next());
            return;
        }
        SortedMap<String, String> form = new TreeMap<>(flow.parameters());
        form.put("Digits", digits.toString());
        flow.documents().fetch(at.asked(gather.attributes()), form);
    }

    @Override
    public void leave() {
        over = true;
    }

    @Override
    public void hungUp() {
        over = true;
        flow.end();
    }
}
