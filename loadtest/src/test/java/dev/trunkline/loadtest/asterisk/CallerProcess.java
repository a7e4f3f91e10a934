package dev.trunkline.loadtest.asterisk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A caller's process and the folder it works in, which closing takes away. */
final class CallerProcess implements AutoCloseable {
    private final String name;
    private final Process process;
    private final Path directory;
    private String lastWords = "";

    CallerProcess(String name, Process process, Path directory) {
        this.name = name;
        this.process = process;
        this.directory = directory;
    }

    /** Its exit code, which must come in this time. */
    int await(Duration limit) {
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError(name + " goes on and on:\n" + text("output"));
            }
            return process.exitValue();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        }
    }

    /** What it has printed, also after it is closed. */
    String said() {
        return Files.exists(directory) ? text("errors") + text("output") : lastWords;
    }

    boolean isOver() {
        return !process.isAlive();
    }

    /** Asks it to end, which a phone does by hanging up first. */
    void end() {
        process.destroy();
    }

    Path directory() {
        return directory;
    }

    /** A file that it wrote; empty if there is none (yet). */
    String text(String file) {
        try {
            Path path = directory.resolve(file);
            return Files.exists(path) ? Files.readString(path, StandardCharsets.ISO_8859_1) : "";
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    @Override
    public String toString() {
        return name + (isOver() ? " (ended with " + process.exitValue() + ")" : "");
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly().onExit().join();
            }
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        lastWords = said();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted((one, other) -> other.compareTo(one)).toList()) {
                Files.delete(file);
            }
        } catch (IOException undeletable) {
            throw new UncheckedIOException(undeletable);
        }
    }
}
