package dev.trunkline.loadtest.rest;

import dev.trunkline.loadtest.phone.TwimlSource;
import dev.trunkline.loadtest.phone.WebhookUrl;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Checks the form that asks for a call or changes one, as strictly as the documents. */
final class CallForm {
    private static final int UNKNOWN_OR_MALFORMED = 20001;
    private static final int INVALID_URL = 21205;
    private static final int INVALID_CALLBACK = 21609;
    private static final int WRONG_EVENT = 21626;
    private static final int LONGEST_TWIML = 4_000;

    private static final Set<String> EVENTS =
            Set.of("initiated", "ringing", "answered", "completed");

    private static final Set<String> ONCE =
            Set.of(
                    "To",
                    "From",
                    "Url",
                    "Twiml",
                    "ApplicationSid",
                    "Method",
                    "FallbackUrl",
                    "FallbackMethod",
                    "StatusCallback",
                    "StatusCallbackMethod",
                    "SendDigits",
                    "Timeout",
                    "TimeLimit",
                    "Record",
                    "RecordingChannels",
                    "RecordingTrack",
                    "Trim",
                    "RecordingStatusCallback",
                    "RecordingStatusCallbackMethod",
                    "MachineDetection",
                    "MachineDetectionTimeout",
                    "MachineDetectionSpeechThreshold",
                    "MachineDetectionSpeechEndThreshold",
                    "MachineDetectionSilenceTimeout",
                    "AsyncAmd",
                    "AsyncAmdStatusCallback",
                    "AsyncAmdStatusCallbackMethod",
                    "Byoc",
                    "CallToken",
                    "CallReason",
                    "CallerId",
                    "SipAuthUsername",
                    "SipAuthPassword",
                    "ClientNotificationUrl");
    private static final Set<String> REPEATED =
            Set.of("StatusCallbackEvent", "RecordingStatusCallbackEvent");

    private static final Set<String> CHANGES =
            Set.of(
                    "Url",
                    "Method",
                    "Status",
                    "FallbackUrl",
                    "FallbackMethod",
                    "StatusCallback",
                    "StatusCallbackMethod",
                    "Twiml",
                    "TimeLimit");

    private CallForm() {}

    /** Whether a call can be made of it; what Twilio accepts and ignores is only noted. */
    static void checkNew(ApiForm form, Violations violations) throws Refused {
        form.allowOnly(ONCE, REPEATED);
        String to = form.required("To", 21201, "No 'To' number is specified");
        if (!Numbers.callable(to)) {
            throw new Refused(
                    400,
                    21211,
                    "The phone number you are attempting to call, " + to + ", is not valid.");
        }
        String from = form.required("From", 21213, "'From' phone number is required");
        if (!Numbers.callable(from)) {
            throw new Refused(
                    400, 21212, "The source phone number provided, " + from + ", is not valid.");
        }
        checkSource(form);
        checkUrls(form);
        checkValues(form);
        checkRanges(form);
        checkEvents(form, "POST Calls.json", violations);
        String byoc = form.value("Byoc").orElse("");
        if (!byoc.isEmpty() && !Numbers.phone(to)) {
            violations.add(
                    UNKNOWN_OR_MALFORMED,
                    "POST Calls.json",
                    "Byoc is ignored unless To is a phone number");
        }
    }

    /** Whether a document can dial so. */
    static void checkChild(ApiForm form, Violations violations) throws Refused {
        Urls.check(form, "StatusCallback", INVALID_CALLBACK);
        oneOf(form, "StatusCallbackMethod", "GET", "POST");
        matching(form, "Byoc", "BY[0-9a-fA-F]{32}");
        range(form, "TimeLimit", 1, 86_400);
        checkEvents(form, "<Dial>", violations);
    }

    /** Whether a call can be changed by it. */
    static void checkChange(ApiForm form) throws Refused {
        form.allowOnly(CHANGES, Set.of());
        if (form.value("Url").isPresent() && form.value("Twiml").isPresent()) {
            throw malformed("Url and Twiml exclude each other");
        }
        checkUrls(form);
        oneOf(form, "Status", "completed", "canceled");
        oneOf(form, "Method", "GET", "POST");
        range(form, "TimeLimit", 1, 86_400);
    }

