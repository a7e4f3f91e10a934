package dev.trunkline.loadtest.network;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A network of its own on this machine, joined to the machine's by one cable (a veth pair) that can
 * be pulled: then no acknowledgement comes any more, as from a machine that has gone. Linux, root
 * and {@code ip} of iproute2. Any thread.
 *
 * <p>Its two addresses are of the block for tests of network devices (RFC 2544 section C.2.2),
 * which no machine has otherwise.
 */
public final class NetworkNamespace implements AutoCloseable {
    private static final AtomicInteger MADE = new AtomicInteger();
    private static final int LINKS = 64; // four addresses each

    /** open(2), setns(2). */
    private static final int READ_ONLY = 0;

    private static final int ANY_KIND = 0;

    private final String name;
    private final String link;
    private final String outside;
    private final String inside;

    /** Makes it, with the cable in. */
    public NetworkNamespace() throws IOException {
        int number = MADE.getAndIncrement();
        long process = ProcessHandle.current().pid();
        name = "trunkline-%d-%d".formatted(process, number);
        link = "tl%dn%d".formatted(process % 1_000_000, number); // at most 15 characters
        int first = 4 * (int) ((process + number) % LINKS);
        outside = "198.18.0." + (first + 1);
        inside = "198.18.0." + (first + 2);
        ip("netns add " + name);
        try {
            ip("link add " + link + " type veth peer name inside netns " + name);
            ip("address add " + outside + "/30 dev " + link);
            ip("link set " + link + " up");
            ip("-n " + name + " address add " + inside + "/30 dev inside");
            ip("-n " + name + " link set inside up");
            ip("-n " + name + " link set lo up");
        } catch (IOException halfMade) {
            try {
                close();
            } catch (IOException left) {
                halfMade.addSuppressed(left);
            }
            throw halfMade;
        }
    }

    /** Whether this process may make one. */
    public static boolean canBeMade() {
        return "root".equals(System.getProperty("user.name"));
    }

    /** The machine's address on the cable: how what runs inside reaches what runs outside. */
    public String outside() {
        return outside;
    }

    /** The address inside. */
    public String inside() {
        return inside;
    }

    /** Threads whose sockets are inside. */
    ThreadFactory threads() {
        return task ->
                Thread.ofPlatform()
                        .daemon()
                        .name(name)
                        .unstarted(() -> {
                            enter();
                            task.run();
                        });
    }

    /** Pulls the cable; nothing passes until it is plugged in. */
    public void pull() throws IOException {
        ip("-n " + name + " link set inside down");
    }

    /** Plugs the cable in; does nothing if it is. */
    public void plugIn() throws IOException {
        ip("-n " + name + " link set inside up");
    }

    @Override
    public void close() throws IOException {
        ip("netns delete " + name); // and the cable with it
    }

    /** Moves the thread that calls it. */
    @SuppressWarnings("restricted") // java --enable-native-access allows it; see trunkline
    private void enter() {
        Linker linker = Linker.nativeLinker();
        try (Arena arena = Arena.ofConfined()) {
            MethodHandle open =
                    linker.downcallHandle(
                            linker.defaultLookup().findOrThrow("open"),
                            FunctionDescriptor.of(
                                    ValueLayout.JAVA_INT,
                                    ValueLayout.ADDRESS,
                                    ValueLayout.JAVA_INT),
                            Linker.Option.firstVariadicArg(2));
            MethodHandle setns =
                    linker.downcallHandle(
                            linker.defaultLookup().findOrThrow("setns"),
                            FunctionDescriptor.of(
                                    ValueLayout.JAVA_INT,
                                    ValueLayout.JAVA_INT,
                                    ValueLayout.JAVA_INT));
            MethodHandle close =
                    linker.downcallHandle(
                            linker.defaultLookup().findOrThrow("close"),
                            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
            int file = (int) open.invokeExact(arena.allocateFrom("/run/netns/" + name), READ_ONLY);
            int moved = (int) setns.invokeExact(file, ANY_KIND);
            int _ = (int) close.invokeExact(file);
            if (moved != 0) {
                throw new IllegalStateException("setns(2) refused " + name + ": is this root?");
            }
        } catch (RuntimeException | Error refused) {
            throw refused;
        } catch (Throwable never) {
            throw new IllegalStateException(never); // these functions throw nothing
        }
    }

    private static void ip(String arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("ip"));
        command.addAll(List.of(arguments.split(" ")));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.onExit().join().exitValue() != 0) {
            throw new IOException("ip " + arguments + ": " + said.strip());
        }
    }
}
