package dev.trunkline.gateway.config.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trunkline.gateway.config.GatewayConfig;
import dev.trunkline.gateway.config.GatewayConfigLoader;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the keys say is accepted, is; what lies beyond, is not. */
class DeclaredRangesTest {
    private static final Pattern RANGE = Pattern.compile("(\\S+) to (\\S+)");

    private static List<ConfigurationTable.Row> rows() {
        return ConfigurationTable.rows(GatewayConfig.class, "", "");
    }

    static Stream<ConfigurationTable.Row> ranges() {
        return rows().stream().filter(row -> RANGE.matcher(row.key().range()).matches());
    }

    @Test
    void ranges_areManyEnoughForTheTestBelowToMeanSomething() {
        assertThat(ranges()).hasSizeGreaterThan(25);
    }

    @ParameterizedTest
    @MethodSource("ranges")
    void endsAreAcceptedAndWhatLiesBeyondIsRefused(ConfigurationTable.Row row) {
        Matcher range = RANGE.matcher(row.key().range());
        assertThat(range.matches()).isTrue();
        String name = EnvironmentNames.of(row.path().replace("<name>", "default"));
        assertThatCode(() -> load(row, name, range.group(1))).doesNotThrowAnyException();
        assertThatCode(() -> load(row, name, range.group(2))).doesNotThrowAnyException();
        assertThatThrownBy(() -> load(row, name, beyond(range.group(1), -1)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(name);
        assertThatThrownBy(() -> load(row, name, beyond(range.group(2), 1)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(name);
    }

    /** One more or less in the smallest step that the value's type has. */
    private static String beyond(String end, int step) {
        if (end.matches("-?\\d+")) {
            return String.valueOf(Long.parseLong(end) + step);
        }
        if (end.matches("-?\\d+\\.\\d+")) {
            return String.valueOf(Double.parseDouble(end) + step * 0.01);
        }
        return Durations.parse(end).orElseThrow().toMillis() + step + "ms";
    }

    @ParameterizedTest
    @MethodSource("rows")
    void everyKeyHasAnEnvironmentFormThatReachesIt(ConfigurationTable.Row row) {
        String path = row.path().replace("<name>", "default");
        Class<?> type = row.component().getType();
        boolean anyTextWillDo = type == String.class || type == Secret.class || type == List.class;
        String name = EnvironmentNames.of(path);
        if (!anyTextWillDo) {
            assertThatThrownBy(() -> load(row, name, "[no such value"))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining(name);
        }
        assertThat(row.key().value()).isNotBlank();
    }

    @SuppressWarnings("CheckReturnValue")
    private static void load(ConfigurationTable.Row row, String name, String value) {
        Map<String, String> variables = new HashMap<>(Map.of("INSECURE_LOCAL", "true"));
        if (row.path().contains(".turnDetection.")) {
            variables.put("TRUNKLINE_AGENTS_DEFAULT_TURN_DETECTION_TYPE", row.variant());
        } else if (row.path().contains(".tools.")) {
            variables.put("TRUNKLINE_AGENTS_DEFAULT_TOOLS_DEFAULT_TYPE", row.variant());
            variables.put("TRUNKLINE_AGENTS_DEFAULT_TOOLS_DEFAULT_URL", "https://t.example.com");
            variables.put("TRUNKLINE_AGENTS_DEFAULT_TOOLS_DEFAULT_DESCRIPTION", "Does it.");
        }
        if (row.path().contains(".sip.")) {
            variables.put("TRUNKLINE_TRUNKS_DEFAULT_KIND", "sip");
            variables.put("TRUNKLINE_TRUNKS_DEFAULT_SIP_HOST", "sbc.example.com");
        } else if (row.path().contains(".policies.")) {
            variables.put("TRUNKLINE_TRUNKS_DEFAULT_KIND", "native");
            variables.put("TRUNKLINE_TRUNKS_DEFAULT_NUMBERS", "+15550100123");
            variables.put("TRUNKLINE_OUTBOUND_POLICIES_DEFAULT_TRUNKS", "default");
        }
        if (row.path().startsWith("escalations.")) {
            variables.put("TRUNKLINE_ESCALATIONS_DEFAULT_STEPS_DEFAULT_CALL", "+15550100123");
            variables.put("TRUNKLINE_OUTBOUND_ALLOWED_PREFIXES", "+1");
        }
        variables.put(name, value);
        GatewayConfigLoader.load(variables);
    }
}
