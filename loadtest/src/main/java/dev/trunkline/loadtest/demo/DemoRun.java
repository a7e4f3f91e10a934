package dev.trunkline.loadtest.demo;

import dev.trunkline.loadtest.demo.DemoPlan.PlannedCall;
import dev.trunkline.loadtest.phone.CarrierFailure.Stage;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** One run of the demo: says what is simulated, places the calls, and reports. Blocks. */
final class DemoRun {
    /** Open loop: calls do not wait for each other. About 16 are in progress at a time. */
    private static final long BETWEEN_CALLS_NANOS = 800_000_000;

    private static final int LAST_CALL_SECONDS = 15;
    private static final int LAST_AGENT_CALL_SECONDS = 40;

    /** Records are written in batches, some time after a call. */
    private static final Duration RECORDING_LIMIT = Duration.ofSeconds(10);

    /** Between calls to the example agents. */
    private static final long BETWEEN_AGENTS_NANOS = 3_000_000_000L;

    private static final int POLL_MS = 10;

    private static final List<DemoLeg> LEGS = List.of(DemoLeg.values());

    /** The one that is printed comes last: whoever wants to change its agent has some time. */
    private static final List<AgentTalk> TALKS =
            List.of(AgentTalk.EMERGENCY, AgentTalk.MESSAGE, AgentTalk.ORDER, AgentTalk.BOOKING);

    private final DemoBench bench;
    private final DemoPlan plan;
    private final CampaignPlan callsOut;
    private final Campaign campaign;
    private final PrintStream out;
    private final List<AgentCall> agentCalls = new ArrayList<>();

    DemoRun(DemoBench bench, DemoPlan plan, CampaignPlan callsOut, PrintStream out) {
        this.bench = bench;
        this.plan = plan;
        this.callsOut = callsOut;
        campaign = new Campaign(bench, callsOut, plan.seed());
        this.out = out;
    }

    /** What is simulated, and what must therefore come out. */
    void announce() {
        out.printf(
                Locale.ROOT,
                "%d calls, each drawn at random to one of three trunks (seed %d), in about %d s. The"
                        + " figures of their%nnetworks are chosen for the show, measured"
                        + " nowhere:%n%n",
                plan.calls().size(),
                plan.seed(),
                Math.max(
                        callsOut.seconds() + LAST_CALL_SECONDS,
                        Math.max(
                                seconds(plan.calls().size(), BETWEEN_CALLS_NANOS)
                                        + LAST_CALL_SECONDS,
                                seconds(TALKS.size() * LEGS.size(), BETWEEN_AGENTS_NANOS)
                                        + LAST_AGENT_CALL_SECONDS)));
        out.println(DemoTrunk.describe());
        out.printf(
                Locale.ROOT,
                "So the truth is that an answer over byoc takes %d ms less there and back than over"
                        + " native, and over pbx %d ms less%nthan over byoc. The simulated model"
                        + " thinks for %.0f ms, give or take %.0f, whatever the trunk. Over pbx the"
                        + " callers%nare heard in Opus and spoken to in μ-law. Asterisk sends no"
                        + " RTCP there: what lies between it and the phone no%ngateway sees.%n%n",
                DemoTrunk.NATIVE.meanRoundTripMs() - DemoTrunk.BYOC.meanRoundTripMs(),
                DemoTrunk.BYOC.meanRoundTripMs() - DemoTrunk.PBX.meanRoundTripMs(),
                Conversation.THINKING.medianMs(),
                Conversation.THINKING.medianMs() * Conversation.THINKING.sigma());
        out.printf(
                Locale.ROOT,
                "The gateway itself places %d calls, an experiment over two trunks. The carrier of one"
                        + " fails for %d s%nin the middle.%n%n",
                callsOut.calls(),
                callsOut.failingSeconds());
        out.printf(
                Locale.ROOT,
                "Beside them %d calls to the agents of examples/agents, each conversation once in audio"
                        + " (stream) and once in%nwords (relay). Their files are copied to%n%n  %s%n%n"
                        + "Change greeting or instructions in one: calls that begin afterwards have them, calls in"
                        + " progress do not.%n%n",
                TALKS.size() * LEGS.size(),
                bench.agentFiles());
    }

    private static long seconds(int calls, long betweenNanos) {
        return calls * betweenNanos / 1_000_000_000;
    }

