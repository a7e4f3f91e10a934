package dev.trunkline.gateway.call;

import dev.trunkline.gateway.agent.AgentProfile;
import java.util.List;
import java.util.Locale;

/** Words of the agent after which the call ends; upper and lower case are the same. */
record HangUpPhrases(List<String> lowerCase) {
    static HangUpPhrases of(AgentProfile agent) {
        return new HangUpPhrases(
                agent.hangUp().phrases().stream()
                        .map(phrase -> phrase.toLowerCase(Locale.ROOT))
                        .toList());
    }

    boolean in(String words) {
        String spoken = words.toLowerCase(Locale.ROOT);
        return lowerCase.stream().anyMatch(spoken::contains);
    }
}
