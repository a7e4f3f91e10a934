package dev.trunkline.loadtest.phone;

import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * Whose certificates are believed.
 *
 * @param managers that decide
 * @param checked whether anything is: if so, the certificate must also be for the name asked
 */
public record Trust(TrustManagerFactory managers, boolean checked) {
    /** Everybody's: no public certificate can be had for a loopback address. */
    public static final Trust ANYBODY = new Trust(InsecureTrustManagerFactory.INSTANCE, false);

    /** Those that the JDK believes. */
    public static Trust system() {
        try {
            return of(null);
        } catch (GeneralSecurityException noStore) {
            throw new IllegalStateException("the JDK's trust store cannot be used", noStore);
        }
    }

    /**
     * Those in a PEM file, or issued by one of them.
     *
     * @throws IOException if it cannot be read, or has no certificate in it
     */
    public static Trust pem(Path file) throws IOException {
        try (InputStream pem = Files.newInputStream(file)) {
            Collection<? extends Certificate> certificates =
                    CertificateFactory.getInstance("X.509").generateCertificates(pem);
            if (certificates.isEmpty()) {
                throw new IOException(file + ": expected certificates in PEM");
            }
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int number = 0;
            for (Certificate each : certificates) {
                store.setCertificateEntry(Integer.toString(number++), each);
            }
            return of(store);
        } catch (GeneralSecurityException unreadable) {
            throw new IOException(
                    file + ": expected certificates in PEM: " + unreadable.getMessage(),
                    unreadable);
        }
    }

    private static Trust of(@Nullable KeyStore store) throws GeneralSecurityException {
        TrustManagerFactory managers =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(store);
        return new Trust(managers, true);
    }

    /** For clients of the JDK's own. */
    public SSLContext context() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException noTls) {
            throw new IllegalStateException("this JDK has no TLS", noTls);
        }
    }
}
