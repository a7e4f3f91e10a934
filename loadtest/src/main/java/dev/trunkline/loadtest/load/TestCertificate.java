package dev.trunkline.loadtest.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;

/**
 * A certificate for loopback that nobody trusts, made by the JDK's keytool, as the two PEM files
 * that the gateway reads.
 *
 * @param certificate self-signed, elliptic curve P-256
 * @param key PKCS #8
 */
record TestCertificate(Path certificate, Path key) {
    private static final String ALIAS = "gateway";
    private static final String PASSWORD = "of no use to anyone";
    private static final int LINE_CHARS = 64; // RFC 7468 section 2

    static TestCertificate in(Path directory) throws IOException, InterruptedException {
        Path store = directory.resolve("tls.p12");
        Files.deleteIfExists(store);
        Process keytool =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-keyalg",
                                "EC",
                                "-groupname",
                                "secp256r1",
                                "-dname",
                                "CN=voice.gateway.example",
                                "-validity",
                                "90",
                                "-alias",
                                ALIAS,
                                "-storetype",
                                "PKCS12",
                                "-storepass",
                                PASSWORD,
                                "-keystore",
                                store.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(directory.resolve("keytool.log").toFile())
                        .start();
        if (keytool.waitFor() != 0) {
            throw new LoadException("no certificate: see keytool.log in " + directory);
        }
        try {
            KeyStore made = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
            TestCertificate files =
                    new TestCertificate(directory.resolve("tls.crt"), directory.resolve("tls.key"));
            write(files.certificate, "CERTIFICATE", made.getCertificate(ALIAS).getEncoded());
            write(
                    files.key,
                    "PRIVATE KEY",
                    made.getKey(ALIAS, PASSWORD.toCharArray()).getEncoded());
            return files;
        } catch (GeneralSecurityException unreadable) {
            throw new LoadException("keytool's certificate cannot be read: " + store, unreadable);
        }
    }

    private static void write(Path file, String label, byte[] der) throws IOException {
        String base64 = Base64.getMimeEncoder(LINE_CHARS, new byte[] {'\n'}).encodeToString(der);
        Files.writeString(
                file,
                "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n");
    }
}
