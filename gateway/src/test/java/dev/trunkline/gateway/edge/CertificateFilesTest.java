package dev.trunkline.gateway.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trunkline.gateway.config.TlsConfig;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CertificateFilesTest {
    private static final Instant LATER = Certificates.EXPIRY.plusSeconds(60);

    @TempDir private Path directory;

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private CertificateFiles files() throws UnusableCertificateException {
        return files(directory, Certificates.NOW);
    }

    private CertificateFiles files(Path where, Instant now) throws UnusableCertificateException {
        return new CertificateFiles(
                vertx,
                new TlsConfig(
                        where.resolve("tls.crt").toString(),
                        where.resolve("tls.key").toString(),
                        false,
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(10)),
                InstantSource.fixed(now));
    }

    @ParameterizedTest
    @EnumSource(names = {"ecp256", "ecp384", "rsa2048"})
    void aPairOfAnUsualKey_isRead(CertificateBuilder.Algorithm algorithm) throws Exception {
        X509Bundle bundle =
                new CertificateBuilder()
                        .subject("CN=x")
                        .algorithm(algorithm)
                        .notAfter(Certificates.EXPIRY)
                        .setIsCertificateAuthority(true)
                        .buildSelfSigned();
        Certificates.write(directory, bundle);
        assertThat(files().first().until()).isEqualTo(Certificates.EXPIRY);
    }

    @Test
    void aCertificateBehindItsIssuer_isRefused() throws Exception {
        X509Bundle issuer = Certificates.certificate();
        X509Bundle leaf = new CertificateBuilder().subject("CN=leaf").buildIssuedBy(issuer);
        Files.writeString(
                directory.resolve("tls.crt"),
                issuer.getCertificatePEM() + leaf.getCertificatePEM());
        Files.writeString(directory.resolve("tls.key"), leaf.getPrivateKeyPEM());
        assertThatThrownBy(this::files).hasMessageContaining("contents");
    }

    @Test
    void withoutFiles_nothingStarts_andTheMessageSaysWhatIsExpected() {
        assertThatThrownBy(this::files)
                .isInstanceOf(UnusableCertificateException.class)
                .hasMessageContaining("http.tls.certificate")
                .hasMessageContaining("paths, permissions");
    }

    @Test
    void aNewPair_isTakenOnceItWasSeenTwiceAlike_andNotAgain() throws Exception {
        Certificates.write(directory, Certificates.certificate());
        CertificateFiles files = files();
        assertThat(files.look()).isEmpty();
        assertThat(files.unsettled()).isFalse();
        Certificates.write(directory, Certificates.until(LATER));
        assertThat(files.look()).isEmpty();
        assertThat(files.unsettled()).isTrue();
        assertThat(files.look()).map(CertificatePair::until).isEqualTo(Optional.of(LATER));
        assertThat(files.unsettled()).isFalse();
        assertThat(files.look()).isEmpty();
    }

    @Test
    void oneFileBeforeTheOther_isNoFailure() throws Exception {
        Certificates.write(directory, Certificates.certificate());
        CertificateFiles files = files();
        X509Bundle fresh = Certificates.until(LATER);
        Files.writeString(directory.resolve("tls.crt"), fresh.getCertificatePathPEM());
        for (int look = 0; look < CertificateFiles.PATIENCE; look++) {
            assertThat(files.look()).as("old certificate stays, look %d", look).isEmpty();
        }
        Files.writeString(directory.resolve("tls.key"), fresh.getPrivateKeyPEM());
        assertThat(files.look()).isEmpty();
        assertThat(files.look()).map(CertificatePair::until).isEqualTo(Optional.of(LATER));
    }

    @Test
    void halfAChain_isNotTakenWhileItGrows() throws Exception {
        X509Bundle issuer = Certificates.certificate();
        Certificates.write(directory, issuer);
        CertificateFiles files = files();
        X509Bundle leaf =
                new CertificateBuilder()
                        .subject("CN=leaf")
                        .notAfter(LATER)
                        .buildIssuedBy(Certificates.until(LATER.plusSeconds(1)));
        Files.writeString(directory.resolve("tls.key"), leaf.getPrivateKeyPEM());
        Files.writeString(directory.resolve("tls.crt"), leaf.getCertificatePEM());
        assertThat(files.look()).isEmpty();
        Files.writeString(
                directory.resolve("tls.crt"),
                leaf.getCertificatePEM() + leaf.getRootCertificatePEM());
        assertThat(files.look()).isEmpty();
        CertificatePair pair = files.look().orElseThrow();
        assertThat(pair.options().loadKeyStore(vertx).getCertificateChain("dummy-entry-0"))
                .hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-----BEGIN CERTIFICATE-----\nMIIB", "no PEM"})
    void aPairThatStaysUnusable_isRefusedOnce_untilItIsMended(String broken) throws Exception {
        Certificates.write(directory, Certificates.certificate());
        CertificateFiles files = files();
        Files.writeString(directory.resolve("tls.crt"), broken);
        assertRefusedOnce(files, "expected two PEM files");
        Certificates.write(directory, Certificates.until(LATER));
        assertThat(files.look()).isEmpty();
        assertThat(files.look()).isPresent();
    }

    @Test
    void aKeyOfAnotherCertificate_isRefused_andNothingOfItIsSaid() throws Exception {
        Certificates.write(directory, Certificates.certificate());
        CertificateFiles files = files();
        String key = Certificates.certificate().getPrivateKeyPEM();
        Files.writeString(directory.resolve("tls.key"), key);
        assertRefusedOnce(files, "the key is not the first certificate's");
        assertThat(new PemFiles("chain", key).toString()).doesNotContain(key.substring(30, 60));
    }

    @Test
    void anExpiredPair_isRefusedAsANewOne_butUsedIfItIsTheOnlyOne() throws Exception {
        Certificates.write(directory, Certificates.certificate());
        CertificateFiles files = files();
        Certificates.write(directory, Certificates.until(Certificates.NOW.minusSeconds(1)));
        assertRefusedOnce(files, "expired");
        assertThat(files().first().until()).isBefore(Certificates.NOW);
    }

    @Test
    void aPairExchangedByItsDirectorysLink_isNoticed() throws Exception {
        Certificates.write(directory.resolve("..1"), Certificates.certificate());
        Certificates.write(directory.resolve("..2"), Certificates.until(LATER));
        Path data = directory.resolve("..data");
        Files.createSymbolicLink(data, directory.resolve("..1"));
        CertificateFiles files = files(data, Certificates.NOW);
        Path link = Files.createSymbolicLink(directory.resolve("..tmp"), directory.resolve("..2"));
        Files.move(link, data, StandardCopyOption.ATOMIC_MOVE);
        assertThat(files.look()).isEmpty();
        assertThat(files.look()).map(CertificatePair::until).isEqualTo(Optional.of(LATER));
    }

    private static void assertRefusedOnce(CertificateFiles files, String why) throws Exception {
        for (int look = 0; look < CertificateFiles.PATIENCE; look++) {
            assertThat(files.look()).as("look %d", look).isEmpty();
        }
        assertThatThrownBy(files::look)
                .isInstanceOf(UnusableCertificateException.class)
                .hasMessageContaining(why);
        assertThat(files.unsettled()).isFalse();
        assertThat(files.look()).isEmpty();
        assertThat(files.look()).isEmpty();
    }
}
