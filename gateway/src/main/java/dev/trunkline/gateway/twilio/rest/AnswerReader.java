package dev.trunkline.gateway.twilio.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.trunkline.gateway.call.CarrierApiException;
import dev.trunkline.gateway.call.CarrierApiFailure;
import dev.trunkline.gateway.call.CarrierApiFailure.RateLimited;
import dev.trunkline.gateway.call.CarrierApiFailure.Refused;
import dev.trunkline.gateway.call.CarrierApiFailure.Unauthorised;
import dev.trunkline.gateway.call.CarrierApiFailure.Unintelligible;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads answers: the resource in JSON, or what went wrong. Errors have the form {@code
 * {"code":21211,"message":…,"more_info":…,"status":400}}.
 */
final class AnswerReader {
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

    private AnswerReader() {}

    /** The resource that the answer shows. */
    static JsonNode resource(RestAnswer answer) throws CarrierApiException {
        int status = answer.status();
        if (status == 429) {
            throw new CarrierApiException(new RateLimited(pause(answer.retryAfter())));
        }
        if (status == 401) { // whatever the body is
            throw new CarrierApiException(
                    new Unauthorised(status, object(answer).map(AnswerReader::code).orElse(0)));
        }
        JsonNode object =
                object(answer).orElseThrow(() -> new CarrierApiException(unintelligible(answer)));
        if (status / 100 == 2) {
            return object;
        }
        if (status < 400) {
            throw new CarrierApiException(new Unintelligible(status, "a redirection"));
        }
        throw new CarrierApiException(refusal(status, code(object)));
    }

    private static CarrierApiFailure refusal(int status, int code) {
        if (ErrorCode.unauthorised(status, code)) {
            return new Unauthorised(status, code);
        }
        return code == ErrorCode.TOO_MANY_REQUESTS
                ? new RateLimited(null)
                : new Refused(status, code, ErrorCode.remedy(status, code));
    }

    /** A member that cannot be done without. */
    static String required(JsonNode resource, String member) throws CarrierApiException {
        String text = resource.path(member).asText("");
        if (text.isEmpty()) {
            throw new CarrierApiException(new Unintelligible(200, "no " + member));
        }
        return text;
    }

    private static Optional<JsonNode> object(RestAnswer answer) {
        if (answer.body() == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(JSON.readTree(answer.body().toString(StandardCharsets.UTF_8)))
                    .filter(JsonNode::isObject);
        } catch (JsonProcessingException broken) {
            return Optional.empty();
        }
    }

    /** Says what came instead of JSON, in words of ours: the answer may quote numbers. */
    private static Unintelligible unintelligible(RestAnswer answer) {
        String type = answer.contentType().toLowerCase(Locale.ROOT);
        String what =
                answer.body() == null
                        ? "a body of more than " + HttpTry.LONGEST_BODY_BYTES + " bytes"
                        : answer.body().length() == 0
                                ? "an empty body"
                                : type.contains("html")
                                        ? "an HTML page"
                                        : type.contains("json")
                                                ? "broken JSON"
                                                : "a body that is not JSON";
        return new Unintelligible(answer.status(), what);
    }

    private static int code(JsonNode error) {
        return error.path("code").asInt(0);
    }

    /** Only seconds: a date would have to be held against the other side's clock. */
    private static @Nullable Duration pause(@Nullable String retryAfter) {
        return retryAfter != null && retryAfter.strip().matches("\\d{1,6}")
                ? Duration.ofSeconds(Integer.parseInt(retryAfter.strip()))
                : null;
    }
}
