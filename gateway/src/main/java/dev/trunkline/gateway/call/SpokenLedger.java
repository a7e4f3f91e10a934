package dev.trunkline.gateway.call;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What the agent said in words: which item of the model's said what, in the order it was sent, and
 * how much of it was spoken. The {@link PlayoutLedger} of a call in words.
 *
 * <pre>
 *   response 1                     response 2
 *   item A                         item B
 *   |Hello.| How| can| I| help?|   |One| moment.|
 *                   ▲ spoken                     ▲ sent
 * </pre>
 *
 * <p>A position counts characters from the call's begin, white space left out: a leg may report
 * words with other white space than it was sent. Confined to the call's event loop.
 */
final class SpokenLedger {
    /** Spoken words that are kept to find an utterance in: more than a leg says at one time. */
    private static final int KEPT_CHARACTERS = 8_192;

    /** Words that a leg may spell otherwise than they were sent, before it is understood again. */
    private static final int SKIPPED_CHARACTERS = 256;

    private static final int NOT_FOUND = -1;

    private final Consumer<String> said;
    private final List<Entry> entries = new ArrayList<>();

    /** All words from {@link #base} on, without white space. */
    private final StringBuilder solid = new StringBuilder();

    /** What the last interruption cut off: it may have been on its way to be spoken. */
    private final List<Rest> cutOff = new ArrayList<>();

    private int base;
    private int spoken;

    /**
     * An item that the model must remember otherwise than it made it.
     *
     * @param spoken all that was spoken of it; empty: nothing was
     */
    record Amendment(String itemId, String spoken) {
        /** What was said is nobody's business but the call's. */
        @Override
        public String toString() {
            return "Amendment[itemId=" + itemId + ", " + spoken.length() + " characters]";
        }
    }

    /** What was not spoken of an item, behind what was. */
    private static final class Rest {
        final String itemId;
        String spoken;
        String words;

        Rest(String itemId, String spoken, String words) {
            this.itemId = itemId;
            this.spoken = spoken;
            this.words = words;
        }
    }

    private static final class Entry {
        final String responseId;
        final String itemId;
        final int start;
        final StringBuilder text = new StringBuilder();
        int end;

        /** The model adds nothing to it any more. */
        boolean done;

        boolean told;

        Entry(String responseId, String itemId, int start) {
            this.responseId = responseId;
            this.itemId = itemId;
            this.start = start;
            end = start;
        }

        /** Its words up to a position, without white space behind them. */
        String upTo(int position) {
            int solid = start;
            int length = 0;
            for (int i = 0; i < text.length() && solid < position; i++) {
                if (isSolid(text.charAt(i))) {
                    solid++;
                    length = i + 1;
                }
            }
            return text.substring(0, length);
        }

        /** The end of the last whole word at or before a position. */
        int wordEndBefore(int position) {
            int solid = start;
            int wordEnd = start;
            for (int i = 0; i < text.length() && solid <= position; i++) {
                if (isSolid(text.charAt(i))) {
                    solid++;
                } else {
                    wordEnd = solid;
                }
            }
            return end <= position ? end : wordEnd;
        }
    }

    /**
     * A ledger of nothing.
     *
     * @param said told once of each item what was spoken of it, as far as that is known
     */
    SpokenLedger(Consumer<String> said) {
        this.said = said;
    }

    /** Words of an item were sent. */
    void add(String responseId, String itemId, String words) {
        Entry last = entries.isEmpty() ? null : entries.getLast();
        if (last == null || !last.itemId.equals(itemId)) {
            forget();
            last = new Entry(responseId, itemId, sent());
            entries.add(last);
        }
        last.text.append(words);
        appendSolid(solid, words);
        last.end = sent();
    }

    /** The model adds nothing more to an item. */
    void itemDone(String itemId) {
        for (Entry entry : entries) {
            entry.done |= entry.itemId.equals(itemId);
        }
    }

