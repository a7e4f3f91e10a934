package dev.trunkline.gateway.twilio.voice;

import dev.trunkline.gateway.agent.RelayProfile;
import dev.trunkline.gateway.agent.RelayProfile.RelayLanguage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A socket of words; part of {@link TwiML.Connect} (page "TwiML Voice: ConversationRelay"). Twilio
 * ignores attributes that it does not know without a word, so they are spelled here exactly as on
 * that page.
 *
 * @param url as of {@link TwiML.Stream}
 * @param attributes all others, in the order in which they are written
 * @param languages that can be switched to, in the order in which they are written
 * @param parameters come back in the {@code setup} message; written in the order of their names
 */
record ConversationRelay(
        String url,
        Map<String, String> attributes,
        List<Map<String, String>> languages,
        Map<String, String> parameters)
        implements TwiML.Noun {

    /** What the call needs to know: what was spoken, and when. */
    private static final String EVENTS = "speaker-events tokens-played";

    private static final Pattern ATTRIBUTE = Pattern.compile("[A-Za-z][A-Za-z0-9]{0,63}");

    ConversationRelay {
        TwiML.requireSocketUrl("<ConversationRelay>", url);
        TwiML.requireParameters(parameters);
        for (String name : attributes.keySet()) {
            if (!ATTRIBUTE.matcher(name).matches()) {
                throw new IllegalArgumentException(
                        "attribute of <ConversationRelay>: expected letters and digits, such as speechTimeout");
            }
        }
        parameters = Map.copyOf(parameters);
        languages = List.copyOf(languages);
    }

    /**
     * As an agent's profile has it.
     *
     * @param greeting what Twilio says by itself as soon as it can; empty for nothing
     */
    static ConversationRelay of(
            String url, RelayProfile profile, String greeting, Map<String, String> parameters) {
        Map<String, String> attributes = new LinkedHashMap<>();
        if (!greeting.isEmpty()) {
            attributes.put("welcomeGreeting", greeting);
            attributes.put("welcomeGreetingInterruptible", word(profile.greetingInterruptible()));
        }
        attributes.put("language", profile.language());
        put(attributes, "ttsLanguage", profile.ttsLanguage());
        put(attributes, "ttsProvider", profile.ttsProvider());
        put(attributes, "voice", profile.voice());
        put(attributes, "transcriptionLanguage", profile.transcriptionLanguage());
        put(attributes, "transcriptionProvider", profile.transcriptionProvider());
        put(attributes, "speechModel", profile.speechModel());
        attributes.put("interruptible", word(profile.interruptible()));
        attributes.put("interruptSensitivity", word(profile.interruptSensitivity()));
        attributes.put(
                "reportInputDuringAgentSpeech", word(profile.reportInputDuringAgentSpeech()));
        attributes.put("preemptible", Boolean.toString(profile.preemptible()));
        attributes.put("dtmfDetection", Boolean.toString(profile.dtmfDetection()));
        if (profile.partialPrompts()) {
            attributes.put("partialPrompts", "true");
        }
        if (!profile.hints().isEmpty()) {
            attributes.put("hints", String.join(",", profile.hints()));
        }
        attributes.put("events", EVENTS);
        // Not over ours: the call relies on them.
        new TreeMap<>(profile.attributes()).forEach(attributes::putIfAbsent);
        return new ConversationRelay(
                url,
                attributes,
                new TreeMap<>(profile.languages())
                        .values().stream().map(ConversationRelay::language).toList(),
                parameters);
    }

    private static Map<String, String> language(RelayLanguage language) {
        Map<String, String> attributes = new LinkedHashMap<>();
        attributes.put("code", language.code());
        put(attributes, "ttsProvider", language.ttsProvider());
        put(attributes, "voice", language.voice());
        put(attributes, "transcriptionProvider", language.transcriptionProvider());
        put(attributes, "speechModel", language.speechModel());
        return attributes;
    }

    private static void put(Map<String, String> attributes, String name, @Nullable String value) {
        if (value != null) {
            attributes.put(name, value);
        }
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /** Without the parameters' values: they are secrets. */
    @Override
    public String toString() {
        return "ConversationRelay[url=" + url + ", parameters=" + parameters.keySet() + "]";
    }
}
