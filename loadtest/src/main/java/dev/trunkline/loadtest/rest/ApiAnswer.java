package dev.trunkline.loadtest.rest;

import com.fasterxml.jackson.databind.JsonNode;

/** A status and a resource, or an error. */
record ApiAnswer(int httpStatus, JsonNode body) {
    static ApiAnswer of(ApiError error) {
        return new ApiAnswer(error.httpStatus(), error.json());
    }
}
