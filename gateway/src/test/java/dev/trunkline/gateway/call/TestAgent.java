package dev.trunkline.gateway.call;

import dev.trunkline.codecs.audio.AudioFormat;
import dev.trunkline.gateway.agent.AgentProfile;
import dev.trunkline.gateway.agent.AgentTool;
import dev.trunkline.gateway.agent.CallMatch;
import dev.trunkline.gateway.agent.EscalateOn;
import dev.trunkline.gateway.agent.Greeting;
import dev.trunkline.gateway.agent.HangUp;
import dev.trunkline.gateway.agent.Interruption;
import dev.trunkline.gateway.agent.NoiseReduction;
import dev.trunkline.gateway.agent.Outbound;
import dev.trunkline.gateway.agent.RelayProfile;
import dev.trunkline.gateway.agent.RelayProfile.RelayInput;
import dev.trunkline.gateway.agent.RelayProfile.Sensitivity;
import dev.trunkline.gateway.agent.RelayProfile.WhileAnswering;
import dev.trunkline.gateway.agent.SmsAbility;
import dev.trunkline.gateway.agent.Transcription;
import dev.trunkline.gateway.agent.Transfer;
import dev.trunkline.gateway.agent.TurnDetection;
import dev.trunkline.gateway.agent.TwilioLeg;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An agent's profile with the defaults of the configuration; a test sets what it is about. */
public final class TestAgent {
    public Greeting greeting = new Greeting(Greeting.Speaker.AGENT, null, null);
    public Interruption interruption = new Interruption(true, 0);
    public HangUp hangUp = new HangUp(true, List.of(), Duration.ofSeconds(10));
    public TurnDetection turnDetection = new TurnDetection.ServerVad(0.5, 300, 500, null);
    public Map<String, Transfer> transfers = Map.of();
    public NoiseReduction noiseReduction = NoiseReduction.OFF;
    public @Nullable Transcription transcription;
    public @Nullable Integer maxOutputTokens;
    public @Nullable AudioFormat audioFormat;
    public Duration maxDuration = Duration.ofHours(1);
    public Duration silenceTimeout = Duration.ofMinutes(2);
    public boolean keepTranscript;
    public TwilioLeg leg = TwilioLeg.STREAM;
    public Map<String, AgentTool> tools = Map.of();
    public @Nullable SmsAbility sendSms;
    public boolean sendDtmf;
    public List<String> switchTo = List.of();
    public @Nullable String escalation;
    public EscalateOn escalateOn = EscalateOn.START;
    public RelayProfile relay = relay(false, false);

    /** ConversationRelay with the defaults of the configuration but for these. */
    public static RelayProfile relay(boolean preemptible, boolean queue) {
        return new RelayProfile(
                "en-US",
                null,
                null,
                null,
                null,
                null,
                null,
                RelayInput.ANY,
                RelayInput.ANY,
                Sensitivity.HIGH,
                RelayInput.ANY,
                preemptible,
                true,
                false,
                List.of(),
                Map.of(),
                queue ? WhileAnswering.QUEUE : WhileAnswering.CANCEL,
                Map.of());
    }

    public AgentProfile profile() {
        return new AgentProfile(
                "front-desk",
                null,
                false,
                "You answer the phone for Blue Bay Dental.",
                greeting,
                "marin",
                null,
                audioFormat,
                1.0,
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
                new CallMatch(List.of(), List.of(), List.of()),
                tools,
                sendSms,
                sendDtmf,
                switchTo,
                Outbound.STANDARD,
                escalation,
                escalateOn);
    }
}
