package dev.trunkline.gateway.twilio.voice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.gateway.trunk.PhoneNumber;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CallPartyTest {

    @ParameterizedTest
    @CsvSource({
        "+442079460000, +442079460000",
        "442079460000, +442079460000",
        "00442079460000, +442079460000",
        "sip:+442079460000@carrier.example:5060, +442079460000",
        "SIPS:442079460000@carrier.example;transport=tls, +442079460000",
        "sip:%2B442079460000@carrier.example, +442079460000",
        "+442079460000;user=phone, +442079460000",
        "tel:+44-20-7946-0000, +442079460000",
        "+44 (20) 7946.0000, +442079460000"
    })
    void numberIsReadFromWhatCarriersSend(String raw, String e164) {
        assertThat(CallParty.of(raw).number()).contains(new PhoneNumber(e164));
        assertThat(CallParty.of(raw).raw()).isEqualTo(raw);
    }

    /** A national number's country would be a guess, and a SIP user's name is no number. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "anonymous",
                "07700900123",
                "2079460000",
                "sip:alice@pbx.example",
                "client:bob",
                "%zz",
                "+",
                "00"
            })
    void whatIsNoInternationalNumberKeepsOnlyItsRawForm(String raw) {
        assertThat(CallParty.of(raw).number()).isEmpty();
        assertThat(CallParty.of(raw).raw()).isEqualTo(raw);
    }

    @ParameterizedTest
    @CsvSource({
        "sip:alice@Desk.Example.com, desk.example.com",
        "SIPS:442079460000@carrier.example:5061;transport=tls, carrier.example",
        "sip:a@b.example?x=1, b.example",
        "sip:pbx.example, ''",
        "+442079460000, ''",
        "tel:+442079460000, ''",
        "client:a@b.example, ''"
    })
    void domainIsReadFromSipAddressesOnly(String raw, String domain) {
        assertThat(CallParty.of(raw).sipDomain()).isEqualTo(domain);
    }

    @Test
    void printsMasked() {
        assertThat(CallParty.of("sip:442079460000@x.example").toString())
                .doesNotContain("2079460000");
        assertThat(CallParty.of("07700900123")).hasToString("***");
    }
}
