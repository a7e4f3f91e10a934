package dev.trunkline.gateway.call;

import dev.trunkline.codecs.audio.AudioFormat;
import dev.trunkline.gateway.call.ModelSessionListener.AudioItem;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which item lies where on the playout line of one generation. One entry an item: items of a model
 * follow one another, and an item whose audio comes back after another's gets a second entry.
 */
final class PlayoutLedger {
    private static final class Entry {
        final AudioItem item;
        final long start;
        long end;
        boolean done;

        Entry(AudioItem item, long start) {
            this.item = item;
            this.start = start;
            this.end = start;
        }
    }

    private final List<Entry> entries = new ArrayList<>();

    void add(AudioItem item, long position, int byteCount) {
        Entry last = entries.isEmpty() ? null : entries.getLast();
        if (last == null || !last.item.equals(item)) {
            last = new Entry(item, position);
            entries.add(last);
        }
        last.end += byteCount;
    }

    void done(AudioItem item) {
        for (Entry entry : entries) {
            if (entry.item.equals(item)) {
                entry.done = true;
            }
        }
    }

    /** Nothing more of this response comes, whether the ends of its items were announced or not. */
    void responseDone(String responseId) {
        for (Entry entry : entries) {
            if (entry.item.responseId().equals(responseId)) {
                entry.done = true;
            }
        }
    }

    /** The item whose first byte lies in {@code [from, to)}, or null. */
    @Nullable AudioItem startingIn(long from, long to) {
        for (int i = entries.size() - 1; i >= 0; i--) {
            Entry entry = entries.get(i);
            if (entry.start >= from && entry.start < to) {
                return entry.item;
            }
            if (entry.start < from) {
                return null;
            }
        }
        return null;
    }

    /** Lists the items that were not heard to their end, or whose end has not come, each once. */
    void cutAt(long heard, AudioFormat format, List<Unheard> cut) {
        for (int i = 0; i < entries.size(); i++) {
            AudioItem item = entries.get(i).item;
            if (cut.stream().anyMatch(unheard -> unheard.item().equals(item))) {
                continue; // counted with its first entry
            }
            long receivedBytes = 0;
            long heardBytes = 0;
            boolean done = true;
            for (Entry entry : entries) {
                if (entry.item.equals(item)) {
                    long bytes = entry.end - entry.start;
                    receivedBytes += bytes;
                    heardBytes += Math.clamp(heard - entry.start, 0L, bytes);
                    done &= entry.done;
                }
            }
            if (done && heardBytes == receivedBytes) {
                continue; // truncating what was heard whole would only delete its transcript
            }
            if (receivedBytes == 0) {
                continue; // the model refuses to truncate an item that has no audio
            }
            cut.add(
                    new Unheard(
                            item, format.durationMs(heardBytes), format.durationMs(receivedBytes)));
        }
    }

    /** Everything so far was heard whole. */
    void forget() {
        entries.removeIf(entry -> entry.done);
    }

    void clear() {
        entries.clear();
    }
}
