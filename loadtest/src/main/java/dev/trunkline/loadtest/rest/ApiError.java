package dev.trunkline.loadtest.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

/**
 * An error as the API words it.
 *
 * @param code of the Error and Warning Dictionary
 * @param message for people; Twilio's often quote what was sent
 */
public record ApiError(int httpStatus, int code, String message) {
    static final ApiError UNKNOWN_CREDENTIALS = new ApiError(401, 20003, "Authenticate");
    static final ApiError TOO_MANY_REQUESTS = new ApiError(429, 20429, "Too Many Requests");
    static final ApiError OF_THE_SERVER =
            new ApiError(500, 20500, "An internal server error has occurred");

    static ApiError notFound(String path) {
        return new ApiError(404, 20404, "The requested resource " + path + " was not found");
    }

    static ApiError methodNotAllowed() {
        return new ApiError(405, 20004, "Method not allowed");
    }

    JsonNode json() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("code", code)
                .put("message", message)
                .put("more_info", "https://www.twilio.com/docs/errors/" + code)
                .put("status", httpStatus);
    }
}
