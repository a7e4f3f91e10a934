package dev.trunkline.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trunkline.gateway.config.keys.ConfigurationException;
import dev.trunkline.observability.trace.TraceSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TracingConfigTest {
    private static Optional<TraceSettings> load(String... namesAndValues) {
        Map<String, String> variables =
                new HashMap<>(
                        Map.of(
                                "INSECURE_LOCAL", "true",
                                "TRUNKLINE_RECORDS_GATEWAY_NAME", "pod-7"));
        for (int i = 0; i < namesAndValues.length; i += 2) {
            variables.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        GatewayConfig config = GatewayConfigLoader.load(variables);
        return config.tracing().settings(config.records());
    }

    @Test
    void withoutAnEndpoint_thereAreNoTraces() {
        assertThat(load("TRUNKLINE_TRACING_SAMPLE_RATIO", "0.5")).isEmpty();
    }

    @Test
    void endpoint_isTheCollectorsAddress_whichThePathIsAddedTo() {
        assertThat(load("TRUNKLINE_TRACING_ENDPOINT", "https://otlp.example.com/tenant/"))
                .hasValue(
                        new TraceSettings(
                                URI.create("https://otlp.example.com/tenant/v1/traces"),
                                Map.of(),
                                1,
                                "pod-7"));
        assertThat(load("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4318"))
                .get()
                .extracting(TraceSettings::endpoint)
                .isEqualTo(URI.create("http://collector:4318/v1/traces"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "collector:4318",
                "grpc://collector:4317",
                "http://ann:s3cret@collector:4318",
                "http://collector:4318/v1/traces",
                "http://collector:4318?key=s3cret",
                "http:///v1"
            })
    void endpoint_thatIsNone_isNamed_andNotRepeated(String wrong) {
        assertThatThrownBy(() -> load("OTEL_EXPORTER_OTLP_ENDPOINT", wrong))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("OTEL_EXPORTER_OTLP_ENDPOINT")
                .hasMessageContaining("http://collector:4318")
                .hasMessageNotContaining("s3cret");
    }

    @Test
    void headers_areWrittenAsTheSpecificationWritesThem_andMayComeFromAFile(@TempDir Path directory)
            throws IOException {
        Path file =
                Files.writeString(
                        directory.resolve("headers"),
                        "authorization=Basic%20YTpiKw==, x-scope = a+b%2Cc\n");
        TraceSettings settings =
                load(
                                "TRUNKLINE_TRACING_ENDPOINT",
                                "http://collector:4318",
                                "OTEL_EXPORTER_OTLP_HEADERS_FILE",
                                file.toString())
                        .orElseThrow();
        assertThat(settings.headers())
                .isEqualTo(Map.of("authorization", "Basic YTpiKw==", "x-scope", "a+b,c"));
        assertThat(settings.toString()).doesNotContain("YTpi");
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3cret", "a=s3cret,", "a b=s3cret", "a=s3cret%0d%0a", "a=s3cret%"})
    void headers_thatAreNone_areNamed_andNotRepeated(String wrong) {
        assertThatThrownBy(() -> load("TRUNKLINE_TRACING_HEADERS", wrong))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("TRUNKLINE_TRACING_HEADERS")
                .hasMessageContaining("name=value")
                .hasMessageNotContaining("s3cret");
    }
}
