package dev.trunkline.gateway.admin;

import dev.trunkline.gateway.agent.Outbound.MachineDetection;
import dev.trunkline.gateway.agent.Outbound.OnMachine;
import dev.trunkline.gateway.trunk.PhoneNumber;
import dev.trunkline.gateway.trunk.dial.CallRequest;
import dev.trunkline.gateway.trunk.limit.IdempotencyKeys;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request for a call, read strictly: a key that is misspelt would place another call
 * than the one that was meant.
 */
record CallOrder(CallRequest request, @Nullable String idempotencyKey) {
    private static final Set<String> KEYS =
            Set.of(
                    "to",
                    "from",
                    "agent",
                    "trunk",
                    "policy",
                    "tenant",
                    "parameters",
                    "machineDetection",
                    "onMachine",
                    "record",
                    "ringSeconds",
                    "callback",
                    "idempotencyKey");

    private static final String NAME = "[A-Za-z0-9._-]{1,64}";
    private static final String NAME_EXPECTED =
            "1 to 64 letters, digits, dots, dashes and underscores";
    private static final int LEAST_RINGING = 5;
    private static final int MOST_RINGING = 600;
    private static final int LONGEST_URL = 2_000;

    static CallOrder read(@Nullable Buffer body) throws BadOrderException {
        JsonObject json;
        try {
            json = new JsonObject(body == null ? "" : body.toString());
        } catch (DecodeException broken) {
            throw new BadOrderException("body", "a JSON object such as {\"to\": …, \"agent\": …}");
        }
        for (String key : json.fieldNames()) {
            if (!KEYS.contains(key)) {
                throw new BadOrderException(
                        key.matches(NAME) ? key : "a key",
                        "one of " + KEYS.stream().sorted().toList());
            }
        }
        String agent = name(json, "agent");
        if (agent == null) {
            throw new BadOrderException("agent", "the name of an agent; see /api/agents");
        }
        PhoneNumber to = number(json, "to");
        if (to == null) {
            throw new BadOrderException("to", "a phone number such as +15550100123");
        }
        String key = text(json, "idempotencyKey");
        return new CallOrder(
                new CallRequest(
                        to,
                        agent,
                        name(json, "trunk"),
                        name(json, "policy"),
                        name(json, "tenant"),
                        number(json, "from"),
                        parameters(json),
                        word(json, "machineDetection", MachineDetection.class),
                        word(json, "onMachine", OnMachine.class),
                        flag(json, "record"),
                        ringing(json),
                        callback(json)),
                key == null ? null : key(key));
    }

    /** Checks a key, wherever it stands. */
    static String key(String key) throws BadOrderException {
        if (!key.matches("[\\x21-\\x7e]{1," + IdempotencyKeys.LONGEST_KEY + "}")) {
            throw new BadOrderException(
                    "idempotencyKey",
                    "1 to "
                            + IdempotencyKeys.LONGEST_KEY
                            + " printable characters without spaces, such as a UUID");
        }
        return key;
    }

    private static @Nullable String text(JsonObject json, String key) throws BadOrderException {
        Object value = json.getValue(key);
        if (value == null) {
            return null;
        }
        if (!(value instanceof String text)) {
            throw new BadOrderException(key, "a string");
        }
        return text;
    }

    private static @Nullable String name(JsonObject json, String key) throws BadOrderException {
        String name = text(json, key);
        if (name != null && !name.matches(NAME)) {
            throw new BadOrderException(key, NAME_EXPECTED);
        }
        return name;
    }

    private static @Nullable PhoneNumber number(JsonObject json, String key)
            throws BadOrderException {
        String number = text(json, key);
        if (number == null) {
            return null;
        }
        return PhoneNumber.parse(number)
                .orElseThrow(() ->
                        new BadOrderException(
                                key,
                                "plus, country code and number (E.164), such as +15550100123"));
    }

    private static <E extends Enum<E>> @Nullable E word(JsonObject json, String key, Class<E> words)
            throws BadOrderException {
        String word = text(json, key);
        if (word == null) {
            return null;
        }
        for (E each : words.getEnumConstants()) {
            if (each.name().toLowerCase(Locale.ROOT).equals(word)) {
                return each;
            }
        }
        throw new BadOrderException(
                key,
                "one of "
                        + Arrays.stream(words.getEnumConstants())
                                .map(each -> each.name().toLowerCase(Locale.ROOT))
                                .toList());
    }

    private static @Nullable Boolean flag(JsonObject json, String key) throws BadOrderException {
        Object value = json.getValue(key);
        if (value == null) {
            return null;
        }
        if (!(value instanceof Boolean flag)) {
            throw new BadOrderException(key, "true or false");
        }
        return flag;
    }

    private static @Nullable Duration ringing(JsonObject json) throws BadOrderException {
        Object value = json.getValue("ringSeconds");
        if (value == null) {
            return null;
        }
        if (!(value instanceof Integer seconds)
                || seconds < LEAST_RINGING
                || seconds > MOST_RINGING) {
            throw new BadOrderException(
                    "ringSeconds", LEAST_RINGING + " to " + MOST_RINGING + " whole seconds");
        }
        return Duration.ofSeconds(seconds);
    }

    private static @Nullable URI callback(JsonObject json) throws BadOrderException {
        String callback = text(json, "callback");
        if (callback == null) {
            return null;
        }
        try {
            URI url = new URI(callback);
            String scheme = String.valueOf(url.getScheme());
            if (callback.length() <= LONGEST_URL
                    && (scheme.equals("https") || scheme.equals("http"))
                    && url.getHost() != null
                    && url.getRawUserInfo() == null
                    && url.getRawFragment() == null) {
                return url;
            }
        } catch (URISyntaxException notOne) {
            // Said below: what it says itself repeats the URL, which may hold a secret.
        }
        throw new BadOrderException(
                "callback",
                "https:// and a host, at most "
                        + LONGEST_URL
                        + " characters, without user or fragment");
    }

    private static Map<String, String> parameters(JsonObject json) throws BadOrderException {
        Object value = json.getValue("parameters");
        if (value == null) {
            return Map.of();
        }
        if (!(value instanceof JsonObject given) || given.size() > CallRequest.MOST_PARAMETERS) {
            throw new BadOrderException(
                    "parameters",
                    "an object with at most " + CallRequest.MOST_PARAMETERS + " names and strings");
        }
        Map<String, String> parameters = new HashMap<>();
        for (Map.Entry<String, Object> entry : given) {
            if (!entry.getKey().matches(NAME)) {
                throw new BadOrderException("parameters", "names of " + NAME_EXPECTED);
            }
            if (!(entry.getValue() instanceof String text)
                    || text.length() > CallRequest.LONGEST_PARAMETER) {
                throw new BadOrderException(
                        "parameters." + entry.getKey(),
                        "a string of at most " + CallRequest.LONGEST_PARAMETER + " characters");
            }
            parameters.put(entry.getKey(), text);
        }
        return parameters;
    }

    @Override
    public String toString() {
        return "CallOrder[" + request + "]";
    }
}
