package dev.trunkline.gateway.trunk.oncall;

import dev.trunkline.gateway.config.EscalationStep;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/** A person who is rung for a call. Confined to the escalations' loop. */
final class PersonLeg {
    /** Keys that mean nothing, until it is taken for a machine. */
    private static final int MOST_WRONG_KEYS = 3;

    /** From 1, among all who are rung for the call. */
    final int number;

    final EscalationStep step;

    /** Empty as long as the dialler has not named the call. */
    String callId = "";

    /** Whether the person is to be rung no longer. */
    boolean unwanted;

    boolean answered;

    /** What became of taking the call, once the person has tried to. */
    @Nullable Future<Instruction> taking;

    private int wrongKeys;

    PersonLeg(int number, EscalationStep step) {
        this.number = number;
        this.step = step;
    }

    /** Whether one more wrong key is one too many. */
    boolean givesUp() {
        return ++wrongKeys >= MOST_WRONG_KEYS;
    }
}
