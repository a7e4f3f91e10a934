package dev.trunkline.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** In a process of its own for each collector; the nice values are the kernel's. */
@EnabledOnOs(OS.LINUX)
class CollectorThreadsTest {
    /** Field 19 of proc(5)'s stat; the first after the name is the third. */
    private static final int NICE = 19 - 3;

    /** Does what the gateway does at its start, says so, and stays until its input ends. */
    static final class Started {
        public static void main(String[] nice) throws IOException {
            CollectorThreads.setNice(Integer.parseInt(nice[0]));
            System.out.println("done");
            var _ = System.in.read();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "-XX:+UseZGC, 10, ZWorkerYoung#0, 10",
        "-XX:+UseZGC, 10, ZWorkerOld#0, 10",
        "-XX:+UseZGC, 10, ZDriverMinor, 10",
        "-XX:+UseZGC, 0, ZWorkerYoung#0,",
        "-XX:+UseG1GC, 19, G1 Conc#0, 19",
        // What stops the loops is to be over soon, what makes them fast is to be soon done.
        "-XX:+UseG1GC, 19, GC Thread#0,",
        "-XX:+UseZGC, 10, VM Thread,",
        "-XX:+UseZGC, 10, C2 CompilerThre,",
    })
    void collectorsYieldAndNobodyElse(
            String collector, int nice, String thread, @Nullable Integer expected)
            throws IOException {
        Process process =
                new ProcessBuilder(
                                ProcessHandle.current().info().command().orElseThrow(),
                                collector,
                                "-Xmx64m",
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Started.class.getName(),
                                Integer.toString(nice))
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        try {
            assertThat(process.inputReader().readLine()).isEqualTo("done");
            int inherited = nice(Path.of("/proc/self"));
            assertThat(niceOfThreads(process.pid()))
                    .containsEntry(thread, expected == null ? inherited : expected);
        } finally {
            process.destroyForcibly().onExit().join();
        }
    }

    private static Map<String, Integer> niceOfThreads(long pid) throws IOException {
        Map<String, Integer> found = new TreeMap<>();
        try (Stream<Path> threads = Files.list(Path.of("/proc/" + pid + "/task"))) {
            for (Path thread : threads.toList()) {
                found.put(Files.readString(thread.resolve("comm")).strip(), nice(thread));
            }
        }
        return found;
    }

    private static int nice(Path process) throws IOException {
        String stat = Files.readString(process.resolve("stat"));
        return Integer.parseInt(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[NICE]);
    }
}
