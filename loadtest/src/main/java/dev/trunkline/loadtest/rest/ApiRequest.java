package dev.trunkline.loadtest.rest;

/**
 * A request with the right credentials.
 *
 * @param resource behind the account in the path, such as {@code Calls.json} or {@code
 *     Calls/CA….json}
 * @param form of a GET, what is in its query
 */
record ApiRequest(String method, String path, String resource, ApiForm form) {
    boolean posts() {
        return method.equals("POST");
    }
}
