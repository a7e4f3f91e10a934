package dev.trunkline.loadtest;

import dev.trunkline.gateway.Gateway;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Runs the gateway as a process of its own would: logs on standard output, until SIGTERM. */
@Command(
        name = "serve",
        description = "Runs the gateway; configured by TRUNKLINE_CONFIG and the environment.",
        mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {
    /** The gateway runs: the process must not end yet. */
    static final int SERVING = -1;

    @Override
    public Integer call() {
        Gateway.main(new String[0]);
        return SERVING;
    }
}
