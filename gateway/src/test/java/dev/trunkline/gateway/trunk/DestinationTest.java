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
    void parse_knowsQueuesAndWorkflows() {
        assertThat(Destination.parse("queue: billing desk "))
                .contains(new CallQueue("billing desk"));
        assertThat(Destination.parse("flex:WW0123456789abcdef0123456789ABCDEF"))
                .contains(new TaskWorkflow("WW0123456789abcdef0123456789ABCDEF"));
        assertThat(new CallQueue("x".repeat(64)).name()).hasSize(64);
    }

    @Test
    void parse_refusesWhatIsNone() {
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
                    "sip:a@b\nX: y",
                    "queue:",
                    "queue: ",
                    "queue:a<b",
                    "queue:" + "x".repeat(65),
                    "flex:billing",
                    "flex:WQ0123456789abcdef0123456789abcdef",
                    "WW0123456789abcdef0123456789abcdef"
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
