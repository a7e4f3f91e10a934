package dev.trunkline.gateway.twilio.rest;

import dev.trunkline.gateway.config.keys.Secret;

/** With which Twilio answers when a SIP address asks who calls. */
public record SipCredentials(String user, Secret password) {
    void addTo(Form form) {
        form.add("SipAuthUsername", user).add("SipAuthPassword", password.value());
    }

    @Override
    public String toString() {
        return "SipCredentials[***]";
    }
}
