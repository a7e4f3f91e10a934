package dev.trunkline.gateway.agent;

import dev.trunkline.gateway.config.keys.Key;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How an agent speaks and listens over ConversationRelay: attributes of the TwiML noun. */
public record RelayProfile(
        @Key(value = "Language of both directions", or = "en-US", range = "BCP 47, or multi")
                String language,
        @Key("Language spoken; `language` if not set") @Nullable String ttsLanguage,
        @Key("Language understood; `language` if not set") @Nullable String transcriptionLanguage,
        @Key(value = "Who speaks; Twilio's choice if not set", range = "Google, Amazon, ElevenLabs")
                @Nullable String ttsProvider,
        @Key("The provider's voice; its standard voice if not set") @Nullable String voice,
        @Key(value = "Who listens; Twilio's choice if not set", range = "Google, Deepgram")
                @Nullable String transcriptionProvider,
        @Key("The provider's model; Twilio's choice if not set") @Nullable String speechModel,
        @Key(value = "What stops the agent's speech", or = "any", range = "none, dtmf, speech, any")
                RelayInput interruptible,
        @Key(value = "What stops the greeting", or = "any", range = "none, dtmf, speech, any")
                RelayInput greetingInterruptible,
        @Key(value = "How easily speech interrupts", or = "high", range = "low, medium, high")
                Sensitivity interruptSensitivity,
        @Key(
                        value = "Which input is delivered while the agent speaks",
                        or = "any",
                        range = "none, dtmf, speech, any")
                RelayInput reportInputDuringAgentSpeech,
        @Key(value = "Whether the next answer may cut off the present one", or = "false")
                boolean preemptible,
        @Key(value = "Whether keys are reported", or = "true") boolean dtmfDetection,
        @Key(
                        value =
                                "Prompts before they are final; with Deepgram's flux model only. They"
                                        + " are noted, not answered",
                        or = "false")
                boolean partialPrompts,
        @Key("Phrases to listen for") List<String> hints,
        @Key("Further languages by their code, each with a voice of its own")
                Map<String, RelayLanguage> languages,
        @Key(
                        value = "What a prompt does that comes while the agent still answers",
                        or = "cancel",
                        range = "cancel, queue")
                WhileAnswering whileAnswering,
        @Key(value = "Further attributes, as Twilio's page names them", range = "names with values")
                Map<String, String> attributes) {

    public RelayProfile {
        hints = List.copyOf(hints);
        languages = Map.copyOf(languages);
        attributes = Map.copyOf(attributes);
    }

    /** Kinds of input. */
    public enum RelayInput {
        NONE,
        DTMF,
        SPEECH,
        ANY
    }

    /** How easily speech interrupts. */
    public enum Sensitivity {
        LOW,
        MEDIUM,
        HIGH
    }

    /** What a prompt does that comes while the agent still answers. */
    public enum WhileAnswering {
        /** The answer stops, and what was heard of it is what the model remembers. */
        CANCEL,
        /** The prompt is answered when the present answer is complete. */
        QUEUE
    }

    /** A language that can be switched to ({@code <Language>}). */
    public record RelayLanguage(
            @Key(value = "BCP 47 code, or multi", entryName = true) String code,
            @Key("Who speaks it; as the agent's if not set") @Nullable String ttsProvider,
            @Key("Its voice; as the agent's if not set") @Nullable String voice,
            @Key("Who understands it; as the agent's if not set")
                    @Nullable String transcriptionProvider,
            @Key("The model for it; as the agent's if not set") @Nullable String speechModel) {}
}
