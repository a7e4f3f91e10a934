package dev.trunkline.observability.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AgentMetersTest {
    private final GatewayMeters meters = new GatewayMeters();

    @AfterEach
    void close() {
        meters.close();
    }

    private String text() {
        return new String(meters.scrape(null).body(), UTF_8);
    }

    @Test
    void reloaded_countsByResult() {
        assertThat(text()).contains("trunkline_agent_reloads_total{result=\"refused\"} 0.0\n");
        meters.agents().reloaded(AgentReloadResult.REFUSED);
        meters.agents().reloaded(AgentReloadResult.LOADED);
        meters.agents().reloaded(AgentReloadResult.LOADED);
        assertThat(text())
                .contains("trunkline_agent_reloads_total{result=\"refused\"} 1.0\n")
                .contains("trunkline_agent_reloads_total{result=\"loaded\"} 2.0\n");
    }

    @Test
    void gauges_sayHowManyThereAreAndSinceWhen() {
        meters.agents().reads(() -> 3, () -> Instant.ofEpochMilli(1_795_000_000_250L));
        assertThat(text())
                .contains("trunkline_agents 3.0\n")
                .contains("trunkline_agents_loaded_timestamp_seconds 1.79500000025E9\n");
    }
}
