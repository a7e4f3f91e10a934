package dev.trunkline.gateway.edge;

import io.netty.handler.ssl.OpenSsl;
import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.core.net.OpenSSLEngineOptions;
import io.vertx.core.net.SSLEngineOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who computes TLS: BoringSSL where it could be loaded, and the JDK elsewhere. */
final class TlsEngine {
    private static final Logger LOG = LoggerFactory.getLogger(TlsEngine.class);

    private TlsEngine() {}

    /** Says in the log which it is. */
    static SSLEngineOptions chosen() {
        boolean boring = OpenSsl.isAvailable();
        LOG.atInfo()
                .setMessage("tls.engine")
                .addKeyValue("engine", boring ? OpenSsl.versionString() : "JDK")
                .addKeyValue("reason", boring ? "" : String.valueOf(OpenSsl.unavailabilityCause()))
                .log();
        return boring ? new OpenSSLEngineOptions() : new JdkSSLEngineOptions();
    }
}
