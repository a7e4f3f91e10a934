package dev.trunkline.loadtest.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trunkline.loadtest.phone.GatewayAddress;
import dev.trunkline.loadtest.phone.Trust;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class LoadOptionsTest {
    private static final URI PUBLIC = URI.create("https://voice.gateway.example");

    @TempDir private Path directory;

    @Test
    void aHostAndPort_areWithoutTls() throws Exception {
        assertThat(address("127.0.0.1:8080", null))
                .isEqualTo(new GatewayAddress(PUBLIC, "127.0.0.1", 8080, false, Trust.ANYBODY));
        assertThat(address("http://gateway.local:80", null))
                .isEqualTo(new GatewayAddress(PUBLIC, "gateway.local", 80, false, Trust.ANYBODY));
    }

    @Test
    void anHttpsUrl_isThePublicOne_unlessThatIsSaid() throws Exception {
        GatewayAddress address = address("https://voice.example.com/", null);
        assertThat(address.publicUrl()).isEqualTo(URI.create("https://voice.example.com"));
        assertThat(address.host()).isEqualTo("voice.example.com");
        assertThat(address.port()).isEqualTo(443);
        assertThat(address.tls()).isTrue();
        assertThat(address.trust().checked()).isTrue();

        GatewayAddress behind = address("https://10.0.0.7:8443", PUBLIC);
        assertThat(behind.publicUrl()).isEqualTo(PUBLIC);
        assertThat(behind.host()).isEqualTo("10.0.0.7");
        assertThat(behind.port()).isEqualTo(8443);
    }

    @ParameterizedTest
    @ValueSource(strings = {"8080", "ws://127.0.0.1:8080", "http://gateway.local", "ht tp://a:1"})
    void anythingElse_isSaid(String gateway) {
        assertThatThrownBy(() -> address(gateway, null))
                .isInstanceOf(LoadException.class)
                .hasMessageContaining("--gateway " + gateway + ": expected http://HOST:PORT");
    }

    @Test
    void aFileWithoutCertificates_isSaid() throws Exception {
        Path empty = Files.writeString(directory.resolve("empty.pem"), "nothing");
        assertThatThrownBy(() -> Trust.pem(empty)).hasMessageContaining("expected certificates");
    }

    @Test
    void scenarios_areAsAskedFor() {
        assertThat(scenario()).isEqualTo(new Scenario.Hold());
        assertThat(scenario("--scenario", "ramp", "--step", "20")).isEqualTo(new Scenario.Ramp(20));
        assertThat(scenario("--scenario", "soak", "--call-length", "30", "--sample-ms", "1000"))
                .isEqualTo(new Scenario.Soak(30_000, 1_000));
        assertThat(scenario("--scenario", "spike")).isEqualTo(new Scenario.Spike());
    }

    @Test
    void onesThatCannotBe_areSaid() {
        assertThatThrownBy(() -> scenario("--scenario", "ramp", "--step", "0"))
                .hasMessageContaining("--step 0: expected 1 or more");
        assertThatThrownBy(() -> scenario("--scenario", "soak", "--call-length", "11"))
                .hasMessageContaining("--call-length 11: expected 12 s or more");
        assertThatThrownBy(() -> scenario("--scenario", "soak", "--sample-ms", "10"))
                .hasMessageContaining("--sample-ms 10: expected 100 or more");
    }

    private static GatewayAddress address(String gateway, @Nullable URI publicUrl)
            throws Exception {
        return CommandLine.populateCommand(new GatewayOptions(), "--gateway", gateway)
                .address(publicUrl);
    }

    private static Scenario scenario(String... options) {
        return CommandLine.populateCommand(new ScenarioOptions(), options).scenario();
    }
}
