package dev.trunkline.gateway.twilio.rest;

/** How Twilio asks a URL of ours. */
public enum WebhookMethod {
    GET,
    POST
}
