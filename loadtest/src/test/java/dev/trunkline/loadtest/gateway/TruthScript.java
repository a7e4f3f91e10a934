package dev.trunkline.loadtest.gateway;

import dev.trunkline.loadtest.audio.Tone;
import dev.trunkline.loadtest.model.Answers;
import dev.trunkline.loadtest.model.Answers.ScriptedTurn;
import dev.trunkline.loadtest.model.DelayDistribution;
import dev.trunkline.loadtest.model.Faults;
import dev.trunkline.loadtest.model.ModelBehavior;
import dev.trunkline.loadtest.model.ModelTiming;
import dev.trunkline.loadtest.phone.CallScript;
import dev.trunkline.loadtest.phone.CallerAudio;
import dev.trunkline.loadtest.phone.NetworkPath;
import dev.trunkline.loadtest.phone.When;
import dev.trunkline.observability.latency.LatencyMetric;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A call whose every delay is known.
 *
 * @param name also of its agent and of its agent's model
 * @param audioFormat of the model's session
 * @param manner what the call is about
 * @param upMs from the phone to the gateway
 * @param downMs from the gateway to the phone
 * @param playoutMs the phone's own buffer
 * @param alternatingMs every other message of the phone's is this much later
 * @param linkMs to the model, and likewise back
 * @param endOfSpeechMs from the caller's last voiced frame at the model to its decision
 * @param thinkMs from there to the first delta
 * @param leadMs silence before the answer's tone, or speech
 */
record TruthScript(
        String name,
        String audioFormat,
        Manner manner,
        int upMs,
        int downMs,
        int playoutMs,
        int alternatingMs,
        int linkMs,
        int endOfSpeechMs,
        int thinkMs,
        int leadMs) {

    /** What happens in the call. */
    enum Manner {
        /** The caller hangs up while the agent greets. */
        BRIEF,
        /** Utterance and answer in turn. */
        CALM,
        /** The same, with recorded speech instead of tones. */
        SPEECH,
        /** Each answer comes after a tool was called: in a second response. */
        TOOL_FIRST,
        /** The caller interrupts each answer after 300 ms of it. */
        INTERRUPTED,
        /** The caller goes on before the answer came, before it is heard, and in it. */
        RESTLESS
    }

    private static final int TURNS = 4;
    private static final int SPOKEN_TURNS = 3;
    private static final int UPDATE_MS = 60;

    /** How long the service behind the tool takes. */
    static final int TOOL_MS = 90;

    /** The model hears a voice after 30 ms of it: with the second frame of 20 ms. */
    private static final int ONSET_MS = 20;

    private static final CallerAudio TONE = CallerAudio.of(Tone.muLaw(600));

    ModelBehavior behavior() {
        Answers answers =
                Answers.defaults()
                        .withDelay(new DelayDistribution.Constant(thinkMs))
                        .withLeadingSilenceMs(leadMs)
                        .withDeltaMs(40, 200);
        if (manner == Manner.TOOL_FIRST) {
            Map<Integer, ScriptedTurn> turns = new HashMap<>();
            for (int response = 1; response < 2 * TURNS; response += 2) {
                turns.put(response, ScriptedTurn.call("look_up", "{\"what\":\"it\"}"));
            }
            answers = answers.withTurns(turns);
        }
        return ModelBehavior.defaults()
                .withAnswers(answers)
                .withFaults(Faults.none().withUpdatedDelayMs(UPDATE_MS))
                .withTiming(
                        new ModelTiming(endOfSpeechMs, linkMs, linkMs, manner != Manner.SPEECH));
    }

    CallScript script() {
        CallScript.Builder script =
                CallScript.inbound("/twilio/voice?agent=" + name)
                        .network(
                                NetworkPath.alternating(upMs, alternatingMs),
                                NetworkPath.constant(downMs))
                        .playoutDelayMs(playoutMs);
        switch (manner) {
            case BRIEF -> {}
            case CALM, TOOL_FIRST -> {
                for (int i = 0; i < TURNS; i++) {
                    script.say(When.agentEnded(200), TONE);
                }
            }
            case SPEECH -> {
                for (int i = 0; i < SPOKEN_TURNS; i++) {
                    script.say(When.agentEnded(200), CallerAudio.utterance(i + 1));
                }
            }
            case INTERRUPTED -> {
                for (int i = 0; i < TURNS; i++) {
                    script.say(When.interrupting(300), TONE);
                }
            }
            case RESTLESS -> {
                int answerMs = 2 * linkMs + endOfSpeechMs + thinkMs + upMs;
                for (int i = 0; i < 2; i++) {
                    script.say(When.agentEnded(200), TONE);
                    script.say(When.after(answerMs - thinkMs / 2), TONE); // decided, not answered
                    script.say(When.after(answerMs + downMs + leadMs / 2), TONE); // not yet audible
                    script.say(When.interrupting(200), TONE);
                }
            }
        }
        When last = manner == Manner.BRIEF ? When.interrupting(100) : When.agentEnded(300);
        return script.hangUp(last).maxDurationMs(60_000).build();
    }

    /** What the metric should be, in milliseconds; null where the script does not tell. */
    @Nullable Double scriptedMs(LatencyMetric metric) {
        // Where speech ends, its own way of fading decides.
        boolean tones = manner != Manner.SPEECH;
        double endpointing = 2.0 * linkMs + endOfSpeechMs;
        double answer = manner == Manner.TOOL_FIRST ? 2.0 * (thinkMs + linkMs) + TOOL_MS : thinkMs;
        double playout = downMs + playoutMs + upMs;
        return switch (metric) {
            case TURN_ENDPOINTING -> tones ? Double.valueOf(endpointing) : null;
            case TURN_MODEL -> answer;
            case TURN_DELIVERY, RELAY_UPLINK, RELAY_DOWNLINK -> 0.0;
            case TURN_PLAYOUT -> playout;
            case TURN_LEAD_SILENCE -> tones ? Double.valueOf(leadMs) : null;
            case TURN_HEARD ->
                    tones ? Double.valueOf(endpointing + answer + playout + leadMs) : null;
            case TURN_RESPONSE -> tones ? Double.valueOf(endpointing + answer) : null;
            case BARGE_IN_REACTION -> 2.0 * linkMs + ONSET_MS;
            case BARGE_IN_SILENCE, BARGE_IN_LEAKED -> 2.0 * linkMs + ONSET_MS + downMs + upMs;
            case LEG_RTT -> (double) upMs + downMs;
            case MODEL_RTT -> 2.0 * linkMs;
            case TOOL_CALL -> (double) TOOL_MS;
            case UPLINK_JITTER -> (double) alternatingMs;
            case CALL_SETUP -> (double) upMs;
            case SESSION_READY -> 2.0 * linkMs + UPDATE_MS;
            default -> null;
        };
    }
}
