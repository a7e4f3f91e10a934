package dev.trunkline.loadtest.demo;

import dev.trunkline.loadtest.model.Answers;
import dev.trunkline.loadtest.model.Answers.ScriptedTurn;
import dev.trunkline.loadtest.phone.CallScript;
import dev.trunkline.loadtest.phone.CallerAudio;
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
            say(script, 1, 2, 3);
            script.hangUp(answered());
        }
    },
    /** The second and third question come while the agent still speaks. */
    INTERRUPT("bookings", 4, 2, Ending.CALLER_HUNG_UP, Map.of()) {
        @Override
        void caller(CallScript.Builder script) {
            say(script, 1);
            script.say(new When.Interrupting(700, PATIENCE_MS), CallerAudio.utterance(2));
            script.say(new When.Interrupting(900, PATIENCE_MS), CallerAudio.utterance(3));
            say(script, 4);
            script.hangUp(answered());
        }
    },
    /** A number is dialled in between; at the end the model says goodbye and hangs up. */
    KEYS(
            "phone-menu",
            3,
            0,
            Ending.AGENT_HUNG_UP,
            Map.of(4, ScriptedTurn.speakAndCall("hang_up", "{}"))) {
        @Override
        void caller(CallScript.Builder script) {
            say(script, 1);
            script.dtmf(answered(), KEYS_PRESSED);
            say(script, 2, 4);
        }
    },
    /** The model sends the caller elsewhere. */
    TRANSFER(
            "reception",
            3,
            0,
            Ending.TRANSFERRED,
            Map.of(3, ScriptedTurn.speakAndCall("send_to", "{\"target\":\"kitchen\"}"))) {
        @Override
        void caller(CallScript.Builder script) {
            say(script, 1, 2, 3);
        }
    };

    /** How a call came to its end. */
    enum Ending {
        CALLER_HUNG_UP("caller hung up"),
        AGENT_HUNG_UP("agent hung up"),
        TRANSFERRED("transferred"),
        FAILED("FAILED");

        final String words;

        Ending(String words) {
            this.words = words;
        }
    }

    static final String KEYS_PRESSED = "4711#";

    /** A caller who waits longer than this for the agent goes on: a call ends in any case. */
    private static final long PATIENCE_MS = 7_000;

    private static final long LONGEST_CALL_MS = 38_000;

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
        return Answers.defaults().withTurns(conversation.answers);
    }

    /** What the caller does. */
    abstract void caller(CallScript.Builder script);

    CallScript script(DemoTrunk trunk, int number) {
        CallScript.Builder script =
                CallScript.inbound("/twilio/voice?agent=" + agent + "&trunk=" + trunk.label)
                        .network(trunk.path(2L * number), trunk.path(2L * number + 1))
                        .callIndex(number)
                        .maxDurationMs(LONGEST_CALL_MS);
        caller(script);
        return script.build();
    }

    private static void say(CallScript.Builder script, int... utterances) {
        for (int utterance : utterances) {
            script.say(answered(), CallerAudio.utterance(utterance));
        }
    }

    private static When answered() {
        return new When.AgentEnded(300, PATIENCE_MS);
    }
}
