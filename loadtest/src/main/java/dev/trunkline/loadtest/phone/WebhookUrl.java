package dev.trunkline.loadtest.phone;

import java.net.URI;

/** What Twilio asks or tells, and how. */
public record WebhookUrl(URI url, Method method) {
    /** Of the request; GET has the parameters in its query. */
    public enum Method {
        GET,
        POST
    }

    /** As a document or form names a method; POST if it names none. */
    public static WebhookUrl of(URI url, String method) {
        return new WebhookUrl(url, method.equals("GET") ? Method.GET : Method.POST);
    }

    static WebhookUrl post(URI url) {
        return new WebhookUrl(url, Method.POST);
    }

    /** For messages: no query, there may be a token in it. */
    String shown() {
        return method + " " + url.getRawPath();
    }
}
