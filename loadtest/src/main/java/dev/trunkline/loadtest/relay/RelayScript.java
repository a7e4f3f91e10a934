package dev.trunkline.loadtest.relay;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What happens in the ConversationRelay sessions of one call.
 *
 * @param steps what the caller does; after the last one the caller waits until somebody ends the
 *     call
 * @param timing how long things take, and how fast the call goes
 * @param behavior what the documentation leaves open
 * @param faults how the sessions are not as Twilio would make them
 * @param maxDurationMs the caller hangs up after this long in any case, in milliseconds of the call
 */
public record RelayScript(
        List<RelayStep> steps,
        RelayTiming timing,
        RelayBehavior behavior,
        Set<RelayFault> faults,
        long maxDurationMs) {

    private static final long MAX_DURATION_MS = 1_800_000;

    public RelayScript {
        steps = List.copyOf(steps);
        faults = Set.copyOf(faults);
    }

    /** A caller who says nothing, twenty times faster than real. */
    public static RelayScript silent() {
        return new Builder().build();
    }

    public static Builder script() {
        return new Builder();
    }

    /** Collects a script; every method returns this builder. */
    public static final class Builder {
        private final List<RelayStep> steps = new ArrayList<>();
        private final EnumSet<RelayFault> faults = EnumSet.noneOf(RelayFault.class);
        private RelayTiming timing = RelayTiming.fast();
        private RelayBehavior behavior = RelayBehavior.harsh();
        private long maxDurationMs = MAX_DURATION_MS;

        private Builder() {}

        public Builder say(RelayCue cue, String words) {
            return step(cue, new RelayStep.Say(words));
        }

        public Builder press(RelayCue cue, String digits) {
            return step(cue, new RelayStep.Press(digits));
        }

        public Builder hangUp(RelayCue cue) {
            return step(cue, new RelayStep.HangUp());
        }

        public Builder breakNetwork(RelayCue cue) {
            return step(cue, new RelayStep.BreakNetwork());
        }

        public Builder step(RelayCue cue, RelayStep.Action action) {
            steps.add(new RelayStep(cue, action));
            return this;
        }

        public Builder timing(RelayTiming how) {
            timing = how;
            return this;
        }

        public Builder behavior(RelayBehavior how) {
            behavior = how;
            return this;
        }

        public Builder fault(RelayFault fault) {
            faults.add(fault);
            return this;
        }

        public Builder maxDurationMs(long limitMs) {
            maxDurationMs = limitMs;
            return this;
        }

        public RelayScript build() {
            return new RelayScript(steps, timing, behavior, faults, maxDurationMs);
        }
    }
}
