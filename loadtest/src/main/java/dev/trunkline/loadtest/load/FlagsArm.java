package dev.trunkline.loadtest.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One way to run the image's tree.
 *
 * @param options for Java, beside those of the tree, which they win over
 * @param environment of the gateway
 */
record FlagsArm(String name, List<String> options, Map<String, String> environment) {
    FlagsArm {
        options = List.copyOf(options);
        environment = Map.copyOf(environment);
    }

    /**
     * Reads what changes.
     *
     * @param words parted by spaces: with a dash in front Java's options, else assignments of the
     *     environment; none: the tree as it is
     */
    static FlagsArm of(String name, String words) {
        List<String> options = new ArrayList<>();
        Map<String, String> environment = new LinkedHashMap<>();
        for (String word : words.strip().split("\\s+", -1)) {
            int equals = word.indexOf('=');
            if (word.startsWith("-")) {
                options.add(word);
            } else if (equals > 0) {
                environment.put(word.substring(0, equals), word.substring(equals + 1));
            } else if (!word.isEmpty()) {
                throw new LoadException(
                        "--arm "
                                + name
                                + ": expected options of Java and VARIABLE=VALUE with spaces between"
                                + " them, not "
                                + word);
            }
        }
        return new FlagsArm(name, options, environment);
    }

    /**
     * What there is to choose between. Heaps of one size, as the image's is: these collectors give
     * memory back while there is little to do, whatever share they begin with.
     */
    static List<FlagsArm> usual() {
        return List.of(
                of("as it is", ""),
                of("G1", "-XX:+UseG1GC -Xms410m -Xmx410m"),
                of("Serial", "-XX:+UseSerialGC -Xms410m -Xmx410m"),
                of("Parallel", "-XX:+UseParallelGC -Xms410m -Xmx410m"),
                of("heap 25 %", "-XX:InitialRAMPercentage=25 -XX:MaxRAMPercentage=25"),
                of("heap 60 %", "-XX:InitialRAMPercentage=60 -XX:MaxRAMPercentage=60"),
                of("direct 64 MiB", "-XX:MaxDirectMemorySize=64m"),
                of("2 event loops", "EVENT_LOOPS=2"));
    }

    /**
     * Writes the options to start with.
     *
     * @param tree the image's root file system
     * @param further options of every arm
     */
    void write(Path file, Path tree, List<String> further) throws IOException {
        Files.write(file, merged(Files.readAllLines(tree.resolve("app/java.options")), further));
    }

    /** The later of two options wins, but two collectors are an error. */
    List<String> merged(List<String> shipped, List<String> further) {
        boolean collects = options.stream().anyMatch(FlagsArm::choosesCollector);
        List<String> merged = new ArrayList<>(further);
        for (String line : shipped) {
            if (line.startsWith("-cp ")) { // with the main class behind it
                merged.addAll(options);
            }
            if (!collects || !choosesCollector(line)) {
                merged.add(line);
            }
        }
        return merged;
    }

    private static boolean choosesCollector(String option) {
        return option.matches("-XX:\\+Use\\w+GC");
    }
}