    /** The leg spoke words, after those that it spoke before. False if they were not sent. */
    boolean onSpoken(String words) {
        String heard = solidOf(words);
        int from = spoken - base;
        int at = solid.indexOf(heard, from);
        if (at < 0 || at - from > SKIPPED_CHARACTERS) {
            return false;
        }
        cutOff.clear();
        spokenUpTo(base + at + heard.length());
        return true;
    }

    /**
     * The leg spoke words that it was sent while it was being interrupted, though they belong to
     * what was cut off.
     *
     * @return the item with all that was spoken of it by now; null if the words are none of those
     */
    @Nullable Amendment onSpokenAfterCut(String words) {
        String heard = solidOf(words);
        boolean next = solid.indexOf(heard, spoken - base) == spoken - base;
        if (heard.isEmpty() || (next && !allSpoken())) {
            return null;
        }
        for (Rest rest : cutOff) {
            int at = solidOf(rest.words).indexOf(heard);
            if (at >= 0) {
                rest.words = after(rest.words, at + heard.length());
                rest.spoken = (rest.spoken + " " + words.strip()).strip();
                said.accept(words);
                return new Amendment(rest.itemId, rest.spoken);
            }
        }
        return null;
    }

    /** All up to a position was spoken; never less than was known before. */
    void spokenUpTo(int position) {
        spoken = Math.clamp(position, spoken, sent());
    }

    /** Where the words that were sent end. */
    int sent() {
        return base + solid.length();
    }

    boolean allSpoken() {
        return spoken == sent();
    }

    boolean holdsItem(String itemId) {
        return entries.stream().anyMatch(entry -> entry.itemId.equals(itemId));
    }

    boolean holdsResponse(String responseId) {
        return entries.stream().anyMatch(entry -> entry.responseId.equals(responseId));
    }

    /** The responses of which something lies between two positions, in order. */
    List<String> responsesIn(int from, int to) {
        return entries.stream()
                .filter(entry -> entry.start < to && entry.end > from)
                .map(entry -> entry.responseId)
                .distinct()
                .toList();
    }

    /** Where the words end that were spoken for sure. */
    int spoken() {
        return spoken;
    }

    /** Every item that is complete is said in full: nothing has interrupted it. */
    void settle() {
        for (Entry entry : entries) {
            if (entry.done && !entry.told) {
                entry.told = true;
                said.accept(entry.text.toString());
            }
        }
    }

    /**
     * What was sent will be spoken, and the model adds nothing to it that will.
     *
     * @return what the model must be told of the items that it has not completed, in order
     */
    List<Amendment> endHere() {
        Map<String, String> sentOf = new LinkedHashMap<>();
        for (Entry entry : entries) {
            if (!entry.done) {
                entry.done = true;
                sentOf.merge(entry.itemId, entry.upTo(entry.end), String::concat);
            }
        }
        return amendments(sentOf);
    }

    /**
     * Nothing after {@code position} will be spoken.
     *
     * @return what the model must be told of the items that it made otherwise, in order
     */
    List<Amendment> cutAt(int position) {
        cutOff.clear();
        Map<String, String> spokenOf = new LinkedHashMap<>();
        Set<String> asMade = new HashSet<>();
        for (Entry entry : entries) {
            String part = entry.upTo(position);
            spokenOf.merge(entry.itemId, part, String::concat);
            if (entry.done && entry.end <= position) {
                asMade.add(entry.itemId);
            } else {
                asMade.remove(entry.itemId);
            }
            if (!entry.told) {
                said.accept(part);
            }
            if (entry.end > position) {
                String rest = after(entry.text.toString(), Math.max(0, position - entry.start));
                cutOff.add(new Rest(entry.itemId, part, rest));
            }
        }
        entries.clear();
        base = sent();
        spoken = base;
        solid.setLength(0);
        spokenOf.keySet().removeAll(asMade);
        return amendments(spokenOf);
    }

