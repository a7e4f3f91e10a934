package dev.trunkline.loadtest.chaos;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A file system of a few megabytes, in memory, that can be filled. Mounting it takes root. */
final class SmallDisk implements AutoCloseable {
    private static final String SIZE = "size=8m";

    private final Path path;

    SmallDisk(Path directory) throws IOException {
        path = Files.createDirectory(directory.resolve("disk"));
        run("mount", "-t", "tmpfs", "-o", SIZE, "tmpfs", path.toString());
    }

    static boolean canBeMounted() {
        return "root".equals(System.getProperty("user.name"));
    }

    Path path() {
        return path;
    }

    /** Leaves no byte. */
    void fill() throws IOException {
        byte[] bytes = new byte[4_096];
        try (OutputStream out = Files.newOutputStream(path.resolve("filler"))) {
            while (true) {
                out.write(bytes);
            }
        } catch (IOException full) {
            if (path.toFile().getUsableSpace() > 0) {
                throw full;
            }
        }
    }

    void empty() throws IOException {
        Files.deleteIfExists(path.resolve("filler"));
    }

    @Override
    public void close() throws IOException {
        run("umount", path.toString());
    }

    private static void run(String... command) throws IOException {
        int status = new ProcessBuilder(command).inheritIO().start().onExit().join().exitValue();
        if (status != 0) {
            throw new IOException(List.of(command) + " ended with " + status);
        }
    }

    /** With all that is in it. */
    static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (UncheckedIOException kept) {
            throw kept.getCause();
        }
    }
}
