package dev.trunkline.loadtest.demo.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

/**
 * What a service answers.
 *
 * @param status of HTTP
 * @param delayMs how long it takes to find out
 */
record Reply(int status, JsonNode body, long delayMs) {
    static final JsonMapper JSON = new JsonMapper();

    static Reply ok(JsonNode body) {
        return new Reply(200, body, 0);
    }

    /** Nobody, or nothing, of that description: no error, and the agent says so. */
    static Reply nothingFound() {
        return ok(JSON.createObjectNode().put("found", false));
    }

    /** An id that no answer gave. */
    static Reply notFound(String what) {
        return error(404, what);
    }

    /** The arguments are not what the tool's schema promises. */
    static Reply badRequest(String what) {
        return error(400, what);
    }

    static Reply unavailable(String what) {
        return error(503, what);
    }

    static Reply error(int status, String what) {
        return new Reply(status, JSON.createObjectNode().put("error", what), 0);
    }

    /** The same, found out slowly. */
    Reply after(long ms) {
        return new Reply(status, body, ms);
    }
}
