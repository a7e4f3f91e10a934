package dev.trunkline.loadtest.asterisk;

import java.util.ArrayList;
import java.util.List;

/**
 * What one test wants of Asterisk beyond {@code resources/asterisk}.
 *
 * @param dialplan lines of context {@code callers}, where every call comes in
 * @param webSockets where {@code WebSocket/NAME} and {@code external_host=NAME} connect to
 */
public record AsteriskSetup(String dialplan, List<WebSocket> webSockets) {
    /**
     * One section of {@code websocket_client.conf}.
     *
     * @param password empty for none
     */
    public record WebSocket(String name, String uri, String user, String password) {
        String section() {
            return """
            [%s]
            type = websocket_client
            connection_type = per_call_config
            uri = %s
            protocols = media
            %s
            connection_timeout = 2000
            reconnect_interval = 500
            reconnect_attempts = 2
            tls_enabled = no
            """
                    .formatted(
                            name,
                            uri,
                            password.isEmpty()
                                    ? ""
                                    : "username = " + user + "\npassword = " + password);
        }
    }

    public static AsteriskSetup of(String dialplan) {
        return new AsteriskSetup(dialplan, List.of());
    }

    public AsteriskSetup with(WebSocket webSocket) {
        List<WebSocket> all = new ArrayList<>(webSockets);
        all.add(webSocket);
        return new AsteriskSetup(dialplan, List.copyOf(all));
    }
}
