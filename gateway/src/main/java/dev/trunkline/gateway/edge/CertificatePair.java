package dev.trunkline.gateway.edge;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.X509KeyManager;

/**
 * A certificate with its private key, checked: both can be read, and belong together. Immutable.
 *
 * @param options for a server
 * @param until when it expires
 */
record CertificatePair(PemKeyCertOptions options, Instant until) {
    private static final byte[] PROBE = {1, 2, 3, 4};

    /**
     * Of the contents of two PEM files; blocks.
     *
     * @throws UnusableCertificateException whose message says what is wrong, and nothing of the key
     */
    static CertificatePair of(Vertx vertx, PemFiles files) throws UnusableCertificateException {
        PemKeyCertOptions options =
                new PemKeyCertOptions()
                        .addCertValue(Buffer.buffer(files.certificates()))
                        .addKeyValue(Buffer.buffer(files.key()));
        try {
            X509KeyManager keys = keys(options.getKeyManagerFactory(vertx));
            for (String type : List.of("RSA", "EC")) {
                String[] aliases = keys.getServerAliases(type, null);
                if (aliases != null && aliases.length > 0) {
                    X509Certificate leaf = keys.getCertificateChain(aliases[0])[0];
                    if (!belong(leaf.getPublicKey(), keys.getPrivateKey(aliases[0]))) {
                        throw new UnusableCertificateException(
                                "the key is not the first certificate's: renew both files together");
                    }
                    return new CertificatePair(options, leaf.getNotAfter().toInstant());
                }
            }
        } catch (UnusableCertificateException known) {
            throw known;
        } catch (Exception unreadable) { // Vert.x declares it; messages could quote the file
            throw new UnusableCertificateException(
                    "http.tls.certificate, http.tls.key: expected two PEM files, of a certificate"
                            + " and of its unencrypted private key; check paths, permissions and"
                            + " contents ("
                            + unreadable.getClass().getSimpleName()
                            + ")");
        }
        throw new UnusableCertificateException(
                "expected a certificate of an RSA or EC key: callers know no other");
    }

    private static X509KeyManager keys(KeyManagerFactory factory) throws GeneralSecurityException {
        for (KeyManager each : factory.getKeyManagers()) {
            if (each instanceof X509KeyManager keys) {
                return keys;
            }
        }
        throw new GeneralSecurityException("no X.509 keys");
    }

    private static boolean belong(PublicKey certified, PrivateKey key)
            throws GeneralSecurityException {
        if (!certified.getAlgorithm().equals(key.getAlgorithm())) {
            return false;
        }
        String algorithm =
                certified.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA";
        Signature signing = Signature.getInstance(algorithm);
        signing.initSign(key);
        signing.update(PROBE);
        byte[] signature = signing.sign();
        Signature verifying = Signature.getInstance(algorithm);
        verifying.initVerify(certified);
        verifying.update(PROBE);
        return verifying.verify(signature);
    }
}
