package dev.trunkline.gateway.agent;

import dev.trunkline.gateway.config.keys.Key;
import dev.trunkline.gateway.config.keys.Mistakes;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
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
        @Key(
                        value =
                                "Further attributes of ConversationRelay, as Twilio's page names them:"
                                        + " `speechTimeout`, `eotThreshold` and others",
                        range = "names with values")
                Map<String, String> attributes) {

    private static final String MULTI = "multi";
    private static final Pattern LANGUAGE =
            Pattern.compile("[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*|" + MULTI);
    private static final List<String> SPEAKERS = List.of("Google", "Amazon", "ElevenLabs");
    private static final List<String> LISTENERS = List.of("Google", "Deepgram");

    public RelayProfile {
        hints = List.copyOf(hints);
        languages = Map.copyOf(languages);
        attributes = Map.copyOf(attributes);
        ttsProvider = spelled(ttsProvider, SPEAKERS);
        transcriptionProvider = spelled(transcriptionProvider, LISTENERS);
        boolean flux =
                speechModel != null
                        && speechModel.startsWith("flux")
                        && !"Google".equals(transcriptionProvider);
        Mistakes mistakes = new Mistakes();
        language("language", language, mistakes);
        language("ttsLanguage", ttsLanguage, mistakes);
        language("transcriptionLanguage", transcriptionLanguage, mistakes);
        providers(ttsProvider, voice, transcriptionProvider, speechModel, mistakes);
        mistakes.check(
                        ttsProvider == null
                                || ttsProvider.equals("ElevenLabs")
                                || !MULTI.equals(ttsLanguage == null ? language : ttsLanguage),
                        "ttsProvider",
                        ttsProvider,
                        "ElevenLabs, since the language is multi",
                        "leave it out, or name one language")
                .check(
                        !"Google".equals(transcriptionProvider)
                                || !MULTI.equals(
                                        transcriptionLanguage == null
                                                ? language
                                                : transcriptionLanguage),
                        "transcriptionProvider",
                        transcriptionProvider,
                        "Deepgram, since the language is multi",
                        "leave it out, or name one language")
                .check(
                        !partialPrompts || flux,
                        "partialPrompts",
                        true,
                        "false, since no other model than Deepgram's flux has them",
                        "set speechModel to flux, or leave it out")
                .check(
                        hints.stream().noneMatch(hint -> hint.isBlank() || hint.contains(",")),
                        "hints",
                        hints,
                        "phrases without commas, none empty",
                        "write each phrase as an item of its own");
        RelayAttributes.check(attributes, mistakes);
        mistakes.throwIfAny();
    }

    private static void language(String key, @Nullable String code, Mistakes mistakes) {
        mistakes.check(
                code == null || LANGUAGE.matcher(code).matches(),
                key,
                code,
                "a BCP 47 code such as en-US, or multi",
                "see the languages of Twilio's page on ConversationRelay");
    }

    private static void providers(
            @Nullable String ttsProvider,
            @Nullable String voice,
            @Nullable String transcriptionProvider,
            @Nullable String speechModel,
            Mistakes mistakes) {
        mistakes.check(
                        ttsProvider == null || SPEAKERS.contains(ttsProvider),
                        "ttsProvider",
                        ttsProvider,
                        String.join(", ", SPEAKERS),
                        "leave it out for Twilio's choice")
                .check(
                        transcriptionProvider == null || LISTENERS.contains(transcriptionProvider),
                        "transcriptionProvider",
                        transcriptionProvider,
                        String.join(", ", LISTENERS),
                        "leave it out for Twilio's choice")
                .check(
                        voice == null || !voice.isBlank(),
                        "voice",
                        "(empty)",
                        "a voice of the provider",
                        "leave it out for its standard voice")
                .check(
                        speechModel == null || !speechModel.isBlank(),
                        "speechModel",
                        "(empty)",
                        "a model of the provider",
                        "leave it out for Twilio's choice");
    }

    /** As Twilio's page spells it, whatever the case; unknown ones as they are. */
    private static @Nullable String spelled(@Nullable String provider, List<String> known) {
        return known.stream()
                .filter(name -> name.equalsIgnoreCase(provider))
                .findFirst()
                .orElse(provider);
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
            @Key("The model for it; as the agent's if not set") @Nullable String speechModel) {

        public RelayLanguage {
            ttsProvider = spelled(ttsProvider, SPEAKERS);
            transcriptionProvider = spelled(transcriptionProvider, LISTENERS);
            Mistakes mistakes = new Mistakes();
            language("", code, mistakes);
            providers(ttsProvider, voice, transcriptionProvider, speechModel, mistakes);
            mistakes.throwIfAny();
        }
    }
}
