package dev.trunkline.gateway.config;

import dev.trunkline.gateway.config.keys.Key;
import dev.trunkline.gateway.config.keys.Mistakes;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The gateway's own TLS; without it, whatever stands in front of the gateway ends TLS. */
public record TlsConfig(
        @Key(
                        value =
                                "PEM file of the certificate, followed by those of its issuers: TLS on"
                                        + " the public port",
                        env = "TLS_CERTIFICATE")
                @Nullable String certificate,
        @Key(value = "PEM file of the certificate's private key, not encrypted", env = "TLS_KEY")
                @Nullable String key,
        @Key(value = "The same certificate on the management port", or = "false")
                boolean management,
        @Key(
                        value =
                                "How often both files are looked at; a pair that has changed serves new"
                                        + " connections",
                        or = "10s",
                        range = "100ms to 1h")
                Duration reload,
        @Key(
                        value = "Time for a handshake; then the socket is closed",
                        or = "10s",
                        range = "100ms to 1m")
                Duration handshakeTimeout) {

    public TlsConfig {
        new Mistakes()
                .check(
                        (certificate == null) == (key == null),
                        certificate == null ? "certificate" : "key",
                        null,
                        "certificate and key, or neither",
                        "set both, as with a secret of type kubernetes.io/tls: tls.crt and tls.key")
                .check(
                        !management || certificate != null,
                        "management",
                        management,
                        "a certificate to use there",
                        "set http.tls.certificate and http.tls.key, or leave it out")
                .range(
                        "reload",
                        reload,
                        Duration.ofMillis(100),
                        Duration.ofHours(1),
                        "10s is the default")
                .range(
                        "handshakeTimeout",
                        handshakeTimeout,
                        Duration.ofMillis(100),
                        Duration.ofMinutes(1),
                        "10s is the default")
                .throwIfAny();
    }
}
