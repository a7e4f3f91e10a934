package dev.trunkline.gateway;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the threads that collect garbage beside the event loops yield to them. Where both share a
 * core, which is what a pod with one core has, the scheduler gives each half of it: a loop that
 * needs more is late until the collection is over, with every call on it.
 *
 * <p>Compilers are left as they are: behind a busy loop they would be slow to make it a fast one.
 */
final class CollectorThreads {
    /**
     * What HotSpot calls the threads of ZGC and of G1 that work while the loops do; those that stop
     * the loops have the cores to themselves. What is started later, these start, and a thread has
     * its parent's nice value.
     */
    private static final List<String> NAMES = List.of("ZWorker", "ZDriver", "G1 Conc", "G1 Main");

    private static final Path THREADS = Path.of("/proc/self/task");

    /** What setpriority(2) is told of; on Linux the id may be a thread's, the value is its own. */
    private static final int PRIO_PROCESS = 0;

    private static final Logger LOG = LoggerFactory.getLogger(CollectorThreads.class);

    private CollectorThreads() {}

    /**
     * Gives them a nice value; what cannot be done is a line in the log. Does nothing where the
     * system has no {@code /proc}. Blocks, shortly.
     *
     * @param nice 0 to 19; 0 changes nothing
     */
    static void setNice(int nice) {
        if (nice == 0 || !Files.isDirectory(THREADS)) {
            return;
        }
        List<String> refused = new ArrayList<>();
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(THREADS)) {
            MethodHandle setPriority = setPriority();
            for (Path thread : threads) {
                String name = name(thread);
                int id = Integer.parseInt(thread.getFileName().toString());
                if (NAMES.stream().anyMatch(name::startsWith)
                        && (int) setPriority.invokeExact(PRIO_PROCESS, id, nice) != 0) {
                    refused.add(name);
                }
            }
        } catch (Throwable cause) { // a system without this: calls are taken all the same
            refused.add(cause.toString());
        }
        if (!refused.isEmpty()) {
            LOG.atWarn()
                    .setMessage("gateway.collector_not_niced")
                    .addKeyValue("nice", nice)
                    .addKeyValue("refused", refused)
                    .log();
        }
    }

    /** Empty if it has ended meanwhile. */
    private static String name(Path thread) {
        try {
            return Files.readString(thread.resolve("comm")).strip();
        } catch (IOException ended) {
            return "";
        }
    }

    @SuppressWarnings("restricted") // a call into libc is the purpose
    private static MethodHandle setPriority() {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().findOrThrow("setpriority"),
                FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
    }
}
