package dev.trunkline.gateway.trunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.trunkline.observability.metrics.TrunkKind;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TrunksTest {

    private static final Trunk CARRIER = new Trunk("carrier-a", TrunkKind.BYOC, "Carrier A");
    private static final Map<String, Trunk> CONFIGURED = Map.of("carrier-a", CARRIER);

    @Test
    void nameThatIsNotConfiguredIsUnknown() {
        var trunks = new Trunks(CONFIGURED, "carrier-a");
        assertThat(trunks.named("carrier-a")).isEqualTo(CARRIER);
        assertThat(trunks.named("carrier-z")).isEqualTo(trunks.unknown());
        assertThat(trunks.unknown().kind()).isEqualTo(TrunkKind.UNKNOWN);
        assertThat(trunks.standard()).isEqualTo(CARRIER);
    }

    @Test
    void unknownItselfCanBeDescribedAndBeTheDefault() {
        var described = new Trunk("unknown", TrunkKind.NATIVE, "Twilio");
        var trunks = new Trunks(Map.of("unknown", described), "unknown");
        assertThat(trunks.standard()).isEqualTo(described);
        assertThat(trunks.named("other")).isEqualTo(described);
    }

    @Test
    void defaultMustBeConfigured() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Trunks(CONFIGURED, "carrier-z"))
                .withMessageContaining("carrier-z")
                .withMessageContaining("[carrier-a]");
    }
}
