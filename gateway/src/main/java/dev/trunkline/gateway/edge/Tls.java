package dev.trunkline.gateway.edge;

import dev.trunkline.gateway.config.TlsConfig;
import dev.trunkline.observability.metrics.CertificateReload;
import dev.trunkline.observability.metrics.EdgeMeters;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.SSLEngineOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TLS of the gateway's own ports by one certificate, which is looked at again every few seconds. A
 * new pair serves new connections, those that there are keep theirs; one that cannot be used is
 * logged and counted, and changes nothing. Any thread.
 */
final class Tls {
    /** A file that is being written looks different at once again. */
    private static final Duration SETTLING = Duration.ofMillis(500);

    private static final Logger LOG = LoggerFactory.getLogger(Tls.class);

    private final Vertx vertx;
    private final TlsConfig config;
    private final EdgeMeters meters;
    private final CertificateFiles files;
    private final SSLEngineOptions engine = TlsEngine.chosen();
    private final List<HttpServer> servers = new CopyOnWriteArrayList<>();

    /**
     * Reads the certificate; blocks.
     *
     * @throws UnusableCertificateException before any port is open
     */
    Tls(Vertx vertx, TlsConfig config, EdgeMeters meters) throws UnusableCertificateException {
        this.vertx = vertx;
        this.config = config;
        this.meters = meters;
        files = new CertificateFiles(vertx, config, InstantSource.system());
        meters.certificateUntil(files.first().until());
    }

    /** Before the server is made of the options. */
    void secure(HttpServerOptions options) {
        // HTTP/1.1 alone: media sockets are upgrades of it.
        options.setSsl(true)
                .setUseAlpn(false)
                .setKeyCertOptions(files.first().options())
                .setSslHandshakeTimeout(config.handshakeTimeout().toMillis())
                .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
                .setSslEngineOptions(engine.copy());
    }

    /** A server that listens with these options: it gets every certificate to come. */
    void serves(HttpServer server) {
        servers.add(server);
    }

    /** Begins to look, until Vert.x is closed. Once, after the servers listen. */
    void follow() {
        lookIn(config.reload());
    }

    private void lookIn(Duration delay) {
        vertx.setTimer(delay.toMillis(), _ -> lookNow());
    }

    private void lookNow() {
        try {
            vertx.executeBlocking(files::look)
                    .compose(this::use)
                    .onFailure(this::refuse)
                    .onComplete(_ -> lookIn(nextDelay()));
        } catch (RejectedExecutionException closing) {
            // Vert.x is being closed: there is nothing to look for any more.
        }
    }

    private Duration nextDelay() {
        Duration usual = config.reload();
        return files.unsettled() && usual.compareTo(SETTLING) > 0 ? SETTLING : usual;
    }

    private Future<Void> use(Optional<CertificatePair> fresh) {
        if (fresh.isEmpty()) {
            return Future.succeededFuture();
        }
        CertificatePair pair = fresh.get();
        List<Future<Boolean>> updates =
                servers.stream()
                        .map(server -> server.updateSSLOptions(options(pair.options()), true))
                        .toList();
        return Future.all(updates)
                .onSuccess(_ -> {
                    meters.certificateUntil(pair.until());
                    meters.reloaded(CertificateReload.LOADED);
                    LOG.atInfo()
                            .setMessage("tls.certificate_loaded")
                            .addKeyValue("until", pair.until())
                            .log();
                })
                .mapEmpty();
    }

    private static ServerSSLOptions options(KeyCertOptions pair) {
        ServerSSLOptions options = new ServerSSLOptions();
        options.setKeyCertOptions(pair);
        return options;
    }

    private void refuse(Throwable cause) {
        meters.reloaded(CertificateReload.REFUSED);
        LOG.atError()
                .setMessage("tls.certificate_refused")
                .addKeyValue(
                        "mistake",
                        cause instanceof UnusableCertificateException
                                ? cause.getMessage()
                                : cause.getClass().getSimpleName())
                .log();
    }
}
