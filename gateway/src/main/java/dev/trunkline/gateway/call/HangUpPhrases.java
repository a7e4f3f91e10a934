package dev.trunkline.gateway.call;

import java.util.List;
import java.util.Locale;

/** Words of the agent after which the call ends. */
final class HangUpPhrases {
    private final List<String> phrases;

    HangUpPhrases(List<String> phrases) {
        this.phrases = phrases.stream().map(phrase -> phrase.toLowerCase(Locale.ROOT)).toList();
    }

    boolean in(String words) {
        String spoken = words.toLowerCase(Locale.ROOT);
        return phrases.stream().anyMatch(spoken::contains);
    }
}
