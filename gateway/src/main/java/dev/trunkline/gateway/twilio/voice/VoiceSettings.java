package dev.trunkline.gateway.twilio.voice;

import java.time.Duration;
import java.util.Set;

/**
 * How the voice webhooks answer.
 *
 * @param publicUrl where Twilio reaches this gateway
 * @param accountSids the accounts whose calls are taken; empty takes any (for a loopback gateway
 *     without credentials)
 * @param apologies what callers hear instead of the agent
 * @param answerBudget how long the rest of the gateway has for a decision; 1 ms to 10 s. Twilio
 *     gives up after 15 s (ERR 11205), and {@link #DEFAULT_ANSWER_BUDGET} leaves it time to fetch
 *     what it is told next.
 */
public record VoiceSettings(
        PublicUrl publicUrl, Set<String> accountSids, Apologies apologies, Duration answerBudget) {

    public static final Duration DEFAULT_ANSWER_BUDGET = Duration.ofSeconds(5);

    public VoiceSettings {
        accountSids = Set.copyOf(accountSids);
        if (answerBudget.toMillis() < 1 || answerBudget.toMillis() > 10_000) {
            throw new IllegalArgumentException(
                    "answer budget of " + answerBudget.toMillis() + " ms: expected 1 to 10000 ms");
        }
    }
}
