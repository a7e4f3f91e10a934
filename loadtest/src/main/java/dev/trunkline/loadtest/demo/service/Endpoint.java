package dev.trunkline.loadtest.demo.service;

import com.fasterxml.jackson.databind.JsonNode;

/** One address of a service. Called on the service's event loop. */
interface Endpoint {
    /**
     * Answers one request.
     *
     * @param arguments an object: the request's body, or its query with every value a text
     */
    Reply answer(JsonNode arguments);
}
