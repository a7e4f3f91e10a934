package dev.trunkline.observability.record;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trunkline.observability.latency.LatencyHistogram;
import dev.trunkline.observability.latency.LatencyMetric;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A call's latencies in one column, for people and for tools: {@code {"turn_heard":{"count":4,
 * "p50Us":…,"p90Us":…,"p99Us":…,"maxUs":…,"hdr":"…"}}}, the last as HdrHistogram's tools read it.
 */
final class LatencyText {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private static final Map<String, LatencyMetric> METRICS =
            Stream.of(LatencyMetric.values())
                    .collect(Collectors.toMap(LatencyText::name, Function.identity()));

    private LatencyText() {}

    private static String name(LatencyMetric metric) {
        return metric.name().toLowerCase(Locale.ROOT);
    }

    /** Null for none. */
    static @Nullable String encode(Map<LatencyMetric, LatencyHistogram> latencies) {
        if (latencies.isEmpty()) {
            return null;
        }
        ObjectNode all = MAPPER.createObjectNode();
        for (var entry : new EnumMap<>(latencies).entrySet()) { // in the order of declaration
            LatencyHistogram histogram = entry.getValue();
            all.putObject(name(entry.getKey()))
                    .put("count", histogram.count())
                    .put("p50Us", histogram.quantileUs(0.5))
                    .put("p90Us", histogram.quantileUs(0.9))
                    .put("p99Us", histogram.quantileUs(0.99))
                    .put("maxUs", histogram.maxUs())
                    .put("hdr", histogram.encode());
        }
        return all.toString();
    }

    /**
     * Leaves out what this version does not know.
     *
     * @throws IllegalArgumentException if it is not what {@link #encode} writes
     */
    static Map<LatencyMetric, LatencyHistogram> decode(@Nullable String text) {
        Map<LatencyMetric, LatencyHistogram> latencies = new EnumMap<>(LatencyMetric.class);
        try {
            JsonNode all = text == null ? MAPPER.createObjectNode() : MAPPER.readTree(text);
            for (Map.Entry<String, JsonNode> entry : all.properties()) {
                LatencyMetric metric = METRICS.get(entry.getKey());
                if (metric != null) {
                    String hdr = entry.getValue().path("hdr").asText();
                    latencies.put(metric, LatencyHistogram.decode(hdr));
                }
            }
        } catch (JsonProcessingException notJson) {
            throw new IllegalArgumentException("latencies that are no JSON", notJson);
        }
        return latencies;
    }
}
