package dev.trunkline.loadtest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class TrunklineTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final CommandLine commandLine =
            Trunkline.commandLine()
                    .setOut(new PrintWriter(out, true))
                    .setErr(new PrintWriter(err, true));

    @Test
    void wrongUsage_isSaidInTwoLines_withExitCode2() {
        assertThat(commandLine.execute("demo", "--calls", "many")).isEqualTo(2);
        assertThat(err.toString())
                .contains("--calls", "many", "See ./trunkline demo --help.")
                .hasLineCount(2);
    }

    @Test
    void anUnreasonableNumberOfCalls_isRefusedWithItsRange() {
        assertThat(commandLine.execute("demo", "--calls", "201")).isEqualTo(2);
        assertThat(err.toString()).contains("--calls=201: expected 1 to 200.");
    }

    @Test
    void help_namesTheCommands() {
        assertThat(commandLine.execute("--help")).isZero();
        assertThat(out.toString()).contains("demo", "serve", "load", "compare", "chaos");
    }
}
