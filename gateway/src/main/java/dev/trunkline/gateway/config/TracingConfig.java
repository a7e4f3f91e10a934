package dev.trunkline.gateway.config;

import dev.trunkline.gateway.config.keys.Key;
import dev.trunkline.gateway.config.keys.Mistakes;
import dev.trunkline.gateway.config.keys.Secret;
import dev.trunkline.observability.trace.TraceSettings;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Calls as traces, for a collector of OpenTelemetry. Names and forms are those of the specification
 * (OpenTelemetry Protocol Exporter), where it has them.
 */
public record TracingConfig(
        @Key(
                        value =
                                "Collector that takes OTLP over HTTP; none: no traces are made."
                                        + " `/v1/traces` is added",
                        range = "an http or https URL, such as http://collector:4318",
                        env = "OTEL_EXPORTER_OTLP_ENDPOINT")
                @Nullable URI endpoint,
        @Key(
                        value = "Headers of every request to it, such as a key",
                        range = "name=value,name=value; special characters as %2C, %20",
                        env = "OTEL_EXPORTER_OTLP_HEADERS")
                @Nullable Secret headers,
        @Key(value = "Share of calls that become a trace", or = "1", range = "0 to 1")
                double sampleRatio) {

    private static final String PATH = "/v1/traces";

    /** RFC 9110 section 5.6.2, and what of section 5.5 nobody disputes. */
    private static final Pattern HEADER =
            Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+\\s*=\\s*[\\x21-\\x7e]+");

    public TracingConfig {
        new Mistakes()
                .check(
                        endpoint == null || isCollector(endpoint),
                        "endpoint",
                        null,
                        "an http or https URL without user, query and /v1/traces",
                        "write it as http://collector:4318, or leave it out")
                .check(
                        headers == null || areHeaders(headers.value()),
                        "headers",
                        null,
                        "name=value,name=value",
                        "write them as authorization=Bearer%20…")
                .range("sampleRatio", sampleRatio, 0, 1, "1 makes every call a trace")
                .throwIfAny();
    }

    /** For the sender; empty if no traces are wanted. */
    public Optional<TraceSettings> settings(RecordsConfig records) {
        if (endpoint == null) {
            return Optional.empty();
        }
        String base = endpoint.toString();
        return Optional.of(
                new TraceSettings(
                        URI.create(base.replaceFirst("/+$", "") + PATH),
                        headers == null ? Map.of() : parsed(headers.value()),
                        sampleRatio,
                        records.gateway()));
    }

    private static boolean isCollector(URI url) {
        return url.getHost() != null
                && String.valueOf(url.getScheme()).matches("https?")
                && url.getRawUserInfo() == null
                && url.getRawQuery() == null
                && url.getRawFragment() == null
                && !url.getRawPath().contains(PATH);
    }

    private static boolean areHeaders(String text) {
        try {
            return Arrays.stream(text.split(",", -1))
                            .allMatch(header -> HEADER.matcher(header.strip()).matches())
                    && parsed(text).values().stream()
                            .allMatch(value -> value.matches("[\\x20-\\x7e]+"));
        } catch (IllegalArgumentException notEncoded) {
            return false;
        }
    }

    private static Map<String, String> parsed(String text) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (String header : text.split(",", -1)) {
            int equals = header.indexOf('=');
            String value = header.substring(equals + 1).strip().replace("+", "%2B");
            headers.put(
                    header.substring(0, equals).strip(),
                    URLDecoder.decode(value, StandardCharsets.UTF_8));
        }
        return headers;
    }
}
