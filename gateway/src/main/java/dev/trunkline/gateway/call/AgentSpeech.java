package dev.trunkline.gateway.call;

import static dev.trunkline.observability.latency.LatencySink.UNKNOWN_NANOS;

import dev.trunkline.gateway.call.SpokenLedger.Amendment;
import dev.trunkline.observability.latency.CallTimeline;
import java.util.ArrayDeque;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The agent's words on their way to a leg that speaks them: one token for each delta of the
 * model's, at once, and the end of each answer; and how much of it has been spoken. The {@link
 * Playout} of a call in words.
 *
 * <p>What was spoken the leg says itself, token by token. Where it does not, it is reckoned at a
 * slow reader's pace, for what has to go on some time: a goodbye's end, a silence. Confined to the
 * call's event loop.
 */
final class AgentSpeech {
    /** Item of the greeting that the leg speaks by itself. */
    static final String GREETING_ITEM = "trunkline_greeting";

    private static final String GREETING = "";

    /** 150 words a minute of six characters each. */
    private static final long NANOS_PER_CHARACTER = 60_000_000_000L / (150 * 6);

    /** From here on a character is a syllable or a word: East Asian scripts. */
    private static final char FIRST_WIDE = '\u2e80';

    private static final int WIDE_CHARACTERS = 3;

    /** How far the reckoning may be wrong where the leg says nothing. */
    private static final long MARGIN_NANOS = 1_000_000_000L;

    /** A leg that stops saying what it speaks must not be waited for forever. */
    private static final long LIMIT_NANOS = 10_000_000_000L;

    private final SpokenLedger ledger;
    private final CallTimeline timeline;
    private final ArrayDeque<Answer> answers = new ArrayDeque<>();
    private @Nullable TextLeg leg;
    private @Nullable String open;
    private @Nullable String openItem;
    private String carried = "";
    private long reckonedEndNanos = UNKNOWN_NANOS;
    private boolean legSaysSpoken;
    private boolean legIsUnderstood = true;
    private boolean speaking;

    /** An answer that was sent whole: where it ends, and when it should have been spoken. */
    private record Answer(int end, long reckonedEndNanos) {}

    /**
     * Nothing is said yet.
     *
     * @param said told of what was spoken of each item
     */
    AgentSpeech(TextLeg leg, CallTimeline timeline, Consumer<String> said) {
        this.leg = leg;
        this.timeline = timeline;
        ledger = new SpokenLedger(said);
    }

    /** Where words go from now on; null for nowhere. */
    void useLeg(@Nullable TextLeg next) {
        leg = next;
        speaking = false;
    }

    // From the model.

    /** The leg speaks a greeting by itself. */
    void greeted(String words, long nowNanos) {
        ledger.add(GREETING, GREETING_ITEM, words);
        ledger.itemDone(GREETING_ITEM);
        reckon(words, nowNanos);
        answers.add(new Answer(ledger.sent(), reckonedEndNanos));
    }

    /** Speaks words after all that was said before. */
    void say(String responseId, String itemId, String delta, long nowNanos) {
        if (open != null && !responseId.equals(open)) {
            endAnswer();
        }
        String words = whole(delta);
        if (!words.isEmpty()) {
            open = responseId;
            openItem = itemId;
            send(words, false);
            ledger.add(responseId, itemId, words);
            reckon(words, nowNanos);
        }
    }

    void itemDone(String itemId) {
        ledger.itemDone(itemId);
    }

    /** Nothing more comes of what is being said: as far as it came, it was said. */
    void brokeOff() {
        carried = "";
        if (open != null) {
            if (openItem != null) {
                ledger.itemDone(openItem);
            }
            endAnswer();
        }
    }

    /** Nothing more of this response comes. */
    void responseDone(String responseId) {
        carried = "";
        if (responseId.equals(open)) {
            endAnswer();
        }
    }

    /** Whether words of this response are, or will be, heard. */
    boolean holds(String responseId) {
        return ledger.holdsResponse(responseId);
    }

    boolean holdsItem(String itemId) {
        return ledger.holdsItem(itemId);
    }

    // From the leg.

    /**
     * The leg spoke so much more.
     *
     * @return what the model must remember otherwise, as the words had been cut off; null if
     *     nothing
     */
    @Nullable Amendment onSpoken(String words, long nowNanos) {
        Amendment afterAll = ledger.onSpokenAfterCut(words);
        if (afterAll != null) {
            return afterAll;
        }
        int before = ledger.spoken();
        legIsUnderstood = ledger.onSpoken(words);
        if (ledger.spoken() > before) {
            legSaysSpoken = true;
            began(before, ledger.spoken(), nowNanos);
        }
        return null;
    }

