package dev.trunkline.loadtest;

import dev.trunkline.loadtest.chaos.ChaosCommand;
import dev.trunkline.loadtest.demo.DemoCommand;
import dev.trunkline.loadtest.load.CapacityCommand;
import dev.trunkline.loadtest.load.FlagsCommand;
import dev.trunkline.loadtest.load.LoadCommand;
import dev.trunkline.loadtest.load.MemoryCommand;
import dev.trunkline.loadtest.start.FirstCallCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * The command line. Exit codes: 0 all well, 1 it failed, 2 wrong usage, 78 (from {@code serve}) a
 * configuration that cannot be used. A failure is one line on standard error, without a stack
 * trace.
 */
@Command(
        name = "trunkline",
        description = "A media gateway between phone calls and realtime voice models.",
        mixinStandardHelpOptions = true,
        version = "trunkline 0.1.0",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            DemoCommand.class,
            ServeCommand.class,
            LoadCommand.class,
            CapacityCommand.class,
            MemoryCommand.class,
            FlagsCommand.class,
            CompareCommand.class,
            ChaosCommand.class,
            FirstCallCommand.class,
        })
public final class Trunkline {
    private Trunkline() {}

    public static void main(String[] arguments) {
        int exitCode = commandLine().execute(arguments);
        // A gateway that serves goes on: its event loops keep the process alive.
        if (exitCode != ServeCommand.SERVING) {
            System.exit(exitCode);
        }
    }

    static CommandLine commandLine() {
        return new CommandLine(new Trunkline())
                .setParameterExceptionHandler((wrong, _) -> {
                    CommandLine command = wrong.getCommandLine();
                    String name = command.getCommandSpec().qualifiedName();
                    command.getErr().println(wrong.getMessage());
                    command.getErr().println("See ./" + name + " --help.");
                    return CommandLine.ExitCode.USAGE;
                })
                .setExecutionExceptionHandler((failed, command, _) -> {
                    String why = failed.getMessage();
                    String what = why == null ? failed.getClass().getSimpleName() : why;
                    command.getErr().println(what);
                    return CommandLine.ExitCode.SOFTWARE;
                });
    }
}
