package dev.trunkline.gateway.edge;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/** Certificates of this test alone, and the two files that they stand in. */
final class Certificates {
    static final Instant NOW = Instant.parse("2026-11-29T09:00:00Z");
    static final Instant EXPIRY = NOW.plusSeconds(90 * 86_400);

    private Certificates() {}

    static X509Bundle certificate() throws Exception {
        return until(EXPIRY);
    }

    static X509Bundle until(Instant expiry) throws Exception {
        return new CertificateBuilder()
                .subject("CN=voice.gateway.example")
                .addSanDnsName("voice.gateway.example")
                .notBefore(NOW.minusSeconds(365L * 86_400))
                .notAfter(expiry)
                .ecp256()
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
    }

    static void write(Path directory, X509Bundle bundle) throws IOException {
        Files.createDirectories(directory);
        Files.writeString(directory.resolve("tls.crt"), bundle.getCertificatePathPEM());
        Files.writeString(directory.resolve("tls.key"), bundle.getPrivateKeyPEM());
    }
}
