package dev.trunkline.gateway.call;

import dev.trunkline.gateway.call.CallClock.Timer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Joins the keys that a caller presses one after another into one entry: an account number should
 * reach the model as a number, not as ten interruptions. An entry ends at {@code #}, after a pause,
 * or at a length that no entry has.
 */
final class DtmfCollector {
    private static final long PAUSE_NANOS = 1_500_000_000L;
    private static final int LONGEST_ENTRY = 32;

    private final CallClock clock;
    private final Consumer<String> entries;
    private final StringBuilder digits = new StringBuilder();
    private @Nullable Timer pause;

    DtmfCollector(CallClock clock, Consumer<String> entries) {
        this.clock = clock;
        this.entries = entries;
    }

    void press(char digit) {
        cancelPause();
        digits.append(digit);
        if (digit == '#' || digits.length() == LONGEST_ENTRY) {
            complete();
        } else {
            pause = clock.schedule(PAUSE_NANOS, this::complete);
        }
    }

    void close() {
        cancelPause();
        digits.setLength(0);
    }

    private void complete() {
        cancelPause();
        String entry = digits.toString();
        digits.setLength(0);
        entries.accept(entry);
    }

    private void cancelPause() {
        if (pause != null) {
            pause.cancel();
            pause = null;
        }
    }
}
