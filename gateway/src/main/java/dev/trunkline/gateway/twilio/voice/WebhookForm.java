package dev.trunkline.gateway.twilio.voice;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * The parameters of one webhook. Twilio adds new ones without notice: unknown names are ignored.
 * Prints nothing of what it holds.
 */
final class WebhookForm {

    /**
     * Longer than any value that Twilio documents, URLs and tokens apart, and those are not read
     * here.
     */
    private static final int VALUE_CHARS = 512;

    private static final Pattern CALL_SID = Pattern.compile("CA[0-9a-fA-F]{32}");
    private static final Pattern ACCOUNT_SID = Pattern.compile("AC[0-9a-fA-F]{32}");
    private static final Pattern STREAM_SID = Pattern.compile("MZ[0-9a-fA-F]{32}");
    private static final Pattern WHOLE_NUMBER = Pattern.compile("[0-9]{1,9}");

    private final Map<String, List<String>> parameters;

    WebhookForm(Map<String, List<String>> parameters) {
        this.parameters = parameters;
    }

    String callSid() throws MalformedWebhookException {
        return sid("CallSid", CALL_SID, "CA");
    }

    String accountSid() throws MalformedWebhookException {
        return sid("AccountSid", ACCOUNT_SID, "AC");
    }

    String streamSid() throws MalformedWebhookException {
        return sid("StreamSid", STREAM_SID, "MZ");
    }

    /** The value; empty if it was not sent. */
    String text(String name) throws MalformedWebhookException {
        List<String> values = parameters.getOrDefault(name, List.of());
        if (values.size() > 1) {
            throw new MalformedWebhookException(
                    name + " was sent " + values.size() + " times, expected once.");
        }
        String value = values.isEmpty() ? "" : values.getFirst();
        if (value.length() > VALUE_CHARS) {
            throw new MalformedWebhookException(
                    name
                            + " has "
                            + value.length()
                            + " characters, expected at most "
                            + VALUE_CHARS
                            + ".");
        }
        return value;
    }

    /** The value, which must have been sent. */
    String required(String name) throws MalformedWebhookException {
        String value = text(name);
        if (value.isEmpty()) {
            throw new MalformedWebhookException(name + " is missing.");
        }
        return value;
    }

    /**
     * A whole number of up to nine digits; empty if it was not sent or is something else: nothing
     * depends on it alone.
     */
    OptionalInt number(String name) throws MalformedWebhookException {
        String value = text(name);
        return WHOLE_NUMBER.matcher(value).matches()
                ? OptionalInt.of(Integer.parseInt(value))
                : OptionalInt.empty();
    }

    /** The call, for a log, if it looks like one. */
    Optional<String> callReference() {
        List<String> values = parameters.getOrDefault("CallSid", List.of());
        return values.stream().findFirst().filter(value -> CALL_SID.matcher(value).matches());
    }

    Map<String, List<String>> parameters() {
        return parameters;
    }

    private String sid(String name, Pattern shape, String prefix) throws MalformedWebhookException {
        String value = text(name);
        if (!shape.matcher(value).matches()) {
            throw new MalformedWebhookException(
                    name
                            + (value.isEmpty() ? " is missing" : " is not a SID")
                            + ", expected "
                            + prefix
                            + " and 32 hexadecimal digits.");
        }
        return value;
    }
}
