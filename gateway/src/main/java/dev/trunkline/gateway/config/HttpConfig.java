package dev.trunkline.gateway.config;

import dev.trunkline.gateway.config.keys.Key;
import dev.trunkline.gateway.config.keys.Mistakes;
import dev.trunkline.gateway.config.keys.Secret;
import java.net.URI;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Ports and who may use them. */
public record HttpConfig(
        @Key(
                        value = "Public port: webhooks and media sockets; 0: any free one",
                        or = "8080",
                        range = "0 to 65535",
                        env = "PORT")
                int port,
        @Key(
                        value = "Management port: health, metrics, calls; 0: any free one",
                        or = "9464",
                        range = "0 to 65535",
                        env = "MANAGEMENT_PORT")
                int managementPort,
        @Key(
                        "Address to bind to; all of them if not set, and loopback if"
                                + " `http.insecureLocal`")
                @Nullable String host,
        @Key(
                        value =
                                "Where Twilio reaches the public port; request signatures are"
                                        + " computed over it",
                        range = "an https URL without query",
                        env = "PUBLIC_URL")
                @Nullable URI publicUrl,
        @Key(
                        value =
                                "Bearer token of the management port's API; without one the port"
                                        + " binds to loopback",
                        range = "at least 16 characters",
                        env = "ADMIN_TOKEN")
                @Nullable Secret adminToken,
        @Key(
                        value =
                                "No signature checks, both ports on loopback: for trying things out",
                        or = "false",
                        env = "INSECURE_LOCAL")
                boolean insecureLocal,
        @Key("TLS by the gateway itself") TlsConfig tls,
        @Key("Sockets of the public port") SocketsConfig sockets) {

    private static final String LOOPBACK = "127.0.0.1";

    public HttpConfig {
        if (publicUrl != null && publicUrl.toString().endsWith("/")) {
            String text = publicUrl.toString();
            publicUrl = URI.create(text.substring(0, text.length() - 1));
        }
        new Mistakes()
                .range("port", port, 0, 65_535, "8080 is the default")
                .range("managementPort", managementPort, 0, 65_535, "9464 is the default")
                .check(
                        managementPort != port || port == 0,
                        "managementPort",
                        managementPort,
                        "a port other than http.port",
                        "choose another")
                .check(
                        !insecureLocal || host == null || isLoopback(host),
                        "host",
                        host,
                        "127.0.0.1, ::1 or localhost, since INSECURE_LOCAL is set",
                        "remove the host, or unset INSECURE_LOCAL and set TWILIO_AUTH_TOKEN")
                .check(
                        publicUrl == null || isBase(publicUrl, insecureLocal),
                        "publicUrl",
                        publicUrl,
                        "an https URL with a host in lower case, without query, fragment and user",
                        "write it as Twilio's console has it, as in https://voice.example.com")
                .check(
                        adminToken == null || adminToken.value().length() >= 16,
                        "adminToken",
                        null,
                        "at least 16 characters",
                        "make a longer one, as with: openssl rand -hex 24")
                .throwIfAny();
    }

    /** The address that the public port binds to. */
    public String publicHost() {
        if (host != null) {
            return host;
        }
        return insecureLocal ? LOOPBACK : "0.0.0.0";
    }

    /** The address that the management port binds to: loopback unless a token guards it. */
    public String managementHost() {
        return adminToken == null ? LOOPBACK : publicHost();
    }

    private static boolean isLoopback(String host) {
        return host.equals("localhost")
                || host.equals("::1")
                || host.matches("127(\\.\\d{1,3}){3}");
    }

    /**
     * Signatures are computed over it byte for byte, so it is held to what Twilio's console shows.
     */
    static boolean isBase(URI url, boolean insecureLocal) {
        String host = url.getHost();
        if (host == null || !host.equals(host.toLowerCase(Locale.ROOT))) {
            return false;
        }
        boolean scheme =
                "https".equals(url.getScheme())
                        || (insecureLocal && "http".equals(url.getScheme()) && isLoopback(host));
        return scheme
                && url.getRawQuery() == null
                && url.getRawFragment() == null
                && url.getRawUserInfo() == null;
    }
}
