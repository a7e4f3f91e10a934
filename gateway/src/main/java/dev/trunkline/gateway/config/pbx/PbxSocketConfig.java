package dev.trunkline.gateway.config.pbx;

import dev.trunkline.gateway.config.keys.Key;
import dev.trunkline.gateway.config.keys.Mistakes;
import dev.trunkline.gateway.config.keys.Secret;
import org.jspecify.annotations.Nullable;

/** Who may open a media socket at `/pbx/media`. */
public record PbxSocketConfig(
        @Key(value = "User that Asterisk's `websocket_client.conf` names", or = "asterisk")
                String username,
        @Key(
                        value =
                                "That user's password; without one no socket is taken there. With one,"
                                        + " the dialplan's own Dial(WebSocket/…) is a call, too",
                        range = "a reference: env:NAME or file:PATH",
                        reference = true)
                @Nullable Secret password,
        @Key(value = "Trunk of calls that come by Dial(WebSocket/…) alone", or = "unknown")
                String trunk) {

    public PbxSocketConfig {
        new Mistakes()
                .check(
                        !username.isBlank() && !username.contains(":"),
                        "username",
                        null,
                        "a user name without a colon",
                        "asterisk is the default")
                .check(
                        password == null || !password.value().isBlank(),
                        "password",
                        null,
                        "a password that is not empty",
                        "leave it out to take no sockets of Asterisk's")
                .throwIfAny();
    }
}
