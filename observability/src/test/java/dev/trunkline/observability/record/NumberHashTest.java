package dev.trunkline.observability.record;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NumberHashTest {
    private static final String NUMBER = "+14155550100";

    private final NumberHash hash = NumberHash.keyed("an example key of 32 characters.");

    /**
     * The first 16 bytes of {@code printf %s +14155550100 | openssl dgst -sha256 -hmac 'an example
     * key of 32 characters.' -binary}, in base64url.
     */
    @Test
    void isTheBeginningOfHmacSha256() {
        assertThat(hash.of(NUMBER)).isEqualTo("nfjke0wmH6OwclAaHPXKUcQ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                " +1 (415) 555-0100 ",
                "+1.415.555.0100",
                "tel:+1-415-555-0100",
                "sip:+14155550100@sbc.example.com;user=phone",
                "SIPS:+14155550100@10.0.0.1:5061",
                "whatsapp:+14155550100",
                "sip:+14155550100;phone-context=x@host"
            })
    void oneNumberHasOneHashHoweverItIsWritten(String written) {
        assertThat(hash.of(written)).isEqualTo(hash.of(NUMBER));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "+14155550101",
                "14155550100",
                "client:alice",
                "sip:alice@example.com",
                "sip:bob@example.com"
            })
    void anotherNumberHasAnother(String other) {
        assertThat(hash.of(other)).matches("n[A-Za-z0-9_-]{22}").isNotEqualTo(hash.of(NUMBER));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "  ",
                "anonymous",
                "Restricted",
                "+266696687",
                "sip:anonymous@anonymous.invalid"
            })
    void withheldNumbersHaveNone(String withheld) {
        assertThat(hash.of(withheld)).isEmpty();
    }

    @Test
    void keyDecides() {
        assertThat(NumberHash.keyed("another key").of(NUMBER)).isNotEqualTo(hash.of(NUMBER));
        NumberHash thisRun = NumberHash.ofThisRun();
        assertThat(thisRun.of(NUMBER)).isEqualTo(thisRun.of(NUMBER));
        assertThat(NumberHash.ofThisRun().of(NUMBER)).isNotEqualTo(thisRun.of(NUMBER));
    }
}
