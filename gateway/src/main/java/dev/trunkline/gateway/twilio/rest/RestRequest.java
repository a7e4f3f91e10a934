package dev.trunkline.gateway.twilio.rest;

import dev.trunkline.observability.metrics.TwilioRequest;
import io.vertx.core.http.HttpMethod;

/**
 * One request to the API.
 *
 * @param kind what is asked, for metrics and logs
 * @param resource behind the account in the path, such as {@code /Calls.json}
 * @param fields empty with GET
 * @param repeat when it may be tried again
 */
record RestRequest(
        TwilioRequest kind, HttpMethod method, String resource, Form fields, Repeat repeat) {

    /** When a request that failed may be tried again. */
    enum Repeat {
        /**
         * If the first try cannot have done anything: the API has no keys against doing it twice.
         */
        IF_NOTHING_WAS_DONE,
        /** Always: twice is the same as once. */
        HARMLESS
    }

    static RestRequest post(TwilioRequest kind, String resource, Form fields, Repeat repeat) {
        return new RestRequest(kind, HttpMethod.POST, resource, fields, repeat);
    }

    static RestRequest get(TwilioRequest kind, String resource) {
        return new RestRequest(kind, HttpMethod.GET, resource, new Form(), Repeat.HARMLESS);
    }
}
