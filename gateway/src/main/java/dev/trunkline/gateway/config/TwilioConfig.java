package dev.trunkline.gateway.config;

import dev.trunkline.gateway.config.keys.Key;
import dev.trunkline.gateway.config.keys.Mistakes;
import dev.trunkline.gateway.config.keys.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Twilio: account, tokens, what a caller hears when the gateway cannot answer. */
public record TwilioConfig(
        @Key(
                        value = "Accounts whose calls are taken; any that signs rightly if empty",
                        range = "AC and 32 hexadecimal digits",
                        env = "TWILIO_ACCOUNT_SID")
                List<String> accountSids,
        @Key(
                        value =
                                "The account's auth token, which request signatures are checked with",
                        env = "TWILIO_AUTH_TOKEN")
                @Nullable Secret authToken,
        @Key(
                        value =
                                "Where Twilio reaches any of several gateways, if `http.publicUrl` names"
                                        + " this one alone; webhooks signed for it are taken too",
                        range = "an https URL without query")
                @Nullable URI sharedUrl,
        @Key(
                        value = "Twilio's REST API",
                        or = "https://api.twilio.com",
                        range = "an http or https URL",
                        env = "TWILIO_API_URL")
                URI apiUrl,
        @Key(
                        value =
                                "An API key for requests to the REST API, instead of the auth"
                                        + " token; it cannot check signatures",
                        range = "SK and 32 hexadecimal digits",
                        env = "TWILIO_API_KEY_SID")
                @Nullable String apiKeySid,
        @Key(value = "That API key's secret", env = "TWILIO_API_KEY_SECRET")
                @Nullable Secret apiKeySecret,
        @Key(
                        value = "Messaging service that sends text messages which name no sender",
                        range = "MG and 32 hexadecimal digits")
                @Nullable String messagingServiceSid,
        @Key(value = "How long a media socket's token is good for", or = "30s", range = "5s to 5m")
                Duration tokenTtl,
        @Key(
                        value = "A media socket that has not sent `start` by then is closed",
                        or = "5s",
                        range = "1s to 1m")
                Duration startTimeout,
        @Key(
                        value =
                                "A call is over on whose media stream nothing has come for this"
                                        + " long, not even the mark that is asked for after half of"
                                        + " it",
                        or = "20s",
                        range = "2s to 10m")
                Duration noMessageTimeout,
        @Key("TwiML instead of the apology when a call cannot be taken; `file:` names a file")
                @Nullable String fallbackTwiml,
        @Key(
                        value = "What the caller hears when a call cannot be taken",
                        or = "We are sorry, we cannot take your call right now. Please try again.")
                String apologyText,
        @Key(value = "Language of the apology", or = "en-US", range = "BCP 47, such as en-US")
                String apologyLanguage) {

    public TwilioConfig {
        accountSids = List.copyOf(accountSids);
        new Mistakes()
                .check(
                        accountSids.stream().allMatch(sid -> sid.matches("AC[0-9a-fA-F]{32}")),
                        "accountSids",
                        accountSids,
                        "AC and 32 hexadecimal digits each",
                        "copy it from Twilio's console")
                .check(
                        authToken == null || !authToken.value().isBlank(),
                        "authToken",
                        null,
                        "a token that is not empty",
                        "copy it from Twilio's console")
                .check(
                        sharedUrl == null || HttpConfig.isBase(sharedUrl, false),
                        "sharedUrl",
                        sharedUrl,
                        "an https URL with a host in lower case, without query, fragment and user",
                        "write it as Twilio's console has it, as in https://voice.example.com")
                .check(
                        apiUrl.getHost() != null
                                && String.valueOf(apiUrl.getScheme()).matches("https?"),
                        "apiUrl",
                        apiUrl,
                        "an http or https URL",
                        "leave it out to use Twilio itself")
                .check(
                        apiKeySid == null || apiKeySid.matches("SK[0-9a-fA-F]{32}"),
                        "apiKeySid",
                        apiKeySid,
                        "SK and 32 hexadecimal digits",
                        "copy it from Twilio's console")
                .check(
                        apiKeySid == null || apiKeySecret != null,
                        "apiKeySid",
                        apiKeySid,
                        "apiKeySecret with it",
                        "give both or neither")
                .check(
                        apiKeySecret == null
                                || (apiKeySid != null && apiKeySid.matches("SK[0-9a-fA-F]{32}")),
                        "apiKeySecret",
                        null,
                        "apiKeySid with it",
                        "give both or neither")
                .check(
                        messagingServiceSid == null
                                || messagingServiceSid.matches("MG[0-9a-fA-F]{32}"),
                        "messagingServiceSid",
                        messagingServiceSid,
                        "MG and 32 hexadecimal digits",
                        "copy it from Twilio's console")
                .range(
                        "tokenTtl",
                        tokenTtl,
                        Duration.ofSeconds(5),
                        Duration.ofMinutes(5),
                        "Twilio connects within seconds of the webhook's answer")
                .range(
                        "startTimeout",
                        startTimeout,
                        Duration.ofSeconds(1),
                        Duration.ofMinutes(1),
                        "Twilio sends start at once")
                .range(
                        "noMessageTimeout",
                        noMessageTimeout,
                        Duration.ofSeconds(2),
                        Duration.ofMinutes(10),
                        "a phone that is there sends audio or marks")
                .check(
                        fallbackTwiml == null || fallbackTwiml.strip().startsWith("<"),
                        "fallbackTwiml",
                        fallbackTwiml,
                        "an XML document",
                        "write TwiML, or file: and the path of a file with it")
                .check(
                        apologyLanguage.matches("[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*"),
                        "apologyLanguage",
                        apologyLanguage,
                        "a BCP 47 tag such as en-US",
                        "see the languages of TwiML's Say")
                .throwIfAny();
    }
}
