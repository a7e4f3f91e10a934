package dev.trunkline.loadtest.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A gateway of its own process is started, called once, and gone. */
class FirstCallIT {
    /** Without the tests' own logging: it is known to be ready by what it logs. */
    private static final String CLASS_PATH =
            Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                    .filter(entry -> !entry.endsWith("test-classes"))
                    .collect(Collectors.joining(File.pathSeparator));

    private static final List<String> GATEWAY =
            List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "--enable-native-access=ALL-UNNAMED",
                    "--sun-misc-unsafe-memory-access=allow",
                    "-cp",
                    CLASS_PATH,
                    "dev.trunkline.gateway.Gateway");

    @Test
    void theFirstCall_isHeardAtBothEnds_andTimed() throws Exception {
        FirstCall call;
        try (FirstCalls calls = new FirstCalls(2)) {
            call = calls.measure(GATEWAY, Map.of("TRUNKLINE_WARM_UP", "0s"));
        }
        assertThat(call.ready()).isPositive();
        assertThat(call.setUp()).isPositive();
        assertThat(call.firstAudio()).isPositive();
        assertThat(call.upP50()).isPositive().isLessThanOrEqualTo(call.upMost());
        assertThat(call.downP50()).isPositive().isLessThanOrEqualTo(call.downMost());
        assertThat(call.lost()).isZero();
        assertThat(ProcessHandle.current().children())
                .as("no gateway is left")
                .noneMatch(ProcessHandle::isAlive);
    }

    @Test
    void aGatewayThatDoesNotStart_isSaid_withWhatItSaid() throws Exception {
        try (FirstCalls calls = new FirstCalls(1)) {
            assertThatThrownBy(() -> calls.measure(List.of("echo", "no such thing"), Map.of()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("did not become ready")
                    .hasMessageContaining("no such thing");
        }
    }
}