    /** Makes all calls and waits for their ends; the results are those of the plan's. */
    List<CallResult> calls(boolean terminal) throws Exception {
        Progress progress = new Progress(out, terminal, plan.calls().size(), callsOut.calls());
        List<DemoCall> placed = new ArrayList<>();
        long next = System.nanoTime();
        long nextAgent = next;
        while (placed.size() < plan.calls().size()
                || agentCalls.size() < TALKS.size() * LEGS.size()
                || placed.stream().anyMatch(call -> !call.isOver())
                || agentCalls.stream().anyMatch(call -> !call.isOver())
                || !campaign.isOver()) {
            campaign.step();
            if (placed.size() < plan.calls().size() && System.nanoTime() >= next) {
                PlannedCall call = plan.calls().get(placed.size());
                placed.add(DemoCall.place(bench, call));
                next += BETWEEN_CALLS_NANOS;
            }
            if (agentCalls.size() < TALKS.size() * LEGS.size() && System.nanoTime() >= nextAgent) {
                AgentTalk talk = TALKS.get(agentCalls.size() / LEGS.size());
                DemoLeg leg = LEGS.get(agentCalls.size() % LEGS.size());
                agentCalls.add(AgentCall.place(bench, talk, leg));
                nextAgent += BETWEEN_AGENTS_NANOS;
            }
            progress.show(placed, campaign.asked());
            Thread.sleep(POLL_MS);
        }
        progress.finish();
        List<CallResult> results = new ArrayList<>();
        for (DemoCall call : placed) {
            results.add(call.result());
        }
        return results;
    }

    /** Prints the report; whether every call went as planned and nothing was lost. */
    boolean report(List<CallResult> results) throws Exception {
        DemoReport report = new DemoReport(results, bench.metrics());
        out.println();
        out.println(report.calls());
        out.println(
                "Milliseconds. Callers: what the simulated phones heard. Gateway: what it measured"
                        + " of itself (/metrics; from buckets)");
        out.println(report.latencies());
        out.print(report.faults());
        out.println(report.summary());
        return report.wentWell();
    }

    /** Prints the section "Agents"; whether every conversation went as planned. */
    boolean agents() throws Exception {
        List<AgentResult> results = new ArrayList<>();
        for (AgentCall call : agentCalls) {
            results.add(call.result(bench));
        }
        AgentReport report = new AgentReport(results, bench.services.asked());
        out.println();
        out.println("Agents: the same conversations in audio and in words");
        out.println();
        out.println(report.calls());
        out.println(report.tools());
        out.println(report.services());
        out.println(report.messages());
        out.println("One of them, as it was heard:");
        out.println();
        out.println(report.words());
        out.print(report.faults());
        out.println(report.summary());
        return report.wentWell();
    }

    /** Prints what became of the calls out; whether none was lost that could be saved. */
    boolean callsOut() throws Exception {
        CampaignReport report = campaign.report(bench.metrics());
        out.println();
        out.println("Calls out: an experiment in which one carrier fails");
        out.println();
        out.println(report.table());
        out.println(report.summary());
        return report.wentWell();
    }

    /** Prints the gateway's comparison; whether it had one. */
    boolean compare(List<CallResult> results) throws InterruptedException {
        long known =
                agentCalls.size()
                        + callsOut.calls()
                        + results.stream()
                                .filter(result -> result.failedAt != Stage.BEFORE_WEBHOOK)
                                .count();
        out.println();
        out.println("The gateway's comparison, from its records alone");
        out.println();
        try {
            compare("Calls in: byoc and native", "direction=inbound", known);
            compare("Calls in: pbx and byoc", "direction=inbound&kinds=pbx,byoc", known);
            compare("Calls in: pbx and native", "direction=inbound&kinds=pbx,native", known);
            compare("Calls out, as assigned", "direction=outbound", known);
            return true;
        } catch (IOException missing) {
            out.println(missing.getMessage());
            return false;
        }
    }

    private void compare(String which, String query, long known)
            throws IOException, InterruptedException {
        URI url = bench.management("/api/comparison?" + query);
        out.println(which);
        out.println();
        out.print(new GatewayComparison(url, RECORDING_LIMIT).text(known));
        out.println();
    }

    /** Says where the pages are, and waits for the end of the process. */
    void stayUp() throws InterruptedException {
        out.println();
        out.println("Until Ctrl-C:");
        for (String page :
                List.of(
                        "/compare?direction=inbound",
                        "/compare?direction=inbound&a=pbx&b=byoc",
                        "/compare?direction=outbound",
                        "/compare?by=trunk&a="
                                + DemoLeg.STREAM.trunk()
                                + "&b="
                                + DemoLeg.RELAY.trunk(),
                        "/calls",
                        "/metrics")) {
            out.println("  " + bench.management(page));
        }
        Thread.currentThread().join();
    }
}
