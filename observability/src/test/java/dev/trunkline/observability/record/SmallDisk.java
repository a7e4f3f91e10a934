package dev.trunkline.observability.record;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A directory on a disk that can be filled up: a small one in memory, mounted there; where that is
 * not allowed, a limit on how long a file this process may write.
 */
final class SmallDisk implements AutoCloseable {
    private static final String BYTES = String.valueOf(24 * 1024 * 1024);

    private final Path directory;
    private final boolean mounted;

    private SmallDisk(Path directory, boolean mounted) {
        this.directory = directory;
        this.mounted = mounted;
    }

    static SmallDisk at(Path directory) throws IOException {
        boolean mounted =
                succeeds("mount", "-t", "tmpfs", "-o", "size=" + BYTES, "tmpfs", directory + "");
        return new SmallDisk(directory, mounted);
    }

    /** Leaves no room for one more block. */
    void fill() throws IOException {
        if (!mounted) {
            limitFiles("100000:unlimited");
            return;
        }
        byte[] block = new byte[4_096];
        try (OutputStream ballast = Files.newOutputStream(ballast())) {
            while (true) {
                ballast.write(block);
            }
        } catch (IOException full) {
            return;
        }
    }

    void free() throws IOException {
        if (mounted) {
            Files.delete(ballast());
        } else {
            limitFiles("unlimited:unlimited");
        }
    }

    private Path ballast() {
        return directory.resolve("ballast");
    }

    private static void limitFiles(String softAndHard) throws IOException {
        String pid = String.valueOf(ProcessHandle.current().pid());
        if (!succeeds("prlimit", "--pid", pid, "--fsize=" + softAndHard)) {
            throw new AssertionError("neither mount nor prlimit can make a full disk here");
        }
    }

    private static boolean succeeds(String... command) throws IOException {
        Process process = new ProcessBuilder(List.of(command)).redirectErrorStream(true).start();
        String _ = new String(process.getInputStream().readAllBytes(), UTF_8);
        return process.onExit().join().exitValue() == 0;
    }

    @Override
    public void close() throws IOException {
        if (mounted) {
            boolean _ = succeeds("umount", "--lazy", directory.toString());
        } else {
            limitFiles("unlimited:unlimited");
        }
    }
}