    /** The leg began or stopped to speak. */
    void onSpeaking(boolean speaks, long nowNanos) {
        if (speaks && !speaking) {
            began(ledger.spoken(), ledger.spoken() + 1, nowNanos);
        }
        speaking = speaks;
        // It stops between two answers too: where it says what it speaks, that counts.
        if (!speaks && open == null && (!legSaysSpoken || !legIsUnderstood)) {
            ledger.spokenUpTo(ledger.sent());
        }
    }

    /** Whether all that was said is heard by now, and nothing more of it comes. */
    boolean silent(long nowNanos) {
        reckonSpoken(nowNanos);
        return open == null && ledger.allSpoken();
    }

    /** Whether nothing is left to be heard of what was said so far. */
    boolean heard(long nowNanos) {
        reckonSpoken(nowNanos);
        return silentInNanos(nowNanos) == 0;
    }

    /** How long until all that was said is heard at the latest, if the leg does not say. */
    long silentInNanos(long nowNanos) {
        return ledger.allSpoken() || reckonedEndNanos == UNKNOWN_NANOS
                ? 0
                : Math.max(0, reckonedEndNanos + patienceNanos() - nowNanos);
    }

    /** The answers that must have been spoken by now were. */
    void reckonSpoken(long nowNanos) {
        while (!answers.isEmpty()
                && answers.peek().reckonedEndNanos + patienceNanos() - nowNanos <= 0) {
            int end = answers.remove().end;
            began(ledger.spoken(), end, UNKNOWN_NANOS);
            ledger.spokenUpTo(end);
        }
    }

    /** What is complete was said in full: the caller has let the agent finish. */
    void settle() {
        ledger.settle();
    }

    /**
     * The leg was interrupted and is silent.
     *
     * @param utterance what it says it spoke until then
     * @return what the model must remember otherwise than it said it
     */
    List<Amendment> interruptedAfter(String utterance) {
        return cutAt(ledger.endOf(utterance));
    }

    /** What the leg has not spoken by now is not spoken any more, as far as it says. */
    List<Amendment> cutUnspoken() {
        return cutAt(legSaysSpoken ? ledger.spoken() : ledger.sent());
    }

    /** What was sent will be spoken; what the model makes beyond it will not. */
    List<Amendment> cutUnsent() {
        if (open != null) {
            endAnswer();
        }
        return ledger.endHere();
    }

    /** Nothing is said any more; what was begun is closed, and was said as far as it was spoken. */
    void close() {
        var _ = cutUnspoken();
        leg = null;
    }

    private List<Amendment> cutAt(int position) {
        began(ledger.spoken(), position, UNKNOWN_NANOS);
        if (open != null) {
            endAnswer();
        }
        answers.clear();
        reckonedEndNanos = UNKNOWN_NANOS;
        return ledger.cutAt(position);
    }

    /** The answers that lie between two positions have begun to be spoken. */
    private void began(int from, int to, long atNanos) {
        for (String responseId : ledger.responsesIn(from, to)) {
            timeline.answerSpoken(responseId, atNanos);
        }
    }

    private void endAnswer() {
        carried = "";
        open = null;
        send("", true);
        answers.add(new Answer(ledger.sent(), reckonedEndNanos));
    }

    private void send(String words, boolean last) {
        if (leg != null) {
            leg.sendText(words, last);
        }
    }

    /** A character may be cut in two by a delta's end: its first half waits for the second. */
    private String whole(String delta) {
        String words = carried.isEmpty() ? delta : carried + delta;
        int last = words.length() - 1;
        boolean half = last >= 0 && Character.isHighSurrogate(words.charAt(last));
        carried = half ? words.substring(last) : "";
        return half ? words.substring(0, last) : words;
    }

    private void reckon(String words, long nowNanos) {
        long characters = 0;
        for (int i = 0; i < words.length(); i++) {
            characters += words.charAt(i) < FIRST_WIDE ? 1 : WIDE_CHARACTERS;
        }
        long from =
                reckonedEndNanos == UNKNOWN_NANOS || reckonedEndNanos - nowNanos < 0
                        ? nowNanos
                        : reckonedEndNanos;
        reckonedEndNanos = from + characters * NANOS_PER_CHARACTER;
    }

    private long patienceNanos() {
        return legSaysSpoken ? LIMIT_NANOS : MARGIN_NANOS;
    }

    @Override
    public String toString() {
        return "speech(" + ledger.spoken() + " of " + ledger.sent() + " characters spoken)";
    }
}
