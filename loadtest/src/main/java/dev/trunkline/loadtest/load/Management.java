package dev.trunkline.loadtest.load;

import java.net.URI;
import java.net.http.HttpClient;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * The gateway's management port.
 *
 * @param url its base
 * @param trust whom to believe over TLS; null: whom the JDK believes
 */
record Management(URI url, @Nullable SSLContext trust) {
    /** Of {@code /metrics}. */
    URI metrics() {
        return URI.create(url.toString().replaceFirst("/+$", "") + "/metrics");
    }

    /** A client for it; the caller closes it. */
    HttpClient client() {
        HttpClient.Builder client = HttpClient.newBuilder();
        return trust == null ? client.build() : client.sslContext(trust).build();
    }
}
