package dev.trunkline.gateway.realtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.gateway.call.FakeClock;
import dev.trunkline.gateway.call.ResponseRequest;
import dev.trunkline.gateway.call.TestAgent;
import dev.trunkline.gateway.call.TestMeters;
import dev.trunkline.gateway.config.StallConfig;
import dev.trunkline.observability.metrics.CallCounter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A model that stops: noticed where something is due of it, and only there. */
class StallWatchTest {
    private final FakeClock clock = new FakeClock();
    private final TestMeters meters = new TestMeters();
    private final ResponseQueue responses = new ResponseQueue((_, _) -> {});
    private final List<String> stalls = new ArrayList<>();
    private final StallWatch watch =
            new StallWatch(
                    new StallConfig(Duration.ofSeconds(15), Duration.ofSeconds(4)),
                    new TestAgent().profile(),
                    responses,
                    meters.meters(),
                    stalls::add);

    @BeforeEach
    void begin() {
        watch.start(clock);
    }

    @AfterEach
    void end() {
        watch.stop();
        assertThat(clock.pendingTimers()).isZero();
        meters.close();
    }

    @Test
    void aSessionInWhichNothingIsDue_maySayNothing() {
        clock.advanceMs(600_000);
        assertThat(stalls).isEmpty();
    }

    @Test
    void anAnswerThatStops_isNoticed() {
        clock.advanceMs(60_000);
        created("resp_1");
        watch.onDelta();
        clock.advanceMs(3_900);
        assertThat(stalls).isEmpty();
        clock.advanceMs(2_100); // up to one look late at either end
        assertThat(stalls).containsExactly("stopped in an answer");
        assertThat(meters.count(CallCounter.MODEL_STALLS_IN_ANSWER, "in_answer")).isEqualTo(1);
    }

    @Test
    void anAnswerThatGoesOn_howeverSlowly_isNone() {
        created("resp_1");
        for (int delta = 0; delta < 20; delta++) {
            watch.onDelta();
            clock.advanceMs(3_000);
        }
        assertThat(stalls).isEmpty();
    }

    @Test
    void anAnswerThatDoesNotBegin_isNoticed() {
        responses.request(ResponseRequest.answer());
        clock.advanceMs(14_900);
        assertThat(stalls).isEmpty();
        clock.advanceMs(2_000);
        assertThat(stalls).containsExactly("began no answer in time");
        assertThat(meters.count(CallCounter.MODEL_STALLS_BEFORE_ANSWER, "before_answer"))
                .isEqualTo(1);
    }

    @Test
    void aTurnThatTheModelDoesNotAnswer_isNoticed_unlessTheCallerSpeaksOn() {
        watch.onCommitted();
        clock.advanceMs(10_000);
        watch.onAnswerSettled();
        clock.advanceMs(60_000);
        assertThat(stalls).isEmpty();
        watch.onCommitted();
        clock.advanceMs(17_000);
        assertThat(stalls).hasSize(1);
    }

    @Test
    void anAnswerThatWasGiven_isNotWaitedForAnyMore() {
        created("resp_1");
        watch.onDelta();
        watch.onResponseBoundary();
        responses.onDone("resp_1");
        clock.advanceMs(60_000);
        assertThat(stalls).isEmpty();
    }

    @Test
    void aToolOfAnMcpServer_isWaitedFor() {
        created("resp_1");
        watch.onDelta();
        watch.onMcpCall(true);
        clock.advanceMs(60_000);
        assertThat(stalls).isEmpty();
        watch.onMcpCall(false);
        clock.advanceMs(6_000);
        assertThat(stalls).hasSize(1);
    }

    @Test
    void theLimit_isWhatTheSessionSays_elseWhatIsConfigured() {
        InstantSource now = InstantSource.fixed(Instant.ofEpochSecond(1_000));
        SessionLimit limit = new SessionLimit(5, Duration.ofMinutes(60), now);
        assertThat(limit.nanos()).isEqualTo(5 + 3_600_000_000_000L);
        limit.announced(0, 7);
        limit.announced(900, 7); // their clock is behind ours
        limit.announced(1_000 + 100_000, 7); // or far ahead
        assertThat(limit.nanos()).isEqualTo(5 + 3_600_000_000_000L);
        limit.announced(1_030, 7);
        assertThat(limit.nanos()).isEqualTo(7 + 30_000_000_000L);
    }

    private void created(String responseId) {
        watch.onResponseBoundary();
        responses.onCreated(responseId);
    }
}
