package dev.trunkline.loadtest.relay;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the agent says from one {@code last} to the next, or one played file. Words are spoken one
 * after the other; a word is whole once white space follows it or the cycle is closed, as a
 * synthesiser must wait for. Markup ({@code <break/>}) takes no time and is no word.
 */
final class TalkCycle {
    private static final Pattern MARKUP = Pattern.compile("</?[A-Za-z][^>]*>");

    private final RelayReport.Kind kind;
    private final String lang;
    private final long receivedMs;
    private final long playMs;
    private final StringBuilder text = new StringBuilder();
    private final List<Token> tokens = new ArrayList<>();
    private int tokensReported;
    private boolean closed;
    private Inputs interruptible;
    private boolean preemptible;
    private int spokenEnd; // behind the last word that was spoken
    private int words;
    private long beganMs = -1;

    /** A message's text and where it ends in the cycle's. */
    private record Token(String text, int end) {}

    private TalkCycle(
            RelayReport.Kind kind,
            String lang,
            long receivedMs,
            long playMs,
            Inputs interruptible,
            boolean preemptible) {
        this.kind = kind;
        this.lang = lang;
        this.receivedMs = receivedMs;
        this.playMs = playMs;
        this.interruptible = interruptible;
        this.preemptible = preemptible;
    }

    static TalkCycle ofText(RelaySettings settings, String lang, long nowMs) {
        return new TalkCycle(
                RelayReport.Kind.TEXT,
                lang,
                nowMs,
                0,
                settings.interruptible(),
                settings.preemptible());
    }

    static TalkCycle greeting(RelaySettings settings, long nowMs) {
        TalkCycle cycle =
                new TalkCycle(
                        RelayReport.Kind.GREETING,
                        settings.ttsLanguage(),
                        nowMs,
                        0,
                        settings.greetingInterruptible(),
                        false);
        cycle.append(settings.greeting(), true);
        return cycle;
    }

    static TalkCycle file(RelaySettings settings, GatewayMessage.Play play, long ms, long nowMs) {
        TalkCycle cycle =
                new TalkCycle(
                        RelayReport.Kind.PLAY,
                        "",
                        nowMs,
                        ms * play.loops(),
                        settings.interruptible(),
                        false);
        cycle.text.append(play.source());
        cycle.closed = true;
        cycle.override(play.interruptible(), play.preemptible());
        return cycle;
    }

    /** A message's own flags count for the cycle it belongs to; null leaves what was. */
    void override(@Nullable Boolean ownInterruptible, @Nullable Boolean ownPreemptible) {
        interruptible = ownInterruptible == null ? interruptible : Inputs.of(ownInterruptible);
        preemptible = ownPreemptible == null ? preemptible : ownPreemptible;
    }

    void append(String token, boolean last) {
        text.append(token);
        if (!token.isEmpty()) {
            tokens.add(new Token(token, text.length()));
        }
        closed |= last;
    }

    void close() {
        closed = true;
    }

    boolean closed() {
        return closed;
    }

    boolean isFile() {
        return kind == RelayReport.Kind.PLAY;
    }

    boolean isGreeting() {
        return kind == RelayReport.Kind.GREETING;
    }

    long playMs() {
        return playMs;
    }

    Inputs interruptible() {
        return interruptible;
    }

    boolean preemptible() {
        return preemptible;
    }

    void begin(long nowMs) {
        beganMs = beganMs < 0 ? nowMs : beganMs;
    }

    long beganMs() {
        return beganMs;
    }

    int words() {
        return words;
    }

    /** Where the next whole word ends, -1 if there is none (yet). */
    int nextWordEnd() {
        int from = silentEnd(spokenEnd);
        int end = from;
        while (end < text.length()
                && !Character.isWhitespace(text.charAt(end))
                && markupEnd(end) < 0) {
            end++;
        }
        return end > from && (end < text.length() || closed) ? end : -1;
    }

    /** Behind white space and markup. */
    private int silentEnd(int from) {
        int at = from;
        while (at < text.length()) {
            int markup = markupEnd(at);
            if (markup > 0) {
                at = markup;
            } else if (Character.isWhitespace(text.charAt(at))) {
                at++;
            } else {
                break;
            }
        }
        return at;
    }

    /** Behind the markup that begins here; -1 if none does; the end of the text if it is cut. */
    private int markupEnd(int at) {
        if (text.charAt(at) != '<') {
            return -1;
        }
        var matcher = MARKUP.matcher(text).region(at, text.length());
        if (matcher.lookingAt()) {
            return matcher.end();
        }
        boolean unfinished = !closed && text.indexOf(">", at) < 0;
        return unfinished ? text.length() : -1;
    }

    /** The word up to here has been spoken; gives it. */
    String spoken(int wordEnd) {
        String word = text.substring(silentEnd(spokenEnd), wordEnd);
        spokenEnd = wordEnd;
        words++;
        return word;
    }

    /** Gives each message's text that is spoken through, once. */
    void reportPlayed(Consumer<String> played) {
        int through = silentEnd(spokenEnd);
        while (tokensReported < tokens.size() && tokens.get(tokensReported).end <= through) {
            played.accept(tokens.get(tokensReported++).text);
        }
    }

    /** What has been spoken, markup left out; never part of a word. */
    String heard() {
        return isFile() ? "" : MARKUP.matcher(text.substring(0, spokenEnd)).replaceAll("").strip();
    }

    RelayReport.Spoken report(RelayReport.Ended how, long nowMs) {
        return new RelayReport.Spoken(
                kind, text.toString(), heard(), lang, receivedMs, beganMs, nowMs, how);
    }
}
