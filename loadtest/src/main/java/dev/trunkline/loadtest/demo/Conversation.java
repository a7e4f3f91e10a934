package dev.trunkline.loadtest.demo;

import dev.trunkline.loadtest.demo.DemoPlan.PlannedCall;
import dev.trunkline.loadtest.model.Answers;
import dev.trunkline.loadtest.model.Answers.ScriptedTurn;
import dev.trunkline.loadtest.model.DelayDistribution;
import dev.trunkline.loadtest.pbx.MediaFormat;
import dev.trunkline.loadtest.pbx.PbxCallScript;
import dev.trunkline.loadtest.phone.CallScript;
import dev.trunkline.loadtest.phone.When;
import java.util.Map;

/**
 * What happens in a call of the demo. The agent greets; each of the caller's utterances is one turn
 * of the simulated model, whose voice detector hears the real audio.
 */
enum Conversation {
    /** Three questions, and the caller hangs up. */
    TALK("bookings", 3, 0, Ending.CALLER_HUNG_UP, Map.of()) {
        @Override
        void caller(CallScript.Builder script) {
            say(script, Phrase.TABLE_FOR_TWO, Phrase.HALF_PAST_SEVEN, Phrase.MY_NUMBER);
            script.hangUp(answered());
        }
    },
    /** The second and third question come while the agent still speaks. */
    INTERRUPT("bookings", 4, 2, Ending.CALLER_HUNG_UP, Map.of()) {
        @Override
        void caller(CallScript.Builder script) {
            say(script, Phrase.TABLE_FOR_TWO);
            script.say(new When.Interrupting(300, PATIENCE_MS), Phrase.HALF_PAST_SEVEN.audio);
            script.say(new When.Interrupting(450, PATIENCE_MS), Phrase.MY_NUMBER.audio);
            say(script, Phrase.THAT_IS_CORRECT);
            script.hangUp(answered());
        }
    },
    /** A number is dialled in between; at the end the model says goodbye and hangs up. */
    KEYS(
            "phone-menu",
            2,
            0,
            Ending.AGENT_HUNG_UP,
            Map.of(3, ScriptedTurn.speakAndCall("hang_up", "{}"))) {
        @Override
        void caller(CallScript.Builder script) {
            say(script, Phrase.TABLE_FOR_TWO);
            script.dtmf(answered(), KEYS_PRESSED);
            say(script, Phrase.THAT_IS_CORRECT);
        }
    },
    /** The model sends the caller elsewhere. */
    TRANSFER(
            "reception",
            2,
            0,
            Ending.TRANSFERRED,
            Map.of(2, ScriptedTurn.speakAndCall("transfer", "{\"target\":\"kitchen\"}"))) {
        @Override
        void caller(CallScript.Builder script) {
            say(script, Phrase.TABLE_FOR_TWO, Phrase.HALF_PAST_SEVEN);
        }
    };

    /** How a call came to its end. */
    enum Ending {
        CALLER_HUNG_UP("caller hung up"),
        AGENT_HUNG_UP("agent hung up"),
        TRANSFERRED("transferred"),
        CARRIER_FAILED("failed at the carrier"),
        FAILED("FAILED");

        final String words;

        Ending(String words) {
            this.words = words;
        }
    }

    /** How long the model takes to its first sound. */
    static final DelayDistribution.LogNormal THINKING =
            new DelayDistribution.LogNormal(300, 0.2, 2_000);

    static final String KEYS_PRESSED = "4711#";

    /** The one that the PBX's dialplan gives its calls to. */
    static final String APPLICATION = "trunkline";

    private static final String EXTENSION = "1000";

    /** A caller who waits longer than this for the agent goes on: a call ends in any case. */
    private static final long PATIENCE_MS = 7_000;

    /** What the phone's report takes for the end of the agent's speech too: less is a stutter. */
    private static final long PAUSE_MS = 500;

    private static final long LONGEST_CALL_MS = 38_000;

    /** Of an answer, so that a call is short; leading silence included. */
    private static final int LONGEST_ANSWER_MS = 1_500;

    /** Says to the gateway that the call's trunk was drawn at random outside. */
    private static final String EXPERIMENT = "demo";

    /** By this the simulated model knows what to do: the model that the agent asks for. */
    private static final Map<String, Conversation> BY_MODEL =
            Map.of(
                    "simulated-talk", TALK,
                    "simulated-hang-up", KEYS,
                    "simulated-transfer", TRANSFER);

    final int turns;
    final int bargeIns;
    final Ending ending;
    private final String agent;

    @SuppressWarnings("ImmutableEnumChecker") // all are Map.of
    private final Map<Integer, ScriptedTurn> answers;

    Conversation(
            String agent,
            int turns,
            int bargeIns,
            Ending ending,
            Map<Integer, ScriptedTurn> answers) {
        this.agent = agent;
        this.turns = turns;
        this.bargeIns = bargeIns;
        this.ending = ending;
        this.answers = answers;
    }

    /** What the model does in a session that asks for {@code model}. */
    static Answers answersOf(String model) {
        Conversation conversation = BY_MODEL.getOrDefault(model, TALK);
        return Answers.defaults().withMaxItemMs(LONGEST_ANSWER_MS).withTurns(conversation.answers);
    }

    /** What the caller does. */
    abstract void caller(CallScript.Builder script);

    /** By Twilio. */
    CallScript script(PlannedCall call) {
        return script(
                call,
                CallScript.inbound(
                                "/twilio/voice?agent="
                                        + agent
                                        + "&trunk="
                                        + call.trunk().label
                                        + "&experiment="
                                        + EXPERIMENT)
                        .statusCallback("/twilio/status"));
    }

    /** By the PBX, from a phone that speaks Opus. */
    PbxCallScript pbxScript(PlannedCall call) {
        return PbxCallScript.of(APPLICATION, EXTENSION, script(call, CallScript.spoken()))
                .withArguments("agent=" + agent, "experiment=" + EXPERIMENT)
                .withCodec(MediaFormat.OPUS);
    }

    private CallScript script(PlannedCall call, CallScript.Builder script) {
        script.callIndex(call.number()).maxDurationMs(LONGEST_CALL_MS);
        call.network().apply(script);
        caller(script);
        return script.build();
    }

    private static void say(CallScript.Builder script, Phrase... phrases) {
        for (Phrase phrase : phrases) {
            script.say(answered(), phrase.audio);
        }
    }

    private static When answered() {
        return new When.AgentEnded(PAUSE_MS, PATIENCE_MS);
    }
}
