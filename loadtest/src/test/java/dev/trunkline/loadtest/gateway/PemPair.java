package dev.trunkline.loadtest.gateway;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;

/**
 * The files of a certificate, self-signed ones that a test makes, and who asks for what is shown.
 */
final class PemPair {
    private static final String HOST = "voice.gateway.example";

    private final Path certificate;
    private final Path key;

    PemPair(Path directory) {
        certificate = directory.resolve("tls.crt");
        key = directory.resolve("tls.key");
    }

    /** Valid for so many days from now. */
    static X509Bundle selfSigned(int days) throws Exception {
        return new CertificateBuilder()
                .subject("CN=" + HOST)
                .addSanDnsName(HOST)
                .notAfter(Instant.now().truncatedTo(ChronoUnit.SECONDS).plus(days, ChronoUnit.DAYS))
                .ecp256()
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
    }

    void write(X509Bundle bundle) throws IOException {
        writeCertificate(bundle);
        Files.writeString(key, bundle.getPrivateKeyPEM());
    }

    void writeCertificate(X509Bundle bundle) throws IOException {
        Files.writeString(certificate, bundle.getCertificatePathPEM());
    }

    /** A gateway of this certificate, which looks at it ten times a second. */
    Map<String, String> environment(Map<String, String> besides) {
        Map<String, String> all = new HashMap<>(besides);
        all.put("TLS_CERTIFICATE", certificate.toString());
        all.put("TLS_KEY", key.toString());
        all.put("TRUNKLINE_HTTP_TLS_RELOAD", "100ms");
        return all;
    }

    /** A client of the JDK's own that trusts this certificate alone. */
    static SSLSocket connect(int port, X509Bundle trusted) throws Exception {
        SSLSocket socket =
                (SSLSocket)
                        trusting(trusted)
                                .getSocketFactory()
                                .createSocket(InetAddress.getLoopbackAddress(), port);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setServerNames(List.of(new SNIHostName(HOST)));
        socket.setSSLParameters(parameters);
        return socket;
    }

    private static SSLContext trusting(X509Bundle trusted) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {trusted.toTrustManager()}, null);
        return context;
    }

    /** Whether a new handshake is shown this certificate. */
    static boolean shows(int port, X509Bundle expected) {
        try (SSLSocket socket = connect(port, expected)) {
            socket.startHandshake();
            return socket.getSession().getPeerCertificates()[0] instanceof X509Certificate shown
                    && shown.equals(expected.getCertificate());
        } catch (Exception another) { // the client does not trust it
            return false;
        }
    }
}
