package dev.trunkline.gateway.twilio.rest;

import dev.trunkline.gateway.config.TwilioConfig;
import dev.trunkline.gateway.config.keys.Secret;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The account that requests are made for, and with which credentials.
 *
 * @param apiUrl scheme, host, and what stands before {@code /2010-04-01}
 * @param accountSid in the path of every request
 * @param user of HTTP Basic authentication: the account's SID, or an API key's
 * @param password the account's auth token, or the API key's secret
 * @param messagingServiceSid sends messages that name no sender; null: such are not sent
 */
public record RestSettings(
        URI apiUrl,
        String accountSid,
        String user,
        Secret password,
        @Nullable String messagingServiceSid) {

    /**
     * From the configuration: its first account, with the API key if there is one. Empty if it has
     * no account, or no credentials: then there is no REST side.
     */
    public static Optional<RestSettings> of(TwilioConfig config) {
        String user = config.apiKeySid();
        Secret password = config.apiKeySecret();
        if (config.accountSids().isEmpty()) {
            return Optional.empty();
        }
        String account = config.accountSids().getFirst();
        if (user == null || password == null) {
            user = account;
            password = config.authToken();
        }
        return password == null
                ? Optional.empty()
                : Optional.of(
                        new RestSettings(
                                config.apiUrl(),
                                account,
                                user,
                                password,
                                config.messagingServiceSid()));
    }
}
