package dev.trunkline.loadtest.demo;

import dev.trunkline.loadtest.demo.AgentScript.Line;
import dev.trunkline.loadtest.model.ModelConnection;
import dev.trunkline.loadtest.phone.CallScript;
import dev.trunkline.loadtest.phone.PhoneCall;
import dev.trunkline.loadtest.phone.PhoneCallReport;
import dev.trunkline.loadtest.phone.When;
import dev.trunkline.loadtest.relay.RelayCue;
import dev.trunkline.loadtest.relay.RelayScript;
import dev.trunkline.loadtest.relay.RelayTiming;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A call to an example agent that was placed.
 *
 * @param session the model's side of it; null if the gateway opened none, or not in time
 */
record AgentCall(
        AgentTalk talk,
        DemoLeg leg,
        AgentScript script,
        Dialogue dialogue,
        PhoneCall phone,
        @Nullable ModelConnection session) {
    /**
     * How long the agent must have been silent to be through: between two of its sentences lies
     * what a tool and the model take.
     */
    private static final long SILENT_MS = 1_200;

    private static final long PATIENCE_MS = 12_000;
    private static final long LONGEST_CALL_MS = 55_000;

    /** Longer than any of them lasts. */
    private static final long LONGEST_SECONDS = 70;

    private static final Duration SESSION_END_LIMIT = Duration.ofSeconds(5);

    /** Places a call and waits until its model session is open. */
    static AgentCall place(DemoBench bench, AgentTalk talk, DemoLeg leg)
            throws InterruptedException {
        AgentScript script = talk.script(leg);
        Dialogue dialogue = bench.expect(script);
        DemoBench.Placed<PhoneCall> placed = bench.place(phone(script, leg));
        return new AgentCall(talk, leg, script, dialogue, placed.phone(), placed.session());
    }

    /** The agent is found by the number that is called. */
    private static CallScript phone(AgentScript script, DemoLeg leg) {
        CallScript.Builder call =
                CallScript.inbound("/twilio/voice?trunk=" + leg.trunk() + "&leg=" + leg.label)
                        .webhookParameter("From", script.from())
                        .webhookParameter("Caller", script.from())
                        .webhookParameter("To", script.to())
                        .webhookParameter("Called", script.to())
                        .statusCallback("/twilio/status")
                        .maxDurationMs(LONGEST_CALL_MS);
        return switch (leg) {
            case STREAM -> {
                for (Line line : script.caller()) {
                    call.say(
                            line.cutsIn()
                                    ? new When.Interrupting(300, PATIENCE_MS)
                                    : new When.AgentEnded(SILENT_MS, PATIENCE_MS),
                            line.phrase().audio);
                }
                yield call.build();
            }
            case RELAY -> {
                RelayScript.Builder words =
                        RelayScript.script()
                                .timing(RelayTiming.realTime())
                                .maxDurationMs(LONGEST_CALL_MS);
                for (Line line : script.caller()) {
                    words.say(
                            line.cutsIn()
                                    ? RelayCue.agentSaid(line.after())
                                    : RelayCue.agentDone(line.after()),
                            line.words());
                }
                yield call.relay(words.build()).build();
            }
        };
    }

    boolean isOver() {
        return phone.report().isDone();
    }

    /** Waits for the end and looks at what happened. */
    AgentResult result(DemoBench bench) throws Exception {
        PhoneCallReport report = phone.report().get(LONGEST_SECONDS, TimeUnit.SECONDS);
        ModelConnection open = session;
        if (open != null) {
            open.await("the session's end", SESSION_END_LIMIT, each -> each.record().isClosed());
        }
        return new AgentResult(this, report, bench);
    }
}
