package dev.trunkline.observability.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CallRecordTest {
    @Test
    void asText_itNamesTheCall_andTellsNothingThatWasSaid() {
        List<CallRecord> spoken =
                new SampleCalls(7)
                        .next(40).stream().filter(call -> !call.transcript().isEmpty()).toList();
        assertThat(spoken)
                .isNotEmpty()
                .allSatisfy(call ->
                        assertThat(call.toString())
                                .contains(call.callId(), call.outcome().label())
                                .doesNotContain("caller:", "agent:", "n-abc", "n_def"));
    }
}
