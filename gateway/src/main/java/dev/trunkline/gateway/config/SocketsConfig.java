package dev.trunkline.gateway.config;

import dev.trunkline.gateway.config.keys.Key;
import dev.trunkline.gateway.config.keys.Mistakes;
import java.time.Duration;

/** What strangers may take of the public port before they have said who they are. */
public record SocketsConfig(
        @Key(
                        value =
                                "Sockets at once, media and webhooks together; further ones are closed"
                                        + " as soon as they are accepted",
                        or = "10000",
                        range = "1 to 1000000")
                int most,
        @Key(
                        value =
                                "Of these, how many that have not brought a whole request yet: TLS"
                                        + " handshakes and upgrades under way",
                        or = "1000",
                        range = "1 to 1000000")
                int handshakes,
        @Key(
                        value =
                                "Time for a request, the upgrade included: from the socket's opening,"
                                        + " or its TLS handshake, to the request's end",
                        or = "15s",
                        range = "100ms to 5m")
                Duration requestTimeout,
        @Key(
                        value = "How long a socket may lie idle between two requests",
                        or = "75s",
                        range = "100ms to 1h")
                Duration keepAlive) {

    public SocketsConfig {
        new Mistakes()
                .range("most", most, 1, 1_000_000, "a call takes one, its webhooks another")
                .range("handshakes", handshakes, 1, 1_000_000, "1000 is the default")
                .range(
                        "requestTimeout",
                        requestTimeout,
                        Duration.ofMillis(100),
                        Duration.ofMinutes(5),
                        "15s is the default")
                .range(
                        "keepAlive",
                        keepAlive,
                        Duration.ofMillis(100),
                        Duration.ofHours(1),
                        "more than whatever is in front keeps its sockets for")
                .throwIfAny();
    }
}