    private static void checkSource(ApiForm form) throws Refused {
        boolean url = form.value("Url").isPresent();
        boolean twiml = form.value("Twiml").isPresent();
        if (!url && !twiml && form.value("ApplicationSid").isEmpty()) {
            throw new Refused(400, INVALID_URL, "Url parameter is required.");
        }
        if (url && twiml) {
            throw malformed("Twiml is ignored beside Url: send one of them");
        }
        if (form.value("Twiml").orElse("").length() > LONGEST_TWIML) {
            throw malformed("Twiml has more than " + LONGEST_TWIML + " characters");
        }
        String application = form.value("ApplicationSid").orElse("");
        if (!application.isEmpty()) {
            // There are no applications here, so that none can be valid.
            throw new Refused(400, 21218, "Invalid ApplicationSid: " + application);
        }
    }

    private static void checkUrls(ApiForm form) throws Refused {
        Urls.check(form, "Url", INVALID_URL);
        Urls.check(form, "FallbackUrl", INVALID_URL);
        for (String callback :
                List.of("StatusCallback", "RecordingStatusCallback", "AsyncAmdStatusCallback")) {
            Urls.check(form, callback, INVALID_CALLBACK);
        }
    }

    private static void checkValues(ApiForm form) throws Refused {
        for (String method :
                List.of(
                        "Method",
                        "FallbackMethod",
                        "StatusCallbackMethod",
                        "RecordingStatusCallbackMethod",
                        "AsyncAmdStatusCallbackMethod")) {
            oneOf(form, method, "GET", "POST");
        }
        oneOf(form, "Record", "true", "false");
        for (String event : form.values("RecordingStatusCallbackEvent")) {
            if (!List.of("in-progress", "completed", "absent").contains(event)) {
                throw malformed(
                        "RecordingStatusCallbackEvent: expected in-progress, completed or absent");
            }
        }
        oneOf(form, "RecordingChannels", "mono", "dual");
        oneOf(form, "RecordingTrack", "inbound", "outbound", "both");
        oneOf(form, "Trim", "trim-silence", "do-not-trim");
        oneOf(form, "MachineDetection", "Enable", "DetectMessageEnd");
        oneOf(form, "AsyncAmd", "true", "false");
        matching(form, "SendDigits", "[0-9A-D#*wW]{1,32}");
        matching(form, "Byoc", "BY[0-9a-fA-F]{32}");
    }

    private static void checkRanges(ApiForm form) throws Refused {
        range(form, "Timeout", 1, 600);
        range(form, "TimeLimit", 1, 86_400);
        range(form, "MachineDetectionTimeout", 3, 59);
        range(form, "MachineDetectionSpeechThreshold", 1_000, 6_000);
        range(form, "MachineDetectionSpeechEndThreshold", 500, 5_000);
        range(form, "MachineDetectionSilenceTimeout", 2_000, 10_000);
    }

    /** Twilio takes a call with events that it does not know, and then tells nothing. */
    private static void checkEvents(ApiForm form, String request, Violations violations) {
        if (!EVENTS.containsAll(form.values("StatusCallbackEvent"))) {
            violations.add(
                    WRONG_EVENT,
                    request,
                    "StatusCallbackEvent: expected one field for each of " + EVENTS);
        }
    }

    /** The events that are told; none if one is unknown. */
    static Set<String> events(ApiForm form) {
        List<String> asked = form.values("StatusCallbackEvent");
        if (asked.isEmpty()) {
            return Set.of("completed");
        }
        return EVENTS.containsAll(asked) ? Set.copyOf(asked) : Set.of();
    }

    /** Where the TwiML is; empty if the form does not say. */
    static Optional<TwimlSource> source(ApiForm form) {
        return form.value("Url")
                .<TwimlSource>map(url ->
                        new TwimlSource.At(
                                WebhookUrl.of(URI.create(url), form.value("Method").orElse(""))))
                .or(() -> form.value("Twiml").map(TwimlSource.Inline::new));
    }

    private static void oneOf(ApiForm form, String field, String... values) throws Refused {
        String value = form.value(field).orElse("");
        if (!value.isEmpty() && !List.of(values).contains(value)) {
            throw malformed(field + ": expected " + String.join(" or ", values));
        }
    }

    private static void matching(ApiForm form, String field, String pattern) throws Refused {
        String value = form.value(field).orElse("");
        if (!value.isEmpty() && !value.matches(pattern)) {
            throw malformed(field + ": expected " + pattern);
        }
    }

    private static void range(ApiForm form, String field, int least, int most) throws Refused {
        String value = form.value(field).orElse("");
        if (value.isEmpty()) {
            return;
        }
        if (!value.matches("\\d{1,9}")
                || Integer.parseInt(value) < least
                || Integer.parseInt(value) > most) {
            throw malformed(field + ": expected " + least + " to " + most);
        }
    }

    private static Refused malformed(String detail) {
        return new Refused(400, UNKNOWN_OR_MALFORMED, detail);
    }
}
