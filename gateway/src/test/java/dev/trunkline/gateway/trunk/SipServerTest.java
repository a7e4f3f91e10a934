package dev.trunkline.gateway.trunk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.gateway.config.keys.Secret;
import dev.trunkline.gateway.trunk.SipServer.Transport;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SipServerTest {
    private static final PhoneNumber NUMBER = new PhoneNumber("+442079460000");

    @Test
    void address_hasTransportAndHeadersInOrder() {
        var server =
                new SipServer(
                        "sbc.example.com",
                        Transport.TLS,
                        "trunkline",
                        new Secret("hush"),
                        Map.of("X-Tenant", "acme & sons", "X-Case", "4+2"));
        assertThat(server.address(NUMBER).dialString())
                .isEqualTo(
                        "sip:+442079460000@sbc.example.com;transport=tls"
                                + "?X-Case=4%2B2&X-Tenant=acme%20%26%20sons");
        assertThat(server.toString()).doesNotContain("hush");
    }

    @Test
    void address_withoutHeadersHasNoQuery() {
        var server = new SipServer("10.0.0.7:5070", Transport.UDP, null, null, Map.of());
        assertThat(server.address(NUMBER).dialString())
                .isEqualTo("sip:+442079460000@10.0.0.7:5070;transport=udp");
    }
}
