package dev.trunkline.gateway.trunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class DestinationTest {
    @Test
    void parse_tellsNumbersFromSipAddresses() {
        assertThat(Destination.parse(" +15550100123 ")).contains(new PhoneNumber("+15550100123"));
        assertThat(Destination.parse("sips:desk@pbx.example.com;transport=tls"))
                .contains(new SipUri("sips:desk@pbx.example.com;transport=tls"));
    }

    @Test
    void parse_refusesWhatIsNeither() {
        for (String text :
                new String[] {
                    "",
                    "5550100",
                    "+0155501001",
                    "+1 555 010 0123",
                    "+1234567890123456",
                    "sip:pbx.example.com",
                    "sip:a b@c",
                    "http://a@b",
                    "sip:a@b\nX: y"
                }) {
            assertThat(Destination.parse(text)).as(text).isEmpty();
        }
    }

    @Test
    void numbersAndAddressesPrintMasked() {
        assertThat(new PhoneNumber("+15550100123")).hasToString("+15*******23");
        assertThat(new PhoneNumber("+4911")).hasToString("+***");
        assertThat(new SipUri("sip:anna@pbx.example.com")).hasToString("sip:***@pbx.example.com");
    }

    @Test
    void refusalDoesNotRepeatTheNumber() {
        assertThatThrownBy(() -> new PhoneNumber("5550100123"))
                .hasMessageContaining("E.164")
                .hasMessageNotContaining("5550100123");
    }
}
