package dev.trunkline.observability.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.observability.latency.LatencyMetric;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The rules that {@code promtool check metrics} holds, and ours. */
class MeterNamesTest {
    private static final List<String> SCALED_UNITS =
            List.of("ms", "milliseconds", "micros", "nanos", "minutes", "kb", "mb", "percent");

    private static Stream<String> names() {
        return Stream.concat(
                Stream.of(GatewayMeter.values()).map(GatewayMeter::metricName),
                Stream.of(LatencyMetric.values()).map(LatencyMetric::metricName));
    }

    @Test
    void namesAreLowerCaseWithOurPrefixAndDistinct() {
        assertThat(names()).allMatch(name -> name.matches("trunkline_[a-z]+(_[a-z]+)*"));
        assertThat(names()).doesNotHaveDuplicates();
    }

    @Test
    void countersAndOnlyCountersEndInTotal() {
        for (GatewayMeter meter : GatewayMeter.values()) {
            assertThat(meter.metricName().endsWith("_total"))
                    .as(meter.metricName())
                    .isEqualTo(meter.type() != GatewayMeter.Type.GAUGE);
        }
    }

    @Test
    void unitsAreBaseUnitsAndStandInTheName() {
        assertThat(names().flatMap(name -> Stream.of(name.split("_"))))
                .doesNotContainAnyElementsOf(SCALED_UNITS);
        for (GatewayMeter meter : GatewayMeter.values()) {
            for (String unit : List.of("seconds", "bytes")) {
                assertThat(meter.metricName().contains("_" + unit))
                        .as(meter.metricName())
                        .isEqualTo(meter.unit().equals(unit));
            }
        }
        assertThat(Stream.of(LatencyMetric.values()).map(LatencyMetric::metricName))
                .allMatch(name -> name.endsWith("_seconds"));
    }

    @Test
    void namesDoNotClaimTheSuffixesOfHistograms() {
        assertThat(names()).noneMatch(name -> name.matches(".*_(bucket|count|sum|info|created)"));
    }

    @Test
    void helpTextsAreOneLineAndNamesOfLabelsAreNotInNames() {
        for (GatewayMeter meter : GatewayMeter.values()) {
            assertThat(meter.help()).endsWith(".").doesNotContain("\n").hasSizeGreaterThan(10);
            for (String label : meter.labels()) {
                assertThat(meter.metricName()).doesNotContain("by_" + label);
            }
        }
    }

    @Test
    void everyCounterHasItsOwnSeries() {
        assertThat(Stream.of(CallCounter.values()).map(c -> c.meter() + "/" + c.labelValue()))
                .doesNotHaveDuplicates();
        for (CallCounter counter : CallCounter.values()) {
            assertThat(counter.labelValue().isEmpty())
                    .as(counter.name())
                    .isEqualTo(counter.meter().labels().isEmpty());
            assertThat(counter.unit().equals("ms")).isEqualTo(counter.name().endsWith("_MS"));
        }
        for (GatewayMeter meter : GatewayMeter.values()) {
            if (meter.type() == GatewayMeter.Type.COUNTER && meter != GatewayMeter.CALLS_ENDED) {
                assertThat(CallCounter.values()).anyMatch(counter -> counter.meter() == meter);
            }
        }
    }

    @Test
    void everyDeclaredCounterIsInTheScrape() {
        try (GatewayMeters meters = new GatewayMeters()) {
            var _ = meters.forCall(CallLabels.unknown(LegKind.STREAM), "c-1");
            meters.dial().trunk("carrier");
            meters.dial().escalationOver("taken_over");
            var _ = meters.pbx().link("office", () -> true);
            String text = new String(meters.scrape(null).body(), UTF_8);
            for (GatewayMeter meter : GatewayMeter.values()) {
                if (meter.counter()) {
                    assertThat(text).contains("# TYPE " + meter.metricName() + " counter\n");
                }
            }
        }
    }
}
