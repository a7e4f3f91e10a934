package dev.trunkline.gateway.agent;

import dev.trunkline.gateway.config.keys.Key;
import dev.trunkline.gateway.config.keys.Mistakes;
import org.jspecify.annotations.Nullable;

/** A transcription of the caller, made beside the answer by a model of its own. */
public record Transcription(
        @Key(value = "Transcription model", or = "gpt-transcribe") String model,
        @Key(value = "Language spoken; guessed if not set", range = "ISO 639-1, such as en")
                @Nullable String language) {

    public Transcription {
        new Mistakes()
                .check(!model.isBlank(), "model", "(empty)", "a model's name", "leave it out")
                .check(
                        language == null || language.matches("[a-z]{2}"),
                        "language",
                        language,
                        "two lower-case letters (ISO 639-1)",
                        "leave it out to have it guessed")
                .throwIfAny();
    }
}
