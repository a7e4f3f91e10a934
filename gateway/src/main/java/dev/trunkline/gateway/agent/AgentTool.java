package dev.trunkline.gateway.agent;

import dev.trunkline.gateway.config.keys.Key;
import dev.trunkline.gateway.config.keys.Mistakes;
import dev.trunkline.gateway.config.keys.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Something that the model may use during a call; {@code type} selects one of the two. */
public sealed interface AgentTool {
    /** Tools that the gateway has itself; no other may have such a name. */
    Set<String> RESERVED_NAMES =
            Set.of("hang_up", "transfer", "send_sms", "send_dtmf", "switch_agent", "call_human");

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
            @Key(
                            value = "The arguments; none if not set",
                            range = "a JSON Schema of type object, as YAML or JSON")
                    @Nullable JsonSchema parameters,
            @Key(
                            value = "Headers of the request",
                            range = "names with references: env:NAME or file:PATH",
                            reference = true)
                    Map<String, Secret> headers,
            @Key(value = "Time for one request", or = "10s", range = "100ms to 2m")
                    Duration timeout,
            @Key(
                            value =
                                    "Further tries after a request that failed without an answer, or"
                                            + " with 502, 503, 504 or 429: of get, put and delete,"
                                            + " which may be repeated, and of any that was never sent",
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

        private static final String HEADER = "[A-Za-z0-9_-]{1,64}";

        /** The HTTP client's own affairs: whoever set them would break the request. */
        private static final Set<String> CLIENT_HEADERS =
                Set.of("host", "connection", "content-length", "transfer-encoding", "upgrade");

        public Http {
            headers = Map.copyOf(headers);
            Optional<String> schemaMistake =
                    Optional.ofNullable(parameters).flatMap(JsonSchema::mistake);
            named(name, new Mistakes())
                    .check(
                            !description.isBlank(),
                            "description",
                            "(empty)",
                            "some text",
                            "say when the model should use it")
                    .check(
                            isUrl(url, "https?"),
                            "url",
                            null,
                            "an http or https URL without user and fragment",
                            "put credentials into headers")
                    .check(
                            schemaMistake.isEmpty(),
                            "parameters",
                            null,
                            "a JSON Schema of type object",
                            schemaMistake.orElse(""))
                    .check(
                            headers.keySet().stream().allMatch(Http::isHeaderName),
                            "headers",
                            headers.keySet(),
                            "header names of letters, digits, dashes and underscores, beside "
                                    + CLIENT_HEADERS.stream().sorted().toList(),
                            "write each as name: reference")
                    .check(
                            headers.values().stream().allMatch(AgentTool::fitsOneLine),
                            "headers",
                            null,
                            "values of one line that are not empty",
                            "look into the variable or file that is referred to")
                    .check(
                            filler == null || !filler.isBlank(),
                            "filler",
                            "(empty)",
                            "some text",
                            "leave it out to say nothing")
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

        private static boolean isHeaderName(String name) {
            return name.matches(HEADER) && !CLIENT_HEADERS.contains(name.toLowerCase(Locale.ROOT));
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
            @Key(
                            value = "Its access token",
                            range = "a reference: env:NAME or file:PATH",
                            reference = true)
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
            named(name, new Mistakes())
                    .check(
                            isUrl(url, "https"),
                            "url",
                            null,
                            "an https URL without user and fragment",
                            "the model's side asks it over the Internet; put a token into"
                                    + " authorization")
                    .check(
                            authorization == null || fitsOneLine(authorization),
                            "authorization",
                            null,
                            "a token of one line that is not empty",
                            "look into the variable or file that is referred to")
                    .check(
                            allowedTools.stream().noneMatch(String::isBlank),
                            "allowedTools",
                            "(an empty one)",
                            "names of tools",
                            "leave the list out to allow all")
                    .throwIfAny();
        }
    }

    private static Mistakes named(String name, Mistakes mistakes) {
        return mistakes.check(
                name.matches("[A-Za-z0-9_-]{1,64}") && !RESERVED_NAMES.contains(name),
                "",
                name,
                "1 to 64 letters, digits, dashes and underscores, and none of "
                        + RESERVED_NAMES.stream().sorted().toList(),
                "rename the tool: the gateway has one of that name itself");
    }

    private static boolean isUrl(URI url, String schemes) {
        return url.getHost() != null
                && String.valueOf(url.getScheme()).matches(schemes)
                && url.getRawUserInfo() == null
                && url.getRawFragment() == null;
    }

    private static boolean fitsOneLine(Secret secret) {
        return !secret.value().isBlank() && secret.value().chars().noneMatch(c -> c < ' ');
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
