package dev.trunkline.loadtest.load;

import dev.trunkline.loadtest.phone.GatewayAddress;
import dev.trunkline.loadtest.phone.Trust;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the gateway is, and whose certificate it may have. */
final class GatewayOptions {
    private static final URI NOWHERE = URI.create("https://voice.gateway.example");
    private static final int HTTPS_PORT = 443;

    @Option(
            names = "--gateway",
            paramLabel = "URL",
            description = {
                "the gateway's public port: http://HOST:PORT, https://HOST:PORT, or HOST:PORT",
                "without TLS (default ${DEFAULT-VALUE})"
            },
            defaultValue = "127.0.0.1:8080")
    private String gateway = "";

    @Option(
            names = "--management",
            paramLabel = "URL",
            description = "rtp, soak: the gateway's management port (default ${DEFAULT-VALUE})",
            defaultValue = "http://127.0.0.1:9464")
    private URI management = URI.create("");

    @Option(
            names = "--trust",
            paramLabel = "PEM",
            description =
                    "certificates believed over TLS, or of who issued them (default: the JDK's)")
    private @Nullable Path trusted;

    /**
     * Of the public port.
     *
     * @param publicUrl as the gateway knows itself; null: as it is reached
     */
    GatewayAddress address(@Nullable URI publicUrl) throws IOException {
        URI url = url();
        boolean tls = "https".equals(url.getScheme());
        URI name = publicUrl != null ? publicUrl : tls ? origin(url) : NOWHERE;
        int port = url.getPort() >= 0 ? url.getPort() : HTTPS_PORT;
        return new GatewayAddress(name, url.getHost(), port, tls, tls ? trust() : Trust.ANYBODY);
    }

    /** Without what may stand behind the port. */
    private static URI origin(URI url) {
        return URI.create(url.getScheme() + "://" + url.getRawAuthority());
    }

    private URI url() {
        URI url;
        try {
            url = URI.create(gateway.contains("://") ? gateway : "http://" + gateway);
        } catch (IllegalArgumentException unreadable) {
            throw new LoadException(unusable(), unreadable);
        }
        boolean http = "http".equals(url.getScheme()) && url.getPort() >= 0;
        if (url.getHost() == null || !(http || "https".equals(url.getScheme()))) {
            throw new LoadException(unusable());
        }
        return url;
    }

    private String unusable() {
        return "--gateway "
                + gateway
                + ": expected http://HOST:PORT, https://HOST, https://HOST:PORT or HOST:PORT";
    }

    /** The management port. */
    Management management() throws IOException {
        return new Management(management, trusted == null ? null : trust().context());
    }

    private Trust trust() throws IOException {
        return trusted == null ? Trust.system() : Trust.pem(trusted);
    }
}