    private static List<Amendment> amendments(Map<String, String> spokenOf) {
        return spokenOf.entrySet().stream()
                .map(item -> new Amendment(item.getKey(), item.getValue()))
                .toList();
    }

    /**
     * Where an utterance ends that the leg says it spoke until it was interrupted: it may begin
     * with any answer that was sent, white space may differ, and of what was never sent nothing
     * counts.
     */
    int endOf(String utterance) {
        String words = solidOf(utterance);
        List<Integer> starts = answerStarts();
        if (words.isEmpty() || starts.isEmpty()) {
            return spoken;
        }
        int present = presentAnswer(starts);
        for (int i = present; i < starts.size(); i++) {
            if (matches(words, starts.get(i)) == words.length()) {
                return starts.get(i) + words.length();
            }
        }
        for (int i = present - 1; i >= 0; i--) { // it counts from an answer before
            int end = starts.get(i) + words.length();
            if (end >= spoken && matches(words, starts.get(i)) == words.length()) {
                return end;
            }
        }
        int within = solid.indexOf(words, Math.max(0, spoken - base - words.length()));
        if (within >= 0) {
            return base + within + words.length();
        }
        int best = NOT_FOUND;
        int bestMatch = 0;
        for (int start : starts) {
            int matched = matches(words, start);
            if (start + matched > spoken && matched > bestMatch) {
                best = start + matched;
                bestMatch = matched;
            }
        }
        return best == NOT_FOUND ? spoken : Math.max(spoken, wordEndBefore(best));
    }

    /** Which of the answers is being spoken: the first that was not spoken whole, or the last. */
    private int presentAnswer(List<Integer> starts) {
        for (int i = 0; i + 1 < starts.size(); i++) {
            if (starts.get(i + 1) > spoken) {
                return i;
            }
        }
        return starts.size() - 1;
    }

    /** Where each response begins. */
    private List<Integer> answerStarts() {
        List<Integer> starts = new ArrayList<>();
        String before = "none";
        for (Entry entry : entries) {
            if (starts.isEmpty() || !entry.responseId.equals(before)) {
                before = entry.responseId;
                starts.add(entry.start);
            }
        }
        return starts;
    }

    /** How many characters of {@code words} stand at a position. */
    private int matches(String words, int position) {
        int from = position - base;
        int most = Math.min(words.length(), solid.length() - from);
        for (int i = 0; i < most; i++) {
            if (words.charAt(i) != solid.charAt(from + i)) {
                return i;
            }
        }
        return most;
    }

    private int wordEndBefore(int position) {
        for (Entry entry : entries) {
            if (position <= entry.end) {
                return entry.wordEndBefore(position);
            }
        }
        return position;
    }

    /** Drops the oldest items that were spoken whole. */
    private void forget() {
        while (spoken - base > KEPT_CHARACTERS
                && !entries.isEmpty()
                && entries.getFirst().end <= spoken) {
            settle();
            solid.delete(0, entries.getFirst().end - base);
            base = entries.removeFirst().end;
        }
    }

    /** What stands behind so many characters that are no white space. */
    private static String after(String text, int characters) {
        int solid = 0;
        int from = 0;
        for (int i = 0; i < text.length() && solid < characters; i++) {
            solid += isSolid(text.charAt(i)) ? 1 : 0;
            from = i + 1;
        }
        return text.substring(from);
    }

    private static String solidOf(String words) {
        StringBuilder solid = new StringBuilder(words.length());
        appendSolid(solid, words);
        return solid.toString();
    }

    private static void appendSolid(StringBuilder solid, String words) {
        for (int i = 0; i < words.length(); i++) {
            if (isSolid(words.charAt(i))) {
                solid.append(words.charAt(i));
            }
        }
    }

    private static boolean isSolid(char c) {
        return !Character.isWhitespace(c) && !Character.isSpaceChar(c);
    }
}
