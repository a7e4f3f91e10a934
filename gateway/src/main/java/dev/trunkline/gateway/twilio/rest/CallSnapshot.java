package dev.trunkline.gateway.twilio.rest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trunkline.gateway.call.CarrierApiException;
import dev.trunkline.gateway.call.CarrierApiFailure.Unintelligible;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A call as Twilio sees it at one moment (Call resource); what is not known yet is null. Without
 * numbers: whoever has the sid knows them.
 *
 * @param sid {@code CA} and 32 hexadecimal digits
 * @param duration how long it lasted, once it is over
 * @param queued how long it waited to be dialled
 * @param answeredBy who answered, if that was to be detected
 * @param startedAt when it was dialled, to the second, by Twilio's clock
 */
public record CallSnapshot(
        String sid,
        CallState state,
        @Nullable Duration duration,
        @Nullable Duration queued,
        @Nullable AnsweredBy answeredBy,
        @Nullable Instant startedAt) {

    static CallSnapshot read(JsonNode resource) throws CarrierApiException {
        String seconds = resource.path("duration").asText("");
        String queuedMs = resource.path("queue_time").asText("");
        return new CallSnapshot(
                AnswerReader.required(resource, "sid"),
                CallState.of(AnswerReader.required(resource, "status")),
                number(seconds) ? Duration.ofSeconds(Long.parseLong(seconds)) : null,
                number(queuedMs) ? Duration.ofMillis(Long.parseLong(queuedMs)) : null,
                resource.path("answered_by").isTextual()
                        ? AnsweredBy.of(resource.path("answered_by").asText())
                        : null,
                date(resource.path("start_time").asText("")));
    }

    /** The calls of a page, in its order. */
    static List<CallSnapshot> readPage(JsonNode page) throws CarrierApiException {
        JsonNode calls = page.path("calls");
        if (!calls.isArray()) {
            throw new CarrierApiException(new Unintelligible(200, "no calls"));
        }
        List<CallSnapshot> snapshots = new ArrayList<>();
        for (JsonNode call : calls) {
            snapshots.add(read(call));
        }
        return List.copyOf(snapshots);
    }

    /** RFC 2822, as this version of the API writes dates; null if it is none. */
    private static @Nullable Instant date(String text) {
        try {
            return text.isEmpty()
                    ? null
                    : DateTimeFormatter.RFC_1123_DATE_TIME.parse(text, Instant::from);
        } catch (DateTimeParseException _) {
            return null;
        }
    }

    private static boolean number(String text) {
        return text.matches("\\d{1,15}");
    }
}
