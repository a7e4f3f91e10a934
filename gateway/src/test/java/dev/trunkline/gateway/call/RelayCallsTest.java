package dev.trunkline.gateway.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.codecs.resample.ResamplerProfile;
import dev.trunkline.gateway.agent.Greeting;
import dev.trunkline.gateway.agent.TwilioLeg;
import dev.trunkline.gateway.call.Calls.Decision;
import dev.trunkline.observability.metrics.CallCounter;
import dev.trunkline.observability.metrics.CallOutcome;
import dev.trunkline.observability.metrics.CallPhase;
import dev.trunkline.observability.metrics.LegKind;
import dev.trunkline.observability.record.CallRecord;
import dev.trunkline.observability.trace.CallTraces;
import io.netty.channel.embedded.EmbeddedChannel;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Calls in words among the others: who may claim them, and how they survive their leg. */
class RelayCallsTest {
    private final List<CallRecord> records = new ArrayList<>();
    private final List<Modality> opened = new ArrayList<>();
    private final EmbeddedChannel webhook = new EmbeddedChannel();
    private final EmbeddedChannel relay = new EmbeddedChannel();
    private final EmbeddedChannel elsewhere = new EmbeddedChannel();
    private final TestMeters meters = new TestMeters();
    private final TestAgent agent = new TestAgent();
    private final FakeTextLeg leg = new FakeTextLeg();
    private final FakeSession session = new FakeSession(webhook.eventLoop());
    private final Calls calls =
            new Calls(
                    new CallLimits(3, Duration.ofSeconds(30)),
                    () -> false,
                    (_, modality, _, _) -> {
                        opened.add(modality);
                        return Future.succeededFuture(session);
                    },
                    true,
                    new CallLog(CallTraces.NONE),
                    records::add);

    @BeforeEach
    void freeze() {
        webhook.freezeTime();
        relay.freezeTime();
        elsewhere.freezeTime();
        agent.leg = TwilioLeg.RELAY;
        agent.greeting = new Greeting(Greeting.Speaker.AGENT, null, "Hello.");
    }

    @AfterEach
    void close() {
        calls.endAll();
        run();
        assertThat(calls.live()).isEmpty();
        meters.close();
    }

    @Test
    void sessionOfACallInWords_speaksWords() {
        expect();
        assertThat(opened).containsExactly(Modality.TEXT);
    }

    @Test
    void legOfAnotherKind_mayNotClaimIt() {
        ExpectedCall expected = expect();
        assertThat(calls.claim("CA1", expected.token(), LegKind.STREAM)).isNull();
        assertThat(calls.claim("CA1", expected.token(), LegKind.RELAY)).isSameAs(expected);
        calls.abandon("CA1");
        calls.begin(expected, leg, relay.eventLoop());
    }

    @Test
    void brokenSession_isReplacedOnce_byWhoeverBringsTheNewToken() {
        begin();
        Calls.Reopened reopened = reopen(true).orElseThrow();
        assertThat(reopened.toString()).doesNotContain(reopened.token());
        assertThat(reopen(true).orElseThrow().token()).isEqualTo(reopened.token()); // asked twice
        assertThat(meters.count(CallCounter.RELAY_BREAKS_REOPENED, "reopened")).isEqualTo(1);

        FakeTextLeg other = new FakeTextLeg();
        assertThat(calls.resume("CA1", "wrong", other, relay.eventLoop())).isNull();
        assertThat(calls.resume("CA2", reopened.token(), other, relay.eventLoop())).isNull();
        TextLegListener call = calls.resume("CA1", reopened.token(), other, relay.eventLoop());
        assertThat(call).isNotNull();
        assertThat(calls.resume("CA1", reopened.token(), other, relay.eventLoop())).isNull();
        run();
        assertThat(calls.count(CallPhase.TALKING)).isEqualTo(1);
        var _ =
                calls.end(
                        "CA1",
                        CallCounter.RELAY_ERROR_64104,
                        CallOutcome.MAX_DURATION,
                        new NextStep.HangUp());
        run();
        assertThat(other.ends).containsExactly("end max_duration");
        assertThat(leg.ends).containsExactly("close DONE");
    }

