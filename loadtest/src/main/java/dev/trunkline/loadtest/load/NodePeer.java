package dev.trunkline.loadtest.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Relays of {@code loadtest/peers}: one file each, {@code relay.js}, and packages from npm. */
final class NodePeer {
    private NodePeer() {}

    /**
     * The command that starts the relay in {@code directory}, after installing its packages once.
     */
    static List<String> command(Path directory) throws IOException, InterruptedException {
        if (!Files.isDirectory(directory.resolve("node_modules"))) {
            install(directory);
        }
        return List.of("node", directory.resolve("relay.js").toString());
    }

    private static void install(Path directory) throws IOException, InterruptedException {
        if (!Files.exists(directory.resolve("package-lock.json"))) {
            throw new LoadException(
                    directory
                            + " has no package-lock.json: expected a directory of loadtest/peers");
        }
        Path log = directory.resolve("npm.log");
        Process npm =
                new ProcessBuilder("npm", "ci", "--no-audit", "--no-fund")
                        .directory(directory.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        if (npm.waitFor() != 0) {
            throw new LoadException("npm ci failed: see its output in " + log);
        }
    }
}
