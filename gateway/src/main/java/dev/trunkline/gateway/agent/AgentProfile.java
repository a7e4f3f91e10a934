package dev.trunkline.gateway.agent;

import dev.trunkline.codecs.audio.AudioFormat;
import dev.trunkline.gateway.config.keys.Key;
import dev.trunkline.gateway.config.keys.Mistakes;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who answers the call: what it says, how it listens, what it may do and for how long.
 *
 * @param parent the profile whose keys it has where it says nothing itself; null if none
 * @param base always false in a profile that answers calls
 */
public record AgentProfile(
        @Key(value = "Name in metrics and in `?agent=`", entryName = true) String name,
        @Key(
                        value = "Profile that this one inherits from; `default` if there is one",
                        range = "the name of a profile, or none",
                        written = "extends",
                        inherited = false)
                @Nullable String parent,
        @Key(
                        value =
                                "Whether it is only a base for others: it answers no call, and may lack"
                                        + " what a profile has to have",
                        or = "false",
                        written = "abstract",
                        inherited = false)
                boolean base,
        @Key(
                        value = "The model's instructions",
                        required = true,
                        example = "You answer the phone for Blue Bay Dental.")
                String instructions,
        @Key("How the call begins") Greeting greeting,
        @Key(value = "The model's voice", or = "marin", range = "a voice of the model")
                String voice,
        @Key("Model of this agent; the one of `realtime.model` if not set") @Nullable String model,
        @Key(
                        value = "Audio of the model session; `realtime.audioFormat` if not set",
                        range = "pcmu, pcm24k")
                @Nullable AudioFormat audioFormat,
        @Key(value = "Speed of the agent's speech", or = "1.0", range = "0.25 to 1.5") double speed,
        @Key(value = "Longest response in tokens; no limit if not set", range = "1 to 4096")
                @Nullable Integer maxOutputTokens,
        @Key(value = "How the end of the caller's turn is found", or = "server_vad")
                TurnDetection turnDetection,
        @Key(
                        value = "Noise reduction ahead of the turn detection and the model",
                        or = "off",
                        range = "near_field, far_field, off")
                NoiseReduction noiseReduction,
        @Key("Transcription of the caller; none if not set") @Nullable Transcription transcription,
        @Key("What the caller's speech does while the agent speaks") Interruption interruption,
        @Key("How the agent ends a call") HangUp hangUp,
        @Key("Where the agent may send a call, by the name that the model uses")
                Map<String, Transfer> transfers,
        @Key(value = "Longest call", or = "1h", range = "10s to 24h") Duration maxDuration,
        @Key(
                        value = "Ends a call in which neither side has said anything for this long",
                        or = "2m",
                        range = "5s to 1h")
                Duration silenceTimeout,
        @Key(
                        value =
                                "Keep in the call's record what was said: the agent's words, and"
                                        + " the caller's if `transcription` is set",
                        or = "false")
                boolean keepTranscript,
        @Key(
                        value = "How Twilio brings the call; `?leg=` of the voice URL wins",
                        or = "stream",
                        range = "stream, relay")
                TwilioLeg leg,
        @Key("Speaking and listening over ConversationRelay") RelayProfile relay,
        @Key(
                        value =
                                "Calls that this agent answers without being named in the voice URL",
                        inherited = false)
                CallMatch match,
        @Key(
                        value =
                                "Tools by the name that the model uses: `http` services and `mcp` servers",
                        or = "http")
                Map<String, AgentTool> tools,
        @Key("The tool `send_sms`; not there if not set") @Nullable SmsAbility sendSms,
        @Key(value = "Whether the model has the tool `send_dtmf`", or = "false") boolean sendDtmf,
        @Key("Agents that this one may hand the conversation to, by the tool `switch_agent`")
                List<String> switchTo,
        @Key("Calls that this agent makes") Outbound outbound,
        @Key("How people are brought to its calls: a name of `escalations`; nobody is if not set")
                @Nullable String escalation,
        @Key(
                        value =
                                "When they are: at the `start` of every call that comes in, or by the"
                                        + " `tool` named `call_human`, when the model uses it",
                        or = "start",
                        range = "start, tool")
                EscalateOn escalateOn) {

    public AgentProfile {
        parent = "none".equals(parent) ? null : parent;
        transfers = Map.copyOf(transfers);
        tools = Map.copyOf(tools);
        switchTo = List.copyOf(switchTo);
        new Mistakes()
                .check(
                        !instructions.isBlank(),
                        "instructions",
                        "(empty)",
                        "some text",
                        "say who answers and what for")
                .check(!voice.isBlank(), "voice", "(empty)", "the name of a voice", "marin is one")
                .check(
                        audioFormat == null
                                || audioFormat == AudioFormat.PCMU
                                || audioFormat == AudioFormat.PCM_24K,
                        "audioFormat",
                        audioFormat,
                        "pcmu or pcm24k",
                        "the model session takes no other")
                .range("speed", speed, 0.25, 1.5, "1.0 is the voice as it was made")
                .range(
                        "maxOutputTokens",
                        maxOutputTokens == null ? 1 : maxOutputTokens,
                        1,
                        4096,
                        "leave it out for no limit")
                .range(
                        "maxDuration",
                        maxDuration,
                        Duration.ofSeconds(10),
                        Duration.ofHours(24),
                        "one model session lasts at most 60 minutes")
                .range(
                        "silenceTimeout",
                        silenceTimeout,
                        Duration.ofSeconds(5),
                        Duration.ofHours(1),
                        "a caller who looks something up needs a minute or two")
                .check(
                        !switchTo.contains(name),
                        "switchTo",
                        name,
                        "names of other agents",
                        "name the others only, also in place of an inherited list")
                .check(
                        new HashSet<>(switchTo).size() == switchTo.size(),
                        "switchTo",
                        switchTo,
                        "each agent once",
                        "remove one")
                .throwIfAny();
    }

    /**
     * The same agent in one call, of which it knows this.
     *
     * @param parameters by name; {@code {{name}}} in instructions and greeting stands for one
     */
    public AgentProfile told(Map<String, String> parameters) {
        CallParameters known = new CallParameters(parameters);
        return new AgentProfile(
                name,
                parent,
                base,
                known.instructions(instructions),
                greeting.told(known),
                voice,
                model,
                audioFormat,
                speed,
                maxOutputTokens,
                turnDetection,
                noiseReduction,
                transcription,
                interruption,
                hangUp,
                transfers,
                maxDuration,
                silenceTimeout,
                keepTranscript,
                leg,
                relay,
                match,
                tools,
                sendSms,
                sendDtmf,
                switchTo,
                outbound,
                escalation,
                escalateOn);
    }

    /** Whether the model has the tool {@code call_human}. */
    public boolean callsHumans() {
        return escalation != null && escalateOn == EscalateOn.TOOL;
    }
}
