package dev.trunkline.loadtest.phone;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * Sends signed requests to the gateway (Twilio Docs, "Twilio's Request"; limits from its error
 * 11205).
 */
final class Webhook {
    private static final long CONNECT_LIMIT_MS = 5_000;
    private static final long WHOLE_LIMIT_MS = 15_000;

    private final HttpClient client;
    private final GatewayAddress gateway;
    private final TwilioAccount account;

    /** An answer. */
    record Answer(int status, String contentType, String body) {}

    /** How a request is signed: {@link #RIGHT} unless the call deviates. */
    enum Signing {
        RIGHT,
        WRONG,
        NONE
    }

    Webhook(HttpClient client, GatewayAddress gateway, TwilioAccount account) {
        this.client = client;
        this.gateway = gateway;
        this.account = account;
    }

    /**
     * Asks a public URL of the gateway; fails if it cannot be reached or takes more than 15 s. With
     * GET the parameters are in the query, and signed there.
     */
    Future<Answer> ask(WebhookUrl asked, SortedMap<String, String> parameters, Signing signing) {
        return asked.method() == WebhookUrl.Method.GET
                ? ask(HttpMethod.GET, withQuery(asked.url(), parameters), new TreeMap<>(), signing)
                : ask(HttpMethod.POST, asked.url(), parameters, signing);
    }

    private static URI withQuery(URI url, SortedMap<String, String> parameters) {
        return URI.create(url + (url.getRawQuery() == null ? "?" : "&") + form(parameters));
    }

    private Future<Answer> ask(
            HttpMethod method, URI url, SortedMap<String, String> parameters, Signing signing) {
        String target = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        if (url.getRawQuery() != null) {
            target += "?" + url.getRawQuery();
        }
        RequestOptions options =
                new RequestOptions()
                        .setMethod(method)
                        .setServer(SocketAddress.inetSocketAddress(gateway.port(), gateway.host()))
                        .setHost(url.getHost())
                        .setPort(url.getPort() < 0 ? 443 : url.getPort())
                        .setSsl(gateway.tls())
                        .setURI(target)
                        .setConnectTimeout(CONNECT_LIMIT_MS);
        Buffer form = Buffer.buffer(form(parameters));
        return client.request(options)
                .compose(request -> send(request, url, parameters, signing, form))
                .timeout(WHOLE_LIMIT_MS, TimeUnit.MILLISECONDS);
    }

    private Future<Answer> send(
            HttpClientRequest request,
            URI url,
            SortedMap<String, String> parameters,
            Signing signing,
            Buffer form) {
        request.putHeader("Host", url.getRawAuthority());
        if (request.getMethod().equals(HttpMethod.POST)) {
            request.putHeader("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8");
        }
        request.putHeader("User-Agent", "TwilioProxy/1.1");
        request.putHeader("Accept", "*/*");
        if (signing != Signing.NONE) {
            String token = account.authToken() + (signing == Signing.WRONG ? "?" : "");
            request.putHeader(
                    "X-Twilio-Signature", TwilioSignature.sign(token, url.toString(), parameters));
        }
        return request.send(form)
                .compose(response ->
                        response.body()
                                .map(body ->
                                        new Answer(
                                                response.statusCode(),
                                                Optional.ofNullable(
                                                                response.getHeader("Content-Type"))
                                                        .orElse(""),
                                                body.toString(StandardCharsets.UTF_8))));
    }

    private static String form(Map<String, String> parameters) {
        StringBuilder form = new StringBuilder();
        parameters.forEach((name, value) ->
                form.append(form.isEmpty() ? "" : "&")
                        .append(URLEncoder.encode(name, StandardCharsets.UTF_8))
                        .append('=')
                        .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
        return form.toString();
    }
}
