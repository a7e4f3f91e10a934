package dev.trunkline.gateway.twilio.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trunkline.gateway.config.GatewayConfigLoader;
import dev.trunkline.gateway.config.TwilioConfig;
import dev.trunkline.gateway.config.keys.ConfigurationException;
import dev.trunkline.gateway.config.keys.Secret;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RestSettingsTest {
    private static final String ACCOUNT = "AC0123456789abcdef0123456789abcdef";
    private static final String KEY = "SK0123456789abcdef0123456789abcdef";
    private static final String SERVICE = "MG0123456789abcdef0123456789abcdef";

    private static TwilioConfig config(String... variables) {
        Map<String, String> environment = new HashMap<>(Map.of("INSECURE_LOCAL", "true"));
        for (int i = 0; i < variables.length; i += 2) {
            environment.put(variables[i], variables[i + 1]);
        }
        return GatewayConfigLoader.load(environment).twilio();
    }

    @Test
    void accountAndTokenAreTheCredentials() {
        assertThat(RestSettings.of(config("TWILIO_ACCOUNT_SID", ACCOUNT, "TWILIO_AUTH_TOKEN", "t")))
                .contains(
                        new RestSettings(
                                URI.create("https://api.twilio.com"),
                                ACCOUNT,
                                ACCOUNT,
                                new Secret("t"),
                                null));
    }

    @Test
    void apiKeyIsPreferred_andTheAccountStaysInThePath() {
        assertThat(
                        RestSettings.of(
                                config(
                                        "TWILIO_ACCOUNT_SID",
                                        ACCOUNT + ", AC" + "1".repeat(32),
                                        "TWILIO_AUTH_TOKEN",
                                        "t",
                                        "TWILIO_API_KEY_SID",
                                        KEY,
                                        "TWILIO_API_KEY_SECRET",
                                        "s",
                                        "TRUNKLINE_TWILIO_MESSAGING_SERVICE_SID",
                                        SERVICE,
                                        "TWILIO_API_URL",
                                        "http://127.0.0.1:9/base/")))
                .contains(
                        new RestSettings(
                                URI.create("http://127.0.0.1:9/base/"),
                                ACCOUNT,
                                KEY,
                                new Secret("s"),
                                SERVICE));
    }

    @Test
    void withoutAccountOrCredentials_thereIsNoRestSide() {
        assertThat(RestSettings.of(config("TWILIO_AUTH_TOKEN", "t"))).isEmpty();
        assertThat(RestSettings.of(config("TWILIO_ACCOUNT_SID", ACCOUNT))).isEmpty();
    }

    @Test
    void halfAnApiKey_andSidsOfTheWrongForm_areRefused() {
        assertThatThrownBy(() -> config("TWILIO_API_KEY_SID", KEY))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("expected apiKeySecret with it");
        assertThatThrownBy(() -> config("TWILIO_API_KEY_SECRET", "hush-hush"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("expected apiKeySid with it")
                .hasMessageNotContaining("hush-hush");
        assertThatThrownBy(() ->
                        config(
                                "TWILIO_API_KEY_SID",
                                ACCOUNT,
                                "TWILIO_API_KEY_SECRET",
                                "s",
                                "TRUNKLINE_TWILIO_MESSAGING_SERVICE_SID",
                                "MG1"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("SK and 32 hexadecimal digits")
                .hasMessageContaining("MG and 32 hexadecimal digits");
    }
}
