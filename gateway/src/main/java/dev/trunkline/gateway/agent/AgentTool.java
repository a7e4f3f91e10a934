package dev.trunkline.gateway.agent;

import dev.trunkline.gateway.config.keys.Key;
import dev.trunkline.gateway.config.keys.Mistakes;
import dev.trunkline.gateway.config.keys.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Something that the model may use during a call; {@code type} selects one of the two. */
public sealed interface AgentTool {
    /** The name that the model uses; of an MCP server its label. */
    String name();

    /** A service that the gateway asks over HTTP ({@code http}). */
    record Http(
            @Key(value = "Name that the model uses", entryName = true) String name,
            @Key(
                            value = "When to use it, for the model",
                            required = true,
                            example = "Find free appointments on a day.")
                    String description,
            @Key(
                            value = "Where the request goes",
                            range = "an http or https URL",
                            required = true,
                            example = "https://tools.example.com/appointments")
                    URI url,
            @Key(
                            value =
                                    "How: `get` and `delete` send the arguments as a query, the others"
                                            + " as a JSON object",
                            or = "post",
                            range = "get, post, put, patch, delete")
                    Method method,
            @Key("The arguments as a JSON Schema of type object; none if not set")
                    @Nullable JsonSchema parameters,
            @Key("Headers of the request; each value a reference, `env:NAME` or `file:PATH`")
                    Map<String, Secret> headers,
            @Key(value = "Time for one request", or = "10s", range = "100ms to 2m")
                    Duration timeout,
            @Key(
                            value =
                                    "Further tries after a request that failed without an answer, or"
                                            + " with 502, 503, 504 or 429; only for requests that may"
                                            + " be repeated: get, put, delete",
                            or = "1",
                            range = "0 to 5")
                    int retries,
            @Key(
                            value = "Requests of this tool at once, over all calls; more wait",
                            or = "32",
                            range = "1 to 1000")
                    int maxConcurrent,
            @Key(
                            value = "Longest answer that the model is given; the rest is cut off",
                            or = "16384",
                            range = "256 to 262144")
                    int maxResultBytes,
            @Key("What the caller hears if it takes longer than `fillerAfter`; nothing if not set")
                    @Nullable String filler,
            @Key(value = "When the filler is said", or = "1s", range = "0s to 30s")
                    Duration fillerAfter,
            @Key(
                            value =
                                    "Whether the URL may lead to a private network; never to a cloud's"
                                            + " metadata address",
                            or = "false")
                    boolean allowPrivateNetwork)
            implements AgentTool {

        public Http {
            headers = Map.copyOf(headers);
            new Mistakes()
                    .range(
                            "timeout",
                            timeout,
                            Duration.ofMillis(100),
                            Duration.ofMinutes(2),
                            "a caller waits for it")
                    .range("retries", retries, 0, 5, "a caller waits for them")
                    .range("maxConcurrent", maxConcurrent, 1, 1_000, "32 suits most services")
                    .range("maxResultBytes", maxResultBytes, 256, 262_144, "models read slowly")
                    .range(
                            "fillerAfter",
                            fillerAfter,
                            Duration.ZERO,
                            Duration.ofSeconds(30),
                            "after a second of silence callers wonder")
                    .throwIfAny();
        }
    }

    /**
     * A server of the Model Context Protocol, which the model's own side asks ({@code mcp}): its
     * requests do not pass through the gateway.
     */
    record Mcp(
            @Key(value = "Label of the server", entryName = true) String name,
            @Key(
                            value = "The server, as the model's side reaches it",
                            range = "an https URL",
                            required = true,
                            example = "https://mcp.example.com/sse")
                    URI url,
            @Key("What it is for, for the model") @Nullable String description,
            @Key("Its access token: a reference, `env:NAME` or `file:PATH`")
                    @Nullable Secret authorization,
            @Key("Tools of the server that may be used; all if empty") List<String> allowedTools,
            @Key(
                            value =
                                    "Whether the model may use them unasked; otherwise each use is refused",
                            or = "true")
                    boolean approve)
            implements AgentTool {

        public Mcp {
            allowedTools = List.copyOf(allowedTools);
        }
    }

    /** How an HTTP tool is asked. */
    enum Method {
        GET,
        POST,
        PUT,
        PATCH,
        DELETE;

        /** Whether a request may be made again without harm (RFC 9110 section 9.2.2). */
        public boolean idempotent() {
            return this == GET || this == PUT || this == DELETE;
        }

        /** Whether the arguments go into a body; otherwise into the query. */
        public boolean hasBody() {
            return this == POST || this == PUT || this == PATCH;
        }
    }
}
