package dev.trunkline.gateway.pbx.ari;

import dev.trunkline.gateway.config.pbx.AsteriskConfig;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Where an Asterisk's interface is, and as whom we ask. The password is in a header only, and this
 * does not print it.
 *
 * @param prefix what stands before every path, {@code /ari} included
 */
record AsteriskAddress(String host, int port, boolean tls, String prefix, String authorization) {

    static AsteriskAddress of(AsteriskConfig config) {
        URI url = config.url();
        boolean tls = "https".equals(url.getScheme());
        String path = url.getRawPath() == null ? "" : url.getRawPath().replaceFirst("/+$", "");
        String credentials = config.username() + ":" + config.password().value();
        return new AsteriskAddress(
                url.getHost(),
                url.getPort() > 0 ? url.getPort() : tls ? 443 : 80,
                tls,
                path + "/ari",
                "Basic "
                        + Base64.getEncoder()
                                .encodeToString(credentials.getBytes(StandardCharsets.UTF_8)));
    }

    RequestOptions request(HttpMethod method, String path) {
        return new RequestOptions()
                .setMethod(method)
                .setHost(host)
                .setPort(port)
                .setSsl(tls)
                .setURI(prefix + path)
                .putHeader("Authorization", authorization)
                .putHeader("User-Agent", "trunkline");
    }

    WebSocketConnectOptions webSocket(String path) {
        WebSocketConnectOptions options = new WebSocketConnectOptions();
        options.setHost(host).setPort(port).setSsl(tls).setURI(prefix + path);
        options.putHeader("Authorization", authorization).putHeader("User-Agent", "trunkline");
        return options;
    }

    @Override
    public String toString() {
        return "AsteriskAddress[" + host + ":" + port + "]";
    }
}
