package dev.trunkline.gateway.edge;

import dev.trunkline.gateway.config.HttpConfig;
import dev.trunkline.gateway.config.SocketTransport;
import dev.trunkline.observability.metrics.EdgeMeters;
import dev.trunkline.observability.metrics.SocketRefusal;
import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.HttpServerConnection;
import java.time.Duration;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** What both ports show to the network: TLS, if configured, and the guards of the public one. */
public final class Edge {
    private final HttpConfig config;
    private final EdgeMeters meters;
    private final SocketGuard guard;
    private final Vertx vertx;
    private final @Nullable Tls tls;

    /**
     * Makes the Vert.x whose servers are guarded, and reads the certificate; blocks.
     *
     * @throws UnusableCertificateException before any port is open; nothing is left running
     */
    public Edge(
            HttpConfig config,
            SocketTransport transport,
            Duration coalescing,
            VertxOptions options,
            EdgeMeters meters)
            throws UnusableCertificateException {
        this.config = config;
        this.meters = meters;
        guard = new SocketGuard(config.sockets(), meters);
        vertx =
                Vertx.builder()
                        .with(options)
                        .withTransport(GuardedTransport.with(transport, coalescing, guard))
                        .build();
        try {
            tls = config.tls().certificate() == null ? null : new Tls(vertx, config.tls(), meters);
        } catch (UnusableCertificateException unusable) {
            var _ = vertx.close();
            throw unusable;
        }
    }

    /** Whoever made this closes it. */
    public Vertx vertx() {
        return vertx;
    }

    /** A server for the public port; whoever listens with it says so to {@link #listening}. */
    public HttpServer publicServer(HttpServerOptions options) {
        if (tls != null) {
            tls.secure(options);
        }
        return vertx.createHttpServer(options)
                .connectionHandler(this::connected)
                .exceptionHandler(this::failed);
    }

    /** The public port is open on one more event loop. */
    public void listening(HttpServer server) {
        guard.guards(server.actualPort());
        if (tls != null) {
            tls.serves(server);
        }
    }

    /** A server for the management port, not listening yet. */
    public HttpServer managementServer(HttpServerOptions options) {
        Tls wanted = config.tls().management() ? tls : null;
        if (wanted != null) {
            wanted.secure(options);
        }
        HttpServer server = vertx.createHttpServer(options);
        if (wanted != null) {
            wanted.serves(server);
        }
        return server;
    }

    /** Follows the certificate's files from now on: all servers listen. */
    public void follow() {
        if (tls != null) {
            tls.follow();
        }
    }

    /** On the socket's event loop, its TLS agreed on. */
    private void connected(HttpConnection connection) {
        Channel socket = ((HttpServerConnection) connection).channelHandlerContext().channel();
        String last = ((HttpServerConnection) connection).channelHandlerContext().name();
        socket.pipeline()
                .addBefore(
                        last,
                        "deadline",
                        new RequestDeadline(
                                config.sockets(),
                                () -> meters.refused(SocketRefusal.SLOW_REQUEST)));
    }

    /** Before a socket was a connection; one that just goes away again is nothing. */
    private void failed(Throwable cause) {
        Throwable why = cause.getCause() instanceof SSLException ? cause.getCause() : cause;
        if (why instanceof SslHandshakeTimeoutException) {
            meters.refused(SocketRefusal.SLOW_HANDSHAKE);
        } else if (why instanceof SSLException) {
            meters.refused(SocketRefusal.FAILED_HANDSHAKE);
        }
    }
}