    @Test
    void sameBreakToldAgain_whenAnotherSessionIsThere_breaksNothing() {
        begin();
        String token = reopen("VX1", true).orElseThrow().token();
        FakeTextLeg other = new FakeTextLeg();
        assertThat(calls.resume("CA1", token, other, relay.eventLoop())).isNotNull();
        run();
        assertThat(reopen("VX1", true).orElseThrow().token()).isEqualTo(token);
        session.call().onResponseStarted("r1");
        session.call().onText("r1", "A", "Yes.", 0);
        run();
        assertThat(other.sent).containsExactly("text Yes.");
        assertThat(reopen("VX2", true).orElseThrow().token()).isNotEqualTo(token);
    }

    @Test
    void sessionOnAnotherLoop_isJoinedByABridge() {
        begin();
        String token = reopen(true).orElseThrow().token();
        FakeTextLeg other = new FakeTextLeg();
        TextLegListener bridge = calls.resume("CA1", token, other, elsewhere.eventLoop());
        run();
        assertThat(bridge).isNotNull();
        if (bridge != null) {
            bridge.onPrompt("Are you there?", "en", true, 0);
            bridge.onSpoken("x", 0);
            bridge.onDtmf('1');
            bridge.onInterrupt("", -1, 0);
            bridge.onAgentSpeaking(false, 0);
        }
        run();
        assertThat(session.sent).contains("user Are you there?");
        session.call().onResponseStarted("r1");
        session.call().onText("r1", "A", "Yes.", 0);
        run();
        assertThat(other.sent).containsExactly("text Yes.");
        calls.endAll();
        run();
        assertThat(other.ends).containsExactly("end drained");
        if (bridge != null) {
            bridge.onLegClosed(true);
        }
        run();
        assertThat(records).hasSize(1);
    }

    @Test
    void failureThatIsNotWorthAnotherTry_endsTheCall_andWhatFollowsIsKnown() {
        begin();
        assertThat(reopen(false)).isEmpty();
        assertThat(records)
                .singleElement()
                .extracting(CallRecord::outcome)
                .isEqualTo(CallOutcome.LEG_FAILED);
        assertThat(calls.nextStep("CA1")).isEqualTo(new NextStep.Apologise());
        assertThat(meters.count(CallCounter.RELAY_ERROR_64106, "64106")).isEqualTo(1);
    }

    @Test
    void callThatNobodyKnows_isNotReopened_andOneThatNeverBeganCountsItsError() {
        assertThat(reopen(true)).isEmpty();
        expect();
        assertThat(reopen(true)).isEmpty();
        assertThat(meters.count(CallCounter.RELAY_ERROR_64106, "64106")).isEqualTo(1);
        calls.abandon("CA1", CallOutcome.REJECTED_RELAY_FULL);
        run();
        assertThat(records)
                .singleElement()
                .extracting(CallRecord::outcome)
                .isEqualTo(CallOutcome.REJECTED_RELAY_FULL);
    }

    @Test
    void callWhoseLegStaysAway_ends_andItsTokenWithIt() {
        begin();
        String token = reopen(true).orElseThrow().token();
        relay.advanceTimeBy(31, TimeUnit.SECONDS);
        run();
        assertThat(records)
                .singleElement()
                .extracting(CallRecord::outcome)
                .isEqualTo(CallOutcome.LEG_FAILED);
        assertThat(calls.resume("CA1", token, leg, relay.eventLoop())).isNull();
    }

    private ExpectedCall expect() {
        return ((Decision.Expected)
                        calls.expect(
                                "CA1",
                                _ -> Settings.of(agent, meters, ResamplerProfile.LOW_LATENCY),
                                webhook.eventLoop()))
                .call();
    }

    private void begin() {
        ExpectedCall expected = expect();
        assertThat(calls.claim("CA1", expected.token(), LegKind.RELAY)).isSameAs(expected);
        calls.begin(expected, leg, relay.eventLoop());
        run();
    }

    private Optional<Calls.Reopened> reopen(boolean worthAnotherTry) {
        return reopen("", worthAnotherTry);
    }

    private Optional<Calls.Reopened> reopen(String sessionId, boolean worthAnotherTry) {
        Future<Optional<Calls.Reopened>> reopened =
                calls.reopen("CA1", sessionId, CallCounter.RELAY_ERROR_64106, worthAnotherTry);
        run();
        return reopened.result();
    }

    private void run() {
        for (int i = 0; i < 3; i++) {
            webhook.runPendingTasks();
            relay.runPendingTasks();
            elsewhere.runPendingTasks();
        }
    }
}
