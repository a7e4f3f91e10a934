package dev.trunkline.gateway.twilio.rest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trunkline.gateway.call.CarrierApiException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A call as Twilio sees it at one moment (Call resource); what is not known yet is null. Without
 * numbers: whoever has the sid knows them.
 *
 * @param sid {@code CA} and 32 hexadecimal digits
 * @param duration how long it lasted, once it is over
 * @param queued how long it waited to be dialled
 * @param answeredBy who answered, if that was to be detected
 */
public record CallSnapshot(
        String sid,
        CallState state,
        @Nullable Duration duration,
        @Nullable Duration queued,
        @Nullable AnsweredBy answeredBy) {

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
                        : null);
    }

    private static boolean number(String text) {
        return text.matches("\\d{1,15}");
    }
}
