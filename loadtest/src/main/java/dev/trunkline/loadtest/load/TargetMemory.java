package dev.trunkline.loadtest.load;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a Java process keeps, by the JDK's {@code jcmd}: the heap's live objects after a full
 * collection, and what it takes beside the heap. It must run with {@code
 * -XX:NativeMemoryTracking=summary}.
 *
 * @param heapBytes of live objects
 * @param bufferBytes of direct buffers: "Other" in the JVM's own account
 * @param classBytes of classes and their metadata
 * @param threadBytes of threads, their stacks as far as they are committed
 * @param residentBytes the process's resident set, garbage and compiled code included
 * @param bytesByClass of live objects
 */
record TargetMemory(
        long heapBytes,
        long bufferBytes,
        long classBytes,
        long threadBytes,
        long residentBytes,
        Map<String, Long> bytesByClass) {
    private static final int BYTES_PER_KIB = 1_024;

    /** What a collector writes over garbage that is not worth moving for. */
    private static final String FILLER = "[Ljdk.internal.vm.FillerElement;";

    /** One row: rank, instances, bytes, class. */
    private static final Pattern CLASS = Pattern.compile("\\s*\\d+:\\s+\\d+\\s+(\\d+)\\s+(\\S+).*");

    private static final Pattern COMMITTED =
            Pattern.compile("-?\\s*([A-Z][A-Za-z ]*) \\(reserved=\\d+KB, committed=(\\d+)KB.*");

    /** Looks at the process {@code pid}, which stands still for a moment. */
    static TargetMemory of(long pid) throws IOException, InterruptedException {
        return read(
                jcmd(pid, "GC.class_histogram"),
                jcmd(pid, "VM.native_memory", "summary"),
                ProcessUsage.of(pid).residentMiB());
    }

    /** What jcmd printed. */
    static TargetMemory read(String histogram, String nativeMemory, long residentMiB) {
        Map<String, Long> classes = new HashMap<>();
        for (String line : histogram.split("\n", -1)) {
            Matcher row = CLASS.matcher(line);
            if (row.matches() && !row.group(2).equals(FILLER)) {
                classes.merge(row.group(2), Long.parseLong(row.group(1)), Long::sum);
            }
        }
        Map<String, Long> committed = new HashMap<>();
        for (String line : nativeMemory.split("\n", -1)) {
            Matcher part = COMMITTED.matcher(line);
            if (part.matches()) {
                committed.put(part.group(1), Long.parseLong(part.group(2)) * BYTES_PER_KIB);
            }
        }
        Long threadBytes = committed.get("Thread");
        if (classes.isEmpty() || threadBytes == null) {
            throw new LoadException(
                    "jcmd does not tell what the gateway keeps: expected a class histogram and"
                            + " native memory tracking");
        }
        return new TargetMemory(
                classes.values().stream().mapToLong(bytes -> bytes).sum(),
                committed.getOrDefault("Other", 0L),
                committed.getOrDefault("Class", 0L) + committed.getOrDefault("Metaspace", 0L),
                threadBytes,
                residentMiB * BYTES_PER_KIB * BYTES_PER_KIB,
                Map.copyOf(classes));
    }

    /** All that is kept; garbage and compiled code are not. */
    long keptBytes() {
        return heapBytes + bufferBytes + classBytes + threadBytes;
    }

    private static String jcmd(long pid, String... command)
            throws IOException, InterruptedException {
        List<String> words = new ArrayList<>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString());
        words.add(Long.toString(pid));
        words.addAll(List.of(command));
        Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new LoadException("jcmd failed: " + output.strip());
        }
        return output;
    }
}
