package dev.trunkline.gateway.trunk.dial;

import dev.trunkline.gateway.trunk.limit.Answer;
import dev.trunkline.gateway.trunk.limit.Lease;
import io.vertx.core.AsyncResult;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What came of a call's turn. */
sealed interface Turn {
    /** Nothing says when it will be free: it is worth asking now and then. */
    Wait LATER = new Wait(Duration.ofMillis(250));

    /** The same of a store of limits that cannot be asked. */
    Wait STORE_AWAY = new Wait(Duration.ofSeconds(1));

    /** It is tried. */
    record Begun() implements Turn {}

    /** It needs no turn any more. */
    record Gone() implements Turn {}

    /** Something that it needs is not free; worth asking again after this. */
    record Wait(Duration atLeast) implements Turn {}

    /** What was granted; null if nothing was. */
    static @Nullable Lease leaseOf(AsyncResult<Answer> answer) {
        return answer.succeeded() && answer.result() instanceof Answer.Granted(Lease granted)
                ? granted
                : null;
    }

    /** Of an answer that granted nothing: when to ask again. */
    static Turn waitFor(AsyncResult<Answer> answer) {
        if (answer.failed()) {
            return STORE_AWAY;
        }
        return answer.result() instanceof Answer.TooFast(String _, Duration after)
                ? new Wait(after)
                : LATER;
    }
}
