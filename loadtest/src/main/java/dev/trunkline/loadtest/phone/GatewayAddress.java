package dev.trunkline.loadtest.phone;

import java.net.URI;

/**
 * Where the gateway under test is: the public name that Twilio would use and sign, and the address
 * behind it.
 *
 * @param publicUrl {@code https://host[:port]}, no path; every URL that is signed begins with it,
 *     and a TwiML URL must name this host to be reachable
 * @param host local address that is connected to
 * @param port its port
 * @param tls whether that port speaks TLS
 * @param trust whose certificate it may have there, for the public name
 */
public record GatewayAddress(URI publicUrl, String host, int port, boolean tls, Trust trust) {
    /** Whatever its certificate. */
    public GatewayAddress(URI publicUrl, String host, int port, boolean tls) {
        this(publicUrl, host, port, tls, Trust.ANYBODY);
    }

    public GatewayAddress {
        if (!"https".equals(publicUrl.getScheme())
                || publicUrl.getHost() == null
                || !publicUrl.getRawPath().isEmpty()) {
            throw new IllegalArgumentException(
                    "publicUrl is "
                            + publicUrl
                            + ": expected https://host[:port] without a path, as Twilio is given it");
        }
    }

    /** A plain gateway on loopback, known to the world as {@code https://voice.gateway.example}. */
    public static GatewayAddress local(int port) {
        return new GatewayAddress(
                URI.create("https://voice.gateway.example"), "127.0.0.1", port, false);
    }

    /** Whether {@code url} names the public host and port, so that it leads here. */
    boolean serves(URI url) {
        return publicUrl.getHost().equalsIgnoreCase(url.getHost()) && port(publicUrl) == port(url);
    }

    private static int port(URI url) {
        return url.getPort() < 0 ? 443 : url.getPort();
    }
}
