package dev.trunkline.observability.record;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which calls.
 *
 * @param from those that started then or later
 * @param to those that started before
 * @param agent only of this agent; all if null
 * @param direction only of this direction; both if null
 * @param trunk only of this assigned trunk; all if null
 */
public record RecordFilter(
        Instant from,
        Instant to,
        @Nullable String agent,
        @Nullable CallDirection direction,
        @Nullable String trunk) {
    /** All that there are. */
    public static final RecordFilter ALL =
            new RecordFilter(
                    Instant.EPOCH, Instant.ofEpochSecond(253_402_300_799L), null, null, null);
}
