package dev.trunkline.loadtest.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.loadtest.demo.Conversation.Ending;
import dev.trunkline.loadtest.demo.DemoPlan.PlannedCall;
import dev.trunkline.loadtest.phone.CarrierFailure;
import dev.trunkline.loadtest.phone.CarrierFailure.Stage;
import dev.trunkline.loadtest.phone.CarrierSide;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The demo with few calls: sockets, real time, a good minute. */
class DemoBenchIT {
    /** Ten calls, among them every conversation and both ways to fail at the carrier. */
    private static final DemoPlan PLAN =
            new DemoPlan(
                    1,
                    List.of(
                            call(1, DemoTrunk.BYOC, Conversation.TALK, null),
                            call(2, DemoTrunk.NATIVE, Conversation.INTERRUPT, null),
                            call(3, DemoTrunk.BYOC, Conversation.INTERRUPT, null),
                            call(4, DemoTrunk.NATIVE, Conversation.TALK, Stage.BEFORE_STREAM),
                            call(5, DemoTrunk.NATIVE, Conversation.TRANSFER, null),
                            call(6, DemoTrunk.BYOC, Conversation.TALK, Stage.BEFORE_WEBHOOK),
                            call(7, DemoTrunk.BYOC, Conversation.KEYS, null),
                            call(8, DemoTrunk.PBX, Conversation.INTERRUPT, null),
                            call(9, DemoTrunk.PBX, Conversation.KEYS, null),
                            call(10, DemoTrunk.PBX, Conversation.TRANSFER, null)));

    @Test
    void calls_goAsPlanned_loseNothing_andAreReported() throws Exception {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        try (DemoBench bench = new DemoBench(1, 0)) {
            DemoRun run =
                    new DemoRun(
                            bench,
                            PLAN,
                            new CampaignPlan(16, 400_000_000, 4, 10),
                            new PrintStream(printed, true, StandardCharsets.UTF_8));
            run.announce();
            List<CallResult> results = run.calls(false);
            boolean well = run.report(results);
            assertThat(run.agents()).as(printed.toString(StandardCharsets.UTF_8)).isTrue();
            assertThat(run.callsOut()).as(printed.toString(StandardCharsets.UTF_8)).isTrue();
            boolean compared = run.compare(results);
            assertThat(compared).as(printed.toString(StandardCharsets.UTF_8)).isTrue();

            assertThat(results).allSatisfy(result -> assertThat(result.faults).isEmpty());
            assertThat(well).isTrue();
            assertThat(results)
                    .extracting(result -> result.ending)
                    .containsExactly(
                            Ending.CALLER_HUNG_UP,
                            Ending.CALLER_HUNG_UP,
                            Ending.CALLER_HUNG_UP,
                            Ending.CARRIER_FAILED,
                            Ending.TRANSFERRED,
                            Ending.CARRIER_FAILED,
                            Ending.AGENT_HUNG_UP,
                            Ending.CALLER_HUNG_UP,
                            Ending.AGENT_HUNG_UP,
                            Ending.TRANSFERRED);
            assertThat(results.stream().mapToLong(CallResult::lostAtCarrier).sum()).isPositive();
            Metrics metrics = bench.metrics();
            assertThat(metrics.count("trunkline_turn_model_seconds", "byoc")).isPositive();
            assertThat(metrics.count("trunkline_turn_model_seconds", "native")).isPositive();
            assertThat(metrics.count("trunkline_turn_model_seconds", "pbx")).isPositive();
        }
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .contains("10 calls, each drawn at random to one of three trunks (seed 1)")
                .containsPattern("way to the gateway +35 ms one-way +80 ms one-way +8 ms one-way")
                .contains("failed at the carrier, as Twilio reported (503)")
                .contains("answer heard")
                // 3 calls by byoc reached the gateway: too few to say anything, and it says so
                .containsPattern("(?i)not enough data")
                .containsPattern("healthcare +booking +stream .* agent hung up")
                .containsPattern("healthcare +booking +relay .* agent hung up")
                .containsPattern("book_appointment +1 +1 +1 +1")
                .contains("agent:  One moment, I am looking through the calendar.")
                .contains("16 calls out, 0 lost; while the carrier of out-byoc failed")
                .containsPattern("lost +0 +0")
                .contains("8 calls to the example agents, 0 not as planned.")
                .contains("Calls in: pbx and byoc")
                .contains("10 calls, 0 not as planned; the gateway lost 0 frames");
    }

    /** A call whose network is drawn as the demo does it, and whose fate is given. */
    private static PlannedCall call(
            int number, DemoTrunk trunk, Conversation conversation, @Nullable Stage failsAt) {
        DemoTrunk.CallNetwork drawn = trunk.draw(new SplittableRandom(number));
        CarrierSide carrier =
                new CarrierSide(
                        drawn.carrier().setupMs(),
                        drawn.carrier().rtp(),
                        failsAt == null ? null : new CarrierFailure(failsAt, 503));
        return new PlannedCall(
                number,
                trunk,
                conversation,
                new DemoTrunk.CallNetwork(
                        drawn.uplink(), drawn.downlink(), carrier, drawn.phoneBufferMs()));
    }
}
