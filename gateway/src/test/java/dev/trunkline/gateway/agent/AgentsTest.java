package dev.trunkline.gateway.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.gateway.config.GatewayConfigLoader;
import dev.trunkline.gateway.trunk.PhoneNumber;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AgentsTest {
    private static final Instant AT = Instant.parse("2026-11-28T12:00:00Z");
    private final Agents agents =
            agents(
                    """
                    {default: {instructions: x},
                     number: {match: {numbers: ["+15550100123"]}},
                     domain: {match: {sipDomains: [Desk.Example.com]}},
                     trunk: {match: {trunks: [own]}}}
                    """);

    private static Agents agents(String written) {
        return GatewayConfigLoader.load(
                        Map.of(
                                "INSECURE_LOCAL",
                                "true",
                                "TRUNKLINE_TRUNKS_OWN_KIND",
                                "byoc",
                                "TRUNKLINE_AGENTS",
                                written))
                .agentsAt(AT);
    }

    private String selected(String named, String number, String domain, String trunk) {
        return agents.select(
                        new Agents.Asked(
                                Optional.of(named).filter(name -> !name.equals("-")),
                                PhoneNumber.parse(number),
                                domain,
                                trunk))
                .map(AgentProfile::name)
                .orElse("nobody");
    }

    @Test
    void select_goesByUrlThenNumberThenDomainThenTrunk() {
        assertThat(selected("trunk", "+15550100123", "desk.example.com", "own")).isEqualTo("trunk");
        assertThat(selected("-", "+15550100123", "desk.example.com", "own")).isEqualTo("number");
        assertThat(selected("-", "+15550100124", "desk.example.com", "own")).isEqualTo("domain");
        assertThat(selected("-", "", "DESK.example.com", "own")).isEqualTo("domain");
        assertThat(selected("-", "", "other.example.com", "own")).isEqualTo("trunk");
        assertThat(selected("-", "", "", "unknown")).isEqualTo("default");
    }

    @Test
    void select_urlThatNamesNobodyIsAnsweredByNobody() {
        assertThat(selected("nobody-here", "+15550100123", "", "own")).isEqualTo("nobody");
        assertThat(selected("", "+15550100123", "", "own")).isEqualTo("nobody");
    }

    @Test
    void sameAs_isAboutWhatCallsFind() {
        Agents one = agents("{default: {instructions: x}}");
        assertThat(one.sameAs(agents("{default: {instructions: x}}"))).isTrue();
        assertThat(one.sameAs(agents("{default: {instructions: y}}"))).isFalse();
        assertThat(one.loadedAt()).isEqualTo(AT);
        assertThat(agents.all())
                .extracting(AgentProfile::name)
                .containsExactly("default", "domain", "number", "trunk");
    }
}
