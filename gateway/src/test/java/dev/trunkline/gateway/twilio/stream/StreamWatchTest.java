package dev.trunkline.gateway.twilio.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.gateway.twilio.stream.StreamWatch.Verdict;
import org.junit.jupiter.api.Test;

class StreamWatchTest {
    private final StreamWatch watch = new StreamWatch();

    @Test
    void whoeverIsHeard_isNotAsked() {
        for (int interval = 0; interval < 3; interval++) {
            watch.heard();
            assertThat(watch.verdict()).isEqualTo(Verdict.GOES_ON);
        }
    }

    @Test
    void whoeverSaysNothing_isAskedOnce_andThenIsGone() {
        watch.heard();
        assertThat(watch.verdict()).isEqualTo(Verdict.GOES_ON);
        assertThat(watch.verdict()).isEqualTo(Verdict.ASK);
        assertThat(watch.verdict()).isEqualTo(Verdict.GONE);
    }

    @Test
    void whoeverAnswers_goesOn_andIsAskedAnew() {
        for (int round = 0; round < 3; round++) {
            assertThat(watch.verdict()).isEqualTo(Verdict.ASK);
            watch.heard();
            assertThat(watch.verdict()).isEqualTo(Verdict.GOES_ON);
        }
    }
}
