package dev.trunkline.loadtest.asterisk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An Asterisk unpacked into a folder, as {@code bin/asterisk.sh} leaves it. Its libraries may be
 * newer than the machine's, so its own dynamic loader runs it: no container, no root.
 *
 * @param root holds {@code usr/sbin/asterisk}
 */
public record AsteriskInstall(Path root) {
    private static final Pattern VERSION = Pattern.compile("Asterisk (\\d+)\\.(\\d+)");

    /** The machine's; fetched if it is not there yet, which takes some ten seconds. */
    public static AsteriskInstall find() {
        Path script = repository().resolve("bin/asterisk.sh");
        CommandOutput found = CommandOutput.of(List.of(script.toString()));
        if (found.exitCode() != 0) {
            throw new AssertionError(script + ": " + found.text());
        }
        AsteriskInstall install = new AsteriskInstall(Path.of(found.text().strip()));
        String version = install.version();
        Matcher numbers = VERSION.matcher(version);
        if (!numbers.find()
                || Integer.parseInt(numbers.group(1)) * 1000 + Integer.parseInt(numbers.group(2))
                        < 22_008) {
            throw new AssertionError(
                    install.root + " is " + version + ", expected 22.8 or newer: remove it");
        }
        return install;
    }

    /** As it says it: {@code Asterisk 22.10.1…}. */
    String version() {
        List<String> command = command();
        command.add("-V");
        return CommandOutput.of(command).text().strip();
    }

    /** What starts Asterisk; its own arguments follow. */
    List<String> command() {
        List<String> command = new ArrayList<>();
        command.add(one("usr", "lib*/ld-linux-*.so.*").toString());
        command.add("--library-path");
        command.add(libraries().toString());
        command.add(root.resolve("usr/sbin/asterisk").toString());
        return command;
    }

    Path modules() {
        return libraries().resolve("asterisk/modules");
    }

    Path sounds() {
        return root.resolve("usr/share/asterisk");
    }

    private Path libraries() {
        return one("usr/lib", "*-linux-gnu");
    }

    /** The one path under {@code folder} that fits, whatever the machine's architecture. */
    private Path one(String folder, String glob) {
        int slash = glob.indexOf('/');
        String first = slash < 0 ? glob : glob.substring(0, slash);
        try (DirectoryStream<Path> fitting =
                Files.newDirectoryStream(root.resolve(folder), first)) {
            for (Path path : fitting) {
                if (slash < 0) {
                    return path;
                }
                try (DirectoryStream<Path> within =
                        Files.newDirectoryStream(path, glob.substring(slash + 1))) {
                    for (Path found : within) {
                        return found;
                    }
                }
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        throw new AssertionError(root + " has no " + folder + "/" + glob);
    }

    /** Tests run in their module's folder, or in an IDE's idea of one. */
    private static Path repository() {
        Path folder = Path.of("").toAbsolutePath();
        while (folder != null && !Files.exists(folder.resolve("bin/asterisk.sh"))) {
            folder = folder.getParent();
        }
        if (folder == null) {
            throw new AssertionError("no bin/asterisk.sh above " + Path.of("").toAbsolutePath());
        }
        return folder;
    }
}
