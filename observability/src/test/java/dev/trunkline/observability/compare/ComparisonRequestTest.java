package dev.trunkline.observability.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trunkline.observability.record.CallDirection;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ComparisonRequestTest {
    private static final Instant NOW = Instant.parse("2026-05-10T12:00:00Z");

    private static ComparisonRequest parse(Map<String, String> parameters) {
        return ComparisonRequest.parse(parameters, NOW);
    }

    @Test
    void nothing_asksForAll() {
        assertThat(parse(Map.of())).isEqualTo(ComparisonRequest.ALL);
        assertThat(parse(Map.of("agent", " ", "trunks", ""))).isEqualTo(ComparisonRequest.ALL);
    }

    @Test
    void everyParameter_isRead() {
        assertThat(
                        parse(
                                Map.of(
                                        "from", "7d",
                                        "to", "2026-05-09T10:30:00 02:00",
                                        "agent", "front-desk",
                                        "direction", "Outbound",
                                        "trunks", "own, twilio",
                                        "assignment", "randomised",
                                        "seed", "-4")))
                .isEqualTo(
                        new ComparisonRequest(
                                Instant.parse("2026-05-03T12:00:00Z"),
                                Instant.parse("2026-05-09T08:30:00Z"),
                                "front-desk",
                                CallDirection.OUTBOUND,
                                ArmBy.TRUNK,
                                "own",
                                "twilio",
                                true,
                                -4));
        assertThat(parse(Map.of("kinds", "pbx,native")).armBy()).isEqualTo(ArmBy.KIND);
        assertThat(parse(Map.of("legs", "relay,stream")).armBy()).isEqualTo(ArmBy.LEG);
        assertThat(parse(Map.of("by", "leg")).a()).isNull();
        assertThat(parse(Map.of("from", "2026-05-01")).from())
                .isEqualTo(Instant.parse("2026-05-01T00:00:00Z"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    from       | yesterday                | a date (2026-01-31, UTC)
                    from       | 2026-02-30               | a date (2026-01-31, UTC)
                    from       | -999999999-01-01T00:00Z  | a date (2026-01-31, UTC)
                    to         | +999999999-01-01T00:00Z  | a date (2026-01-31, UTC)
                    agent      | <script>                 | a name of up to 64 letters
                    agent      | a'; drop table calls; -- | a name of up to 64 letters
                    direction  | sideways                 | inbound or outbound
                    by         | moon                     | trunk or kind or leg
                    trunks     | one                      | two different names
                    trunks     | same,same                | two different names
                    trunks     | a,b,c                    | two different names
                    trunks     | ../etc,b                 | a name of up to 64 letters
                    assignment | maybe                    | all or randomised
                    seed       | 1e9                      | a whole number
                    tronks     | a,b                      | one of [from, to, agent
                    """)
    void whatCannotBeUnderstood_isNamedWithWhatIsExpected(
            String parameter, String value, String expected) {
        assertThatThrownBy(() -> parse(Map.of(parameter, value)))
                .isInstanceOf(ComparisonRequestException.class)
                .hasMessageContaining(parameter)
                .hasMessageContaining("expected " + expected);
    }

    @Test
    void legs_areNotDrawnAtRandom() {
        assertThatThrownBy(() -> parse(Map.of("by", "leg", "assignment", "randomised")))
                .isInstanceOf(ComparisonRequestException.class)
                .hasMessageContaining("trunks are drawn at random, legs are not");
    }

    @Test
    void aHostileValue_isNotRepeatedWhole() {
        String hostile = "\u001b[2J\u202e\n" + "x".repeat(100_000);
        assertThatThrownBy(() -> parse(Map.of("agent", hostile)))
                .satisfies(refused ->
                        assertThat(refused.getMessage())
                                .hasSizeLessThan(200)
                                .doesNotContain("\u001b", "\u202e", "\n"));
        assertThatThrownBy(() -> parse(Map.of(hostile, "x")))
                .satisfies(refused -> assertThat(refused.getMessage()).hasSizeLessThan(250));
    }

    @Test
    void namesAndKindOfArm_mustAgree() {
        assertThatThrownBy(() -> parse(Map.of("by", "kind", "trunks", "a,b")))
                .hasMessageContaining("trunk with trunks=");
        assertThatThrownBy(() -> parse(Map.of("by", "trunk", "legs", "stream,relay")))
                .hasMessageContaining("leg with legs=");
        assertThatThrownBy(() -> parse(Map.of("kinds", "byoc,pbx", "trunks", "a,b")))
                .hasMessageContaining("only one of trunks, kinds and legs");
    }
}
