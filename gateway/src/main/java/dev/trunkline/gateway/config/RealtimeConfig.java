package dev.trunkline.gateway.config;

import dev.trunkline.codecs.audio.AudioFormat;
import dev.trunkline.gateway.agent.AgentProfile;
import dev.trunkline.gateway.config.keys.Key;
import dev.trunkline.gateway.config.keys.Mistakes;
import dev.trunkline.gateway.config.keys.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The model: any server of the OpenAI Realtime protocol, Azure's form included. */
public record RealtimeConfig(
        @Key(
                        value = "The server's WebSocket",
                        or = "wss://api.openai.com/v1/realtime",
                        range = "a ws or wss URL",
                        env = "OPENAI_REALTIME_URL")
                URI url,
        @Key("Query parameters beside `model`") Map<String, String> query,
        @Key(
                        value = "The model; Azure: the deployment",
                        or = "gpt-realtime-2.1",
                        env = "OPENAI_MODEL")
                String model,
        @Key(
                        value =
                                "Audio of the model session: pcmu passes through, pcm24k is converted",
                        or = "pcmu",
                        range = "pcmu, pcm24k",
                        env = "AUDIO_FORMAT")
                AudioFormat audioFormat,
        @Key(value = "The model's API key", env = "OPENAI_API_KEY") @Nullable Secret apiKey,
        @Key(
                        value =
                                "How the key is sent: `Authorization: Bearer`, a header of its own, not",
                        or = "bearer",
                        range = "bearer, api_key, none")
                AuthScheme auth,
        @Key(
                        value = "Header of the key if `realtime.auth` is `api_key`",
                        or = "api-key",
                        range = "a header name")
                String apiKeyHeader,
        @Key("Headers beside the key; values are not logged") Map<String, Secret> headers,
        @Key(value = "Names of the events sent; both are understood", or = "ga", range = "ga, beta")
                Dialect dialect,
        @Key(value = "Time for connection and upgrade", or = "5s", range = "100ms to 1m")
                Duration connectTimeout,
        @Key(
                        value = "Time from the connection's begin to `session.updated`",
                        or = "10s",
                        range = "100ms to 2m")
                Duration readyTimeout,
        @Key(value = "Open the session at the webhook, while Twilio connects", or = "true")
                boolean prewarm,
        @Key(value = "Time between pings", or = "15s", range = "1s to 5m") Duration pingInterval,
        @Key(
                        value = "Pings without answer after which the server is taken for dead",
                        or = "2",
                        range = "1 to 10")
                int maxMissedPongs,
        @Key(
                        value = "How long the server keeps a session, if the session does not say",
                        or = "60m",
                        range = "1m to 24h")
                Duration sessionLimit,
        @Key("Giving up a model that stops") StallConfig stall,
        @Key("Going on with a call whose session was lost or ends") TakeoverConfig takeover) {

    /** How the key is sent. */
    public enum AuthScheme {
        BEARER,
        API_KEY,
        /** Not at all, or by {@code headers}. */
        NONE
    }

    /** Which generation of the protocol's names is sent. */
    public enum Dialect {
        GA,
        BETA
    }

    public RealtimeConfig {
        query = Map.copyOf(query);
        headers = Map.copyOf(headers);
        new Mistakes()
                .check(
                        url.getHost() != null && String.valueOf(url.getScheme()).matches("wss?"),
                        "url",
                        url,
                        "a ws or wss URL",
                        "leave it out to use OpenAI itself")
                .check(
                        url.getRawUserInfo() == null && url.getRawFragment() == null,
                        "url",
                        null,
                        "a URL without user and fragment",
                        "put the key into OPENAI_API_KEY")
                .check(!model.isBlank(), "model", "(empty)", "a model's name", "leave it out")
                .check(
                        audioFormat == AudioFormat.PCMU || audioFormat == AudioFormat.PCM_24K,
                        "audioFormat",
                        audioFormat,
                        "pcmu or pcm24k",
                        "the model session takes no other")
                .check(
                        apiKey == null || !apiKey.value().isBlank(),
                        "apiKey",
                        null,
                        "a key that is not empty",
                        "unset it, or set it to the model's API key")
                .check(
                        apiKeyHeader.matches("[A-Za-z0-9-]{1,64}"),
                        "apiKeyHeader",
                        apiKeyHeader,
                        "a header name",
                        "Azure's is api-key")
                .check(
                        headers.keySet().stream()
                                .allMatch(name -> name.matches("[A-Za-z0-9-]{1,64}")),
                        "headers",
                        headers.keySet(),
                        "header names of letters, digits and dashes",
                        "write each as name: value")
                .range(
                        "connectTimeout",
                        connectTimeout,
                        Duration.ofMillis(100),
                        Duration.ofMinutes(1),
                        "5s is the default")
                .range(
                        "readyTimeout",
                        readyTimeout,
                        Duration.ofMillis(100),
                        Duration.ofMinutes(2),
                        "10s is the default")
                .range(
                        "pingInterval",
                        pingInterval,
                        Duration.ofSeconds(1),
                        Duration.ofMinutes(5),
                        "15s is the default")
                .range(
                        "sessionLimit",
                        sessionLimit,
                        Duration.ofMinutes(1),
                        Duration.ofDays(1),
                        "60m is the default")
                .range("maxMissedPongs", maxMissedPongs, 1, 10, "2 is the default")
                .throwIfAny();
    }

    /** The audio of this agent's sessions. */
    public AudioFormat formatOf(AgentProfile agent) {
        return agent.audioFormat() == null ? audioFormat : agent.audioFormat();
    }
}
