package dev.trunkline.observability.metrics;

import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Properties;

/** Which version runs: a gauge that is always 1, to be joined with others by {@code instance}. */
public final class BuildInfo {
    static final String NAME = "trunkline_build_info";
    static final String HELP = "Version of the gateway; always 1.";

    private BuildInfo() {}

    static void register(PrometheusRegistry registry) {
        Info.builder()
                .name(NAME)
                .help(HELP)
                .labelNames("version")
                .register(registry)
                .addLabelValues(version());
    }

    /** As the build wrote it. */
    public static String version() {
        Properties build = new Properties();
        try (InputStream written =
                BuildInfo.class.getResourceAsStream("/trunkline-build.properties")) {
            build.load(Objects.requireNonNull(written));
        } catch (IOException unreadable) { // it lies in the same jar as this class
            throw new UncheckedIOException(unreadable);
        }
        return build.getProperty("version", "unknown");
    }
}
