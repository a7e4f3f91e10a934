package dev.trunkline.gateway.config.keys;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The files of one reading of the configuration. Remembers a digest of each, so that it can be told
 * whether reading them again would give the same: by content, since a ConfigMap of Kubernetes is
 * exchanged by a symbolic link above it, which neither its time nor a watch on it shows. Blocks;
 * one thread at a time.
 */
public final class ConfigurationFiles {
    private static final String UNREADABLE = "unreadable";

    private final Path base;
    private final Map<Path, String> texts = new LinkedHashMap<>();
    private final Map<Path, String> directories = new LinkedHashMap<>();

    /**
     * @param base directory that relative names start from
     */
    public ConfigurationFiles(Path base) {
        this.base = base;
    }

    /** What stands in a file, which is in UTF-8. */
    public String text(String name) throws IOException {
        Path file = base.resolve(name.strip());
        texts.put(file, UNREADABLE);
        byte[] bytes = Files.readAllBytes(file);
        texts.put(file, digest(bytes));
        return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    }

    boolean isDirectory(String name) {
        return Files.isDirectory(base.resolve(name.strip()));
    }

    /** The files in a directory, sorted. */
    List<String> namesIn(String name) throws IOException {
        Path directory = base.resolve(name.strip());
        directories.put(directory, UNREADABLE);
        List<String> names = names(directory);
        directories.put(directory, names.toString());
        return names;
    }

    /** What is there now, of everything that was read; two that are equal would be read alike. */
    public Map<Path, String> lookAgain() {
        Map<Path, String> seen = new LinkedHashMap<>();
        texts.keySet().forEach(file -> seen.put(file, digestOf(file)));
        directories.keySet().forEach(directory -> seen.put(directory, namesNow(directory)));
        return seen;
    }

    /** The same as of when it was read. */
    public Map<Path, String> asRead() {
        Map<Path, String> read = new LinkedHashMap<>(texts);
        read.putAll(directories);
        return read;
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static String namesNow(Path directory) {
        try {
            return names(directory).toString();
        } catch (IOException gone) {
            return UNREADABLE;
        }
    }

    private static String digestOf(Path file) {
        try {
            if (Files.isDirectory(file)) {
                return "directory"; // in the place of a file, and a change if one was missing
            }
            return digest(Files.readAllBytes(file));
        } catch (IOException gone) {
            return UNREADABLE;
        }
    }

    private static String digest(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException impossible) { // every JDK has it
            throw new IllegalStateException(impossible);
        }
    }
}
