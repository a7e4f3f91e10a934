package dev.trunkline.gateway.trunk.choose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trunkline.gateway.trunk.PhoneNumber;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DestinationPrefixesTest {
    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    +14155550100,    +1415
                    +14165550100,
                    +442079460000,   +4420
                    +447700900555,   +44
                    +4479,           +4479
                    +33199001234,
                    """)
    void longestPrefixWins_andWhatNoneAllowsIsRefused(String number, String prefix) {
        var prefixes = new DestinationPrefixes(List.of("+44", "+1415", "+4420", "+4479"));
        var to = new PhoneNumber(number);
        assertThat(prefixes.match(to).orElse(null)).isEqualTo(prefix);
        assertThat(prefixes.allows(to)).isEqualTo(prefix != null);
    }

    @Test
    void nothingAllowed_refusesEveryNumber() {
        assertThat(new DestinationPrefixes(List.of()).allows(new PhoneNumber("+442079460000")))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "+", "44", "+0", "+044", "+44 20", "+4x", "+1234567890123456", "*"})
    void whatIsNoPrefix_isNamed(String text) {
        assertThat(DestinationPrefixes.isPrefix(text)).isFalse();
        assertThatThrownBy(() -> new DestinationPrefixes(List.of("+44", text)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + text + "'")
                .hasMessageContaining("+44");
    }
}
