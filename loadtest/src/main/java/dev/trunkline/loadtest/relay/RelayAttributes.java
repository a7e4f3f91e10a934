package dev.trunkline.loadtest.relay;

import dev.trunkline.loadtest.relay.RelaySettings.Finding;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the attributes of a {@code <ConversationRelay>}. Twilio ignores what it does not know
 * without a word, spelling in another case included; here everything that has no effect is a
 * finding, since whoever wrote it meant something by it.
 */
final class RelayAttributes {
    private static final Pattern LANGUAGE =
            Pattern.compile("multi|[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?");

    private static final Set<String> TTS_PROVIDERS = Set.of("Google", "Amazon", "ElevenLabs");
    private static final Set<String> STT_PROVIDERS = Set.of("Google", "Deepgram");

    /** Attributes that are any text, or whose values no documentation lists. */
    private static final Set<String> TEXTS =
            Set.of(
                    "url",
                    "welcomeGreeting",
                    "voice",
                    "speechModel",
                    "hints",
                    "intelligenceService",
                    "backgroundNoiseReduction",
                    "conversationConfiguration");

    private static final Set<String> FLAGS =
            Set.of(
                    "dtmfDetection",
                    "preemptible",
                    "partialPrompts",
                    "deepgramSmartFormat",
                    "ignoreBackchannel",
                    "profanityFilter");

    private static final Map<String, Set<String>> CHOICES =
            Map.of(
                    "ttsProvider",
                    TTS_PROVIDERS,
                    "transcriptionProvider",
                    STT_PROVIDERS,
                    "interruptSensitivity",
                    Set.of("low", "medium", "high"),
                    "elevenlabsTextNormalization",
                    Set.of("on", "auto", "off"));

    /** Several words of these, separated by spaces. */
    private static final Map<String, Set<String>> WORDS =
            Map.of(
                    "events", Set.of("speaker-events", "tokens-played"),
                    "debug", Set.of("debugging", "speaker-events", "tokens-played"));

    private static final Set<String> LANGUAGES =
            Set.of("language", "ttsLanguage", "transcriptionLanguage");
    private static final Set<String> INPUTS =
            Set.of("welcomeGreetingInterruptible", "interruptible", "reportInputDuringAgentSpeech");
    private static final Set<String> RANGES = Set.of("eotThreshold", "speechTimeout");
    private static final Set<String> OF_LANGUAGE =
            Set.of("code", "ttsProvider", "voice", "transcriptionProvider", "speechModel");

    private final RelayNoun noun;
    private final List<Finding> findings = new ArrayList<>();
    private final Map<String, String> valid = new HashMap<>();
    private @Nullable Finding refusal;

    RelayAttributes(RelayNoun noun) {
        this.noun = noun;
    }

    RelaySettings settings() {
        noun.attributes().forEach(this::attribute);
        noun.strangers()
                .forEach(name ->
                        finding(
                                RelayErrors.SCHEMA,
                                "<ConversationRelay> contains <"
                                        + name
                                        + ">: expected <Language> or <Parameter>"));
        Set<String> languages = languages();
        url(valid.getOrDefault("url", ""));
        voice(noun.attributes());
        noun.languages().forEach(this::voice);
        turnDetection();
        String language = valid.getOrDefault("language", "en-US");
        String tts = valid.getOrDefault("ttsLanguage", language);
        String stt = valid.getOrDefault("transcriptionLanguage", language);
        multi(tts, stt);
        languages.addAll(List.of(language, tts, stt));
        return new RelaySettings(
                valid.getOrDefault("url", ""),
                valid.getOrDefault("welcomeGreeting", ""),
                inputs("welcomeGreetingInterruptible", Inputs.ANY),
                inputs("interruptible", Inputs.ANY),
                inputs("reportInputDuringAgentSpeech", Inputs.NONE),
                flag("dtmfDetection"),
                flag("preemptible"),
                flag("partialPrompts"),
                flag("ignoreBackchannel"),
                tts,
                stt,
                Set.copyOf(languages),
                new RelaySettings.Events(
                        has("speaker-events"), has("tokens-played"), has("debugging")),
                Map.copyOf(noun.parameters()),
                List.copyOf(findings),
                refusal);
    }

    private void attribute(String name, String value) {
        String expected = expected(name, value);
        if (expected == null) {
            valid.put(name, value);
        } else {
            finding(
                    RelayErrors.SCHEMA,
                    "<ConversationRelay " + name + "=\"" + value + "\">: expected " + expected);
        }
    }

    /** What should stand there instead; null if all is well. */
    private static @Nullable String expected(String name, String value) {
        if (TEXTS.contains(name)) {
            return null;
        } else if (FLAGS.contains(name)) {
            return value.equals("true") || value.equals("false") ? null : "true or false";
        } else if (LANGUAGES.contains(name)) {
            return LANGUAGE.matcher(value).matches() ? null : "a BCP 47 tag or multi";
        } else if (INPUTS.contains(name)) {
            boolean legacy = !name.equals("reportInputDuringAgentSpeech");
            return Inputs.of(value, legacy).isPresent() ? null : "none, dtmf, speech or any";
        } else if (CHOICES.containsKey(name)) {
            Set<String> choices = CHOICES.getOrDefault(name, Set.of());
            return choices.contains(value) ? null : "one of " + sorted(choices);
        } else if (WORDS.containsKey(name)) {
            Set<String> words = WORDS.getOrDefault(name, Set.of());
            return words.containsAll(List.of(value.strip().split(" +")))
                    ? null
                    : "some of " + sorted(words);
        } else if (name.equals("eotThreshold")) {
            return within(value, 0.5, 0.9) ? null : "a number from 0.5 to 0.9";
        } else if (name.equals("speechTimeout")) {
            boolean whole = value.chars().allMatch(Character::isDigit);
            return value.equals("auto") || (whole && within(value, 600, 5_000))
                    ? null
                    : "auto or whole milliseconds from 600 to 5000";
        }
        return "a known attribute" + meant(name);
    }

