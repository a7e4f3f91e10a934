package dev.trunkline.gateway.edge;

import dev.trunkline.gateway.config.TlsConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * What stood in both files at one look. Compared by content: a secret of Kubernetes is exchanged by
 * a symbolic link above its files, which neither their times nor a watch on them shows.
 */
record PemFiles(String certificates, String key) {
    /** What cannot be read, for now or for good. */
    private static final PemFiles UNREADABLE = new PemFiles("", "");

    /** Blocks. */
    static PemFiles read(TlsConfig config) {
        try {
            return new PemFiles(
                    Files.readString(Path.of(String.valueOf(config.certificate()))),
                    Files.readString(Path.of(String.valueOf(config.key()))));
        } catch (IOException | InvalidPathException unreadable) {
            return UNREADABLE;
        }
    }

    /** Nothing of the key. */
    @Override
    public String toString() {
        return "PemFiles[" + certificates.length() + " characters of certificates]";
    }
}
