package dev.trunkline.loadtest.pbx;

/**
 * A request that came, for whoever checks what was asked.
 *
 * @param path behind {@code /ari}, without the query
 * @param query as it came, empty if there was none; never with a password
 * @param status of the answer
 */
public record AriRequest(String method, String path, String query, int status) {}
