package dev.trunkline.loadtest.demo.service;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A request that a service was asked.
 *
 * @param method as on the wire, such as {@code POST}
 * @param path without the query
 * @param arguments the body's, or the query's
 * @param status how it was answered; 401 without the right bearer token
 */
public record Asked(String method, String path, JsonNode arguments, int status) {}
