package dev.trunkline.gateway.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.codecs.audio.AudioFormat;
import dev.trunkline.codecs.resample.ResamplerProfile;
import dev.trunkline.gateway.LeakCheck;
import dev.trunkline.gateway.call.Calls.Decision;
import dev.trunkline.observability.metrics.CallCounter;
import dev.trunkline.observability.metrics.CallOutcome;
import dev.trunkline.observability.metrics.CallPhase;
import dev.trunkline.observability.metrics.LegKind;
import dev.trunkline.observability.record.CallRecord;
import dev.trunkline.observability.trace.CallTraces;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class CallsTest {
    private final List<CallRecord> records = new ArrayList<>();
    private final EmbeddedChannel webhook = new EmbeddedChannel();
    private final EmbeddedChannel stream = new EmbeddedChannel();
    private final TestMeters meters = new TestMeters();
    private final TestAgent agent = new TestAgent();
    private final FakeLeg leg = new FakeLeg(new FakeClock(), AudioFormat.PCMU);
    private final List<Promise<ModelSession>> opened = new ArrayList<>();
    private final Calls calls = calls(true);
    private Runnable onRecord = () -> {};
    private boolean overloaded;

    @BeforeEach
    void freeze() {
        webhook.freezeTime();
        stream.freezeTime();
    }

    @AfterEach
    void close() {
        calls.endAll();
        run();
        meters.close();
    }

    @Test
    void askedTwice_itSaysTheSame_andOpensOneSession() {
        ExpectedCall first = expect("CA1");
        assertThat(expect("CA1")).isSameAs(first);
        assertThat(opened).hasSize(1);
        assertThat(calls.count(CallPhase.EXPECTED)).isEqualTo(1);
        assertThat(calls.prewarmedSessions()).isEqualTo(1);
        ExpectedCall other = expect("CA2");
        assertThat(other.token()).isNotEqualTo(first.token()).hasSizeGreaterThanOrEqualTo(32);
        assertThat(first.toString()).doesNotContain(first.token());
    }

    @Test
    void aCallIsClaimedOnce_withItsOwnToken() {
        ExpectedCall one = expect("CA1");
        ExpectedCall two = expect("CA2");
        assertThat(calls.claim("CA1", "", LegKind.STREAM)).isNull();
        assertThat(calls.claim("CA1", two.token(), LegKind.STREAM)).isNull();
        assertThat(calls.claim("CA3", one.token(), LegKind.STREAM)).isNull();
        assertThat(calls.claim("CA1", one.token(), LegKind.STREAM)).isSameAs(one);
        assertThat(calls.claim("CA1", one.token(), LegKind.STREAM)).isNull();
        assertThat(calls.prewarmedSessions()).isEqualTo(1);
        calls.begin(one, leg, stream.eventLoop(), PooledByteBufAllocator.DEFAULT);
        assertThat(calls.claim("CA1", one.token(), LegKind.STREAM)).isNull();
    }

    @Test
    void aSecondStreamOfALiveCall_isRefused_evenIfTheWebhookCameAgain() {
        begin("CA1");
        ExpectedCall again = expect("CA1");
        assertThat(calls.claim("CA1", again.token(), LegKind.STREAM)).isNull();
        assertThat(calls.live()).hasSize(1);
    }

    @Test
    void whoNeverComes_isForgotten_itsSessionIsClosed_andThePlaceIsFree() {
        ExpectedCall expected = expect("CA1");
        FakeSession session = ready(0);
        pass(29);
        assertThat(session.closes).isZero();
        pass(2);
        assertThat(session.closes).isEqualTo(1);
        assertThat(calls.claim("CA1", expected.token(), LegKind.STREAM)).isNull();
        assertThat(calls.count(CallPhase.EXPECTED)).isZero();
        assertThat(calls.prewarmedSessions()).isZero();
        assertThat(meters.count(CallCounter.PREWARMS_UNUSED, "unused")).isEqualTo(1);
        for (int i = 0; i < 3; i++) {
            expect("CB" + i);
        }
    }

    @Test
    void aSessionThatIsReadyAfterItsCallWasAbandoned_isClosed() {
        expect("CA1");
        calls.abandon("CA1");
        calls.abandon("CA1");
        FakeSession session = ready(0);
        run();
        assertThat(session.closes).isEqualTo(1);
        assertThat(calls.prewarmedSessions()).isZero();
    }

    @Test
    void noMoreCallsThanAllowed_countingThoseThatAreExpected() {
        expect("CA1");
        begin("CA2");
        expect("CA3");
        assertThat(decide("CA4")).isInstanceOf(Decision.Full.class);
        assertThat(decide("CA4")).isInstanceOf(Decision.Full.class);
        assertThat(decide("CA1")).isInstanceOf(Decision.Expected.class);
        calls.mediaEnded("CA2", true);
        run();
        assertThat(decide("CA4")).isInstanceOf(Decision.Expected.class);
        assertThat(opened).hasSize(4);
    }

    @Test
    void thePrewarmedSession_movesToTheStreamsLoop_beforeItStarts() {
        ExpectedCall expected = expect("CA1");
        FakeSession session = ready(0);
        assertThat(calls.claim("CA1", expected.token(), LegKind.STREAM)).isNotNull();
        AudioCall call =
                calls.begin(expected, leg, stream.eventLoop(), PooledByteBufAllocator.DEFAULT);
        assertThat(call.phase()).isEqualTo(CallPhase.CONNECTING);
        run();
        assertThat(session.moves).containsExactly(stream.eventLoop());
        assertThat(session.listener).isNotNull();
        assertThat(calls.count(CallPhase.TALKING)).isEqualTo(1);
        assertThat(meters.count(CallCounter.PREWARMS_HIDDEN, "hidden")).isEqualTo(1);
    }

    @Test
    void aCallerWhomAPersonTakes_isSentOnOnce_andNobodyWhoIsGone() {
        begin("CA1");
        NextStep.OnCall next = new NextStep.OnCall("c-1");
        var sent = calls.sendOn("CA1", CallOutcome.TRANSFERRED, next);
        var again = calls.sendOn("CA1", CallOutcome.TRANSFERRED, new NextStep.HangUp());
        run();
        assertThat(sent.result()).isTrue();
        assertThat(again.result()).isFalse();
        assertThat(calls.nextStep("CA1")).isEqualTo(next);
        assertThat(calls.live()).isEmpty();
        assertThat(records)
                .extracting(CallRecord::outcome)
                .containsExactly(CallOutcome.TRANSFERRED);
        assertThat(calls.sendOn("CA2", CallOutcome.TRANSFERRED, next).result()).isFalse();
    }

    @Test
    void aSessionThatCannotBeHad_endsTheCallWithAnApology() {
        begin("CA1");
        opened.getFirst()
                .fail(
                        new ModelUnavailableException(
                                new ModelFailure(ModelFailure.Kind.REFUSED, "HTTP 401")));
        run();
        assertThat(calls.live()).isEmpty();
        assertThat(calls.nextStep("CA1")).isInstanceOf(NextStep.Apologise.class);
        assertThat(leg.closes).containsExactly(LegClose.DONE);
    }

    @Test
    void draining_takesNoNewCall_andIsDoneWhenTheLastHasEnded() {
        begin("CA1");
        FakeLeg second = new FakeLeg(new FakeClock(), AudioFormat.PCMU);
        ExpectedCall onItsWay = expect("CA2");
        Future<Void> drained = calls.drain();
        assertThat(calls.leaving()).isTrue();
        assertThat(decide("CA3")).isInstanceOf(Decision.Draining.class);
        assertThat(calls.claim("CA2", onItsWay.token(), LegKind.STREAM)).isSameAs(onItsWay);
        calls.begin(onItsWay, second, stream.eventLoop(), PooledByteBufAllocator.DEFAULT);
        assertThat(drained.isComplete()).isFalse();
        calls.endAll();
        run();
        assertThat(drained.succeeded()).isTrue();
        assertThat(leg.closes).containsExactly(LegClose.GOING_AWAY);
    }

    @Test
    void draining_doesNotWaitForACallThatNeverComes_longerThanItsTokenLasts() {
        expect("CA1");
        Future<Void> drained = calls.drain();
        assertThat(drained.isComplete()).isFalse();
        pass(30);
        run();
        assertThat(drained.succeeded()).isTrue();
    }

    @Test
    void leaving_isTold_andCallsThatComeAllTheSameAreTaken() {
        assertThat(calls.leaving()).isFalse();
        calls.leave();
        assertThat(calls.leaving()).isTrue();
        assertThat(decide("CA1")).isInstanceOf(Decision.Expected.class);
    }

    @Test
    void overloaded_takesNoNewCall_butAnswersForOneThatIsExpected() {
        ExpectedCall known = expect("CA1");
        overloaded = true;
        assertThat(decide("CA2")).isInstanceOf(Decision.Overloaded.class);
        assertThat(expect("CA1")).isSameAs(known);
        overloaded = false;
        assertThat(decide("CA2")).isInstanceOf(Decision.Expected.class);
    }

    @Test
    void draining_waitsForACallBetweenItsClaimAndItsBegin() {
        ExpectedCall expected = expect("CA1");
        assertThat(calls.claim("CA1", expected.token(), LegKind.STREAM)).isSameAs(expected);
        Future<Void> drained = calls.drain();
        assertThat(drained.isComplete()).isFalse();
        calls.begin(expected, leg, stream.eventLoop(), PooledByteBufAllocator.DEFAULT);
        calls.endAll();
        run();
        assertThat(drained.succeeded()).isTrue();
    }

    @Test
    void draining_isNotDoneBeforeTheLastRecordWasHandedOver() {
        onRecord = () -> assertThat(calls.drain().isComplete()).isFalse();
        begin("CA1");
        expect("CA2");
        calls.abandon("CA2");
        calls.endAll();
        run();
        assertThat(records).hasSize(2);
        assertThat(calls.drain().succeeded()).isTrue();
    }

    @Test
    void drainingWithoutCalls_isDoneAtOnce() {
        assertThat(calls.drain().succeeded()).isTrue();
    }

    @Test
    void withoutPrewarming_theSessionIsOpenedByTheStream() {
        Calls cold = calls(false);
        Decision decision =
                cold.expect(
                        "CA1",
                        _ -> Settings.of(agent, meters, ResamplerProfile.HIGH),
                        webhook.eventLoop());
        assertThat(opened).isEmpty();
        ExpectedCall expected = ((Decision.Expected) decision).call();
        cold.begin(expected, leg, stream.eventLoop(), PooledByteBufAllocator.DEFAULT);
        assertThat(opened).hasSize(1);
        cold.endAll();
        run();
    }

    private Calls calls(boolean prewarm) {
        return new Calls(
                new CallLimits(3, Duration.ofSeconds(30)),
                () -> overloaded,
                (_, _, _, _) -> {
                    Promise<ModelSession> opening = Promise.promise();
                    opened.add(opening);
                    return opening.future();
                },
                prewarm,
                new CallLog(CallTraces.NONE),
                record -> {
                    records.add(record);
                    onRecord.run();
                });
    }

    private Decision decide(String callSid) {
        return calls.expect(
                callSid,
                _ -> Settings.of(agent, meters, ResamplerProfile.HIGH),
                webhook.eventLoop());
    }

    private ExpectedCall expect(String callSid) {
        return ((Decision.Expected) decide(callSid)).call();
    }

    private void begin(String callSid) {
        ExpectedCall expected = expect(callSid);
        assertThat(calls.claim(callSid, expected.token(), LegKind.STREAM)).isSameAs(expected);
        calls.begin(expected, leg, stream.eventLoop(), PooledByteBufAllocator.DEFAULT);
    }

    private FakeSession ready(int index) {
        FakeSession session = new FakeSession(webhook.eventLoop());
        opened.get(index).complete(session);
        return session;
    }

    private void pass(long seconds) {
        webhook.advanceTimeBy(seconds, TimeUnit.SECONDS);
        run();
    }

    private void run() {
        webhook.runPendingTasks();
        stream.runPendingTasks();
        webhook.runPendingTasks();
        stream.runPendingTasks();
    }
}