    private static String meant(String name) {
        return List.of(TEXTS, FLAGS, LANGUAGES, INPUTS, RANGES, CHOICES.keySet(), WORDS.keySet())
                .stream()
                .flatMap(Set::stream)
                .filter(known -> known.equalsIgnoreCase(name))
                .findFirst()
                .map(known -> ", spelled " + known)
                .orElse("");
    }

    private static boolean within(String value, double least, double most) {
        try {
            double number = Double.parseDouble(value);
            return number >= least && number <= most;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private static List<String> sorted(Set<String> names) {
        return names.stream().sorted().toList();
    }

    private Set<String> languages() {
        Set<String> codes = new LinkedHashSet<>();
        for (Map<String, String> language : noun.languages()) {
            String code = language.getOrDefault("code", "");
            if (!LANGUAGE.matcher(code).matches()) {
                finding(
                        RelayErrors.SCHEMA,
                        "<Language code=\"" + code + "\">: expected a BCP 47 tag or multi");
            } else if (!codes.add(code)) {
                finding(
                        RelayErrors.SIMULATOR,
                        "<Language code=\"" + code + "\"> stands there twice");
            }
            language.forEach((name, value) -> {
                Set<String> choices = CHOICES.get(name);
                if (!OF_LANGUAGE.contains(name)) {
                    finding(
                            RelayErrors.SCHEMA,
                            "<Language " + name + ">: expected one of " + sorted(OF_LANGUAGE));
                } else if (choices != null && !choices.contains(value)) {
                    finding(
                            RelayErrors.SCHEMA,
                            "<Language "
                                    + name
                                    + "=\""
                                    + value
                                    + "\">: expected one of "
                                    + sorted(choices));
                }
            });
        }
        return codes;
    }

    private void url(String text) {
        String problem = null;
        try {
            URI url = new URI(text);
            if (!"wss".equals(url.getScheme()) || url.getHost() == null) {
                problem = "url=\"" + text + "\": expected wss://host/path";
            } else if (url.getRawQuery() != null) {
                finding(
                        RelayErrors.SIMULATOR,
                        "url has a query string, for which no page promises anything: use"
                                + " <Parameter>");
            }
        } catch (URISyntaxException e) {
            problem = "url is malformed: " + e.getReason();
        }
        if (problem != null) {
            refuse(RelayErrors.NOT_CONNECTED, problem);
        }
    }

    /** Whether a voice looks like one of its provider's. */
    private void voice(Map<String, String> attributes) {
        String voice = attributes.get("voice");
        String provider =
                attributes.getOrDefault(
                        "ttsProvider", noun.attributes().getOrDefault("ttsProvider", "ElevenLabs"));
        if (voice == null) {
            return;
        }
        String pattern =
                switch (provider.toLowerCase(Locale.ROOT)) {
                    case "google" -> "[a-z]{2,3}-[A-Z]{2}-.+";
                    case "amazon" -> "[A-Z][a-z]+(-(Neural|Generative|Standard))?";
                    default -> "[A-Za-z0-9]{20}(-.+)?";
                };
        if (!voice.matches(pattern)) {
            refuse(
                    RelayErrors.ARGUMENT,
                    "voice=\"" + voice + "\" is none of the provider " + provider);
        }
    }

    private void turnDetection() {
        boolean flux =
                "flux".equals(valid.get("speechModel"))
                        && !"Google".equals(valid.get("transcriptionProvider"));
        if (!flux && flag("partialPrompts")) {
            finding(
                    RelayErrors.SIMULATOR,
                    "partialPrompts is documented for Deepgram with speechModel flux only");
        }
        if (!flux && valid.containsKey("eotThreshold")) {
            finding(
                    RelayErrors.SIMULATOR,
                    "eotThreshold is documented for Deepgram with speechModel flux only");
        }
        boolean google = "Google".equals(valid.get("transcriptionProvider"));
        String model = valid.getOrDefault("speechModel", "");
        if (google && (model.equals("flux") || model.startsWith("nova-"))) {
            refuse(RelayErrors.ARGUMENT, "speechModel " + model + " is none of Google's");
        }
    }

    private void multi(String tts, String stt) {
        if (stt.equals("multi") && "Google".equals(valid.get("transcriptionProvider"))) {
            refuse(RelayErrors.ARGUMENT, "multi is understood by Deepgram only");
        }
        String provider = valid.getOrDefault("ttsProvider", "ElevenLabs");
        if (tts.equals("multi") && !provider.equals("ElevenLabs")) {
            refuse(RelayErrors.ARGUMENT, "multi is spoken by ElevenLabs only");
        }
    }

    private Inputs inputs(String name, Inputs otherwise) {
        return valid.containsKey(name)
                ? Inputs.of(valid.getOrDefault(name, ""), true).orElse(otherwise)
                : otherwise;
    }

    private boolean flag(String name) {
        return "true".equals(valid.get(name));
    }

    private boolean has(String event) {
        Function<String, List<String>> words =
                name -> List.of(valid.getOrDefault(name, "").split(" +"));
        return words.apply("events").contains(event) || words.apply("debug").contains(event);
    }

    private void finding(int code, String detail) {
        findings.add(new Finding(code, detail));
    }

    private void refuse(int code, String detail) {
        Finding why = new Finding(code, detail);
        findings.add(why);
        refusal = refusal == null ? why : refusal;
    }
}
