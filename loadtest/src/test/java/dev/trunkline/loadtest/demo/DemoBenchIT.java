package dev.trunkline.loadtest.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.loadtest.demo.Conversation.Ending;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The demo's six calls with sockets and in real time: half a minute. */
class DemoBenchIT {
    @Test
    void sixCalls_goAsTheirScriptsSay_andLoseNothing() throws Exception {
        try (DemoBench bench = new DemoBench()) {
            List<DemoCall> calls =
                    IntStream.rangeClosed(1, 6).mapToObj(number -> place(bench, number)).toList();
            List<CallResult> results = calls.stream().map(DemoBenchIT::result).toList();

            assertThat(results).allSatisfy(result -> assertThat(result.faults).isEmpty());
            assertThat(results)
                    .extracting(result -> result.ending)
                    .containsExactly(
                            Ending.CALLER_HUNG_UP,
                            Ending.CALLER_HUNG_UP,
                            Ending.CALLER_HUNG_UP,
                            Ending.CALLER_HUNG_UP,
                            Ending.AGENT_HUNG_UP,
                            Ending.TRANSFERRED);
            Metrics metrics = bench.metrics();
            assertThat(new DemoReport(results, metrics).droppedSeconds()).isZero();
            assertThat(metrics.count("trunkline_turn_model_seconds", "byoc")).isPositive();
            assertThat(metrics.count("trunkline_turn_model_seconds", "native")).isPositive();
        }
    }

    private static DemoCall place(DemoBench bench, int number) {
        try {
            return DemoCall.place(bench, number);
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    private static CallResult result(DemoCall call) {
        try {
            return call.result();
        } catch (Exception failed) {
            throw new AssertionError("call " + call.number(), failed);
        }
    }
}
