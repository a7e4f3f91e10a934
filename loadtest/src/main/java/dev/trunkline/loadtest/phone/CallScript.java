package dev.trunkline.loadtest.phone;

import dev.trunkline.loadtest.audio.ProbeTallies;
import dev.trunkline.loadtest.relay.RelayScript;
import java.net.URI;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A call to be made: how it reaches the gateway, what the caller does, what is recorded.
 *
 * @param voicePath path and query of the voice webhook below the public URL
 * @param fallbackPath where TwiML is fetched when {@code voicePath} fails; null for none
 * @param statusPath where the end of the call is reported, if it came by webhook; null for nowhere
 * @param webhookParameters form parameters besides, or instead of, the standard ones
 * @param streamUrl direct mode: no webhook, this {@code ws://} or {@code wss://} URL is opened
 *     straight away; null for the webhook
 * @param customParameters direct mode: what {@code start} carries
 * @param steps what the caller does; after the last step silence (or the background) goes on until
 *     somebody ends the call
 * @param background what is sent while the caller does not speak
 * @param hearing how closely the caller listens
 * @param uplinkPath network from the phone to the gateway; in real time, whatever the relay's scale
 * @param downlinkPath network from the gateway to the phone; likewise
 * @param playoutDelayMs how long the phone holds agent audio back where nothing was playing before
 *     it, as a jitter buffer does
 * @param carrier what lies in front of Twilio
 * @param deviations how this call is not as Twilio would make it
 * @param callIndex the call's number in probe frames
 * @param tallies where probes are added up with those of other calls; null for nowhere
 * @param maxDurationMs the caller of a stream hangs up after this long in any case
 * @param relay what happens if the gateway answers with a ConversationRelay
 * @param handset what the caller does where there is no stream; whoever waits so for {@code
 *     maxDurationMs} hangs up
 * @param webhookFault why the first document cannot be had; null if it can
 * @param fallbackMethod how {@code fallbackPath} is asked
 * @param fallbackTwiml a document that Twilio keeps itself, in place of {@code fallbackPath}; null
 *     for none
 */
public record CallScript(
        String voicePath,
        @Nullable String fallbackPath,
        @Nullable String statusPath,
        Map<String, String> webhookParameters,
        @Nullable URI streamUrl,
        Map<String, String> customParameters,
        List<CallerStep> steps,
        Background background,
        Hearing hearing,
        NetworkPath uplinkPath,
        NetworkPath downlinkPath,
        long playoutDelayMs,
        CarrierSide carrier,
        Set<Deviation> deviations,
        int callIndex,
        @Nullable ProbeTallies tallies,
        long maxDurationMs,
        RelayScript relay,
        Handset handset,
        @Nullable WebhookFault webhookFault,
        WebhookUrl.Method fallbackMethod,
        @Nullable String fallbackTwiml) {

    /** What is sent while the caller does not speak. */
    public enum Background {
        /** Digital silence. */
        SILENCE,
        /**
         * A {@link dev.trunkline.loadtest.audio.ProbeFrame} every 20 ms: its sequence number is the
         * frame's.
         */
        PROBES,
        /** The whole fixture speech, over and over. */
        SPEECH
    }

    /** How closely the caller listens. */
    public enum Hearing {
        /** Everything is kept: audio both ways, marks, segments. */
        RECORD,
        /** Audio is decoded for turns and barge-ins, but not kept; nor are single marks. */
        LISTEN,
        /**
         * Only bytes, messages and probes are counted: for load. Conditions on the agent's audio
         * never hold.
         */
        COUNT
    }

    public CallScript {
        webhookParameters = Map.copyOf(webhookParameters);
        customParameters = Map.copyOf(customParameters);
        steps = List.copyOf(steps);
        deviations = Set.copyOf(deviations);
    }

    /**
     * A call that begins with the voice webhook at {@code voicePath}, such as {@code
     * /twilio/voice?agent=demo}.
     */
    public static Builder inbound(String voicePath) {
        return new Builder(voicePath, null);
    }

    /**
     * The one who is called by the REST API: what is heard there comes with the request that asked
     * for the call.
     */
    public static Builder called() {
        return new Builder("/", null).handset(Handset.CALLED);
    }

    /** A call without webhook: opens {@code streamUrl} at once. */
    public static Builder direct(URI streamUrl) {
        return new Builder("/", streamUrl);
    }

    /**
     * What a caller does whose call neither webhook nor stream brings about: one behind a PBX. The
     * phone holds audio back as phones do that are fed packet by packet.
     */
    public static Builder spoken() {
        return new Builder("/", null).playoutDelayMs(60);
    }

    /** Collects a script; every method returns this builder. */
    public static final class Builder {
        private final String voicePath;
        private final @Nullable URI streamUrl;
        private final List<CallerStep> steps = new ArrayList<>();
        private final Map<String, String> webhookParameters = new LinkedHashMap<>();
        private final Map<String, String> customParameters = new LinkedHashMap<>();
        private final EnumSet<Deviation> deviations = EnumSet.noneOf(Deviation.class);
        private @Nullable String fallbackPath;
        private @Nullable String statusPath;
        private Background background = Background.SILENCE;
        private Hearing hearing = Hearing.RECORD;
        private NetworkPath uplinkPath = NetworkPath.NONE;
        private NetworkPath downlinkPath = NetworkPath.NONE;
        private long playoutDelayMs;
        private CarrierSide carrier = CarrierSide.NONE;
        private int callIndex;
        private @Nullable ProbeTallies tallies;
        private long maxDurationMs = 120_000;
        private RelayScript relay = RelayScript.silent();
        private Handset handset = Handset.CALLER;
        private @Nullable WebhookFault webhookFault;
        private WebhookUrl.Method fallbackMethod = WebhookUrl.Method.POST;
        private @Nullable String fallbackTwiml;

        private Builder(String voicePath, @Nullable URI streamUrl) {
            this.voicePath = voicePath;
            this.streamUrl = streamUrl;
        }

        /** The caller speaks. */
        public Builder say(When when, CallerAudio audio) {
            return step(when, new CallerStep.Say(audio));
        }

        /** The caller presses keys. */
        public Builder dtmf(When when, String digits) {
            return step(when, new CallerStep.Dtmf(digits));
        }

        /** The caller hangs up as Twilio reports it. */
        public Builder hangUp(When when) {
            return step(when, new CallerStep.End(HangUp.STOP));
        }

        /** Any step. */
        public Builder step(When when, CallerStep.Action action) {
            steps.add(new CallerStep(when, action));
            return this;
        }

        public Builder fallback(String pathAndQuery) {
            return fallback(pathAndQuery, WebhookUrl.Method.POST);
        }

        public Builder fallback(String pathAndQuery, WebhookUrl.Method method) {
            fallbackPath = pathAndQuery;
            fallbackMethod = method;
            return this;
        }

        /** The end of the call is posted there, as a number's or trunk's status callback. */
        public Builder statusCallback(String pathAndQuery) {
            statusPath = pathAndQuery;
            return this;
        }

        public Builder webhookParameter(String name, String value) {
            webhookParameters.put(name, value);
            return this;
        }

        public Builder customParameter(String name, String value) {
            customParameters.put(name, value);
            return this;
        }

        public Builder background(Background what) {
            background = what;
            return this;
        }

        public Builder hearing(Hearing how) {
            hearing = how;
            return this;
        }

        public Builder network(NetworkPath uplink, NetworkPath downlink) {
            uplinkPath = uplink;
            downlinkPath = downlink;
            return this;
        }

        public Builder playoutDelayMs(long delayMs) {
            playoutDelayMs = delayMs;
            return this;
        }

        public Builder carrier(CarrierSide side) {
            carrier = side;
            return this;
        }

        public Builder deviate(Deviation deviation) {
            deviations.add(deviation);
            return this;
        }

        public Builder callIndex(int index) {
            callIndex = index;
            return this;
        }

        public Builder tallies(ProbeTallies shared) {
            tallies = shared;
            return this;
        }

        public Builder maxDurationMs(long limitMs) {
            maxDurationMs = limitMs;
            return this;
        }

        public Builder relay(RelayScript sessions) {
            relay = sessions;
            return this;
        }

        public Builder handset(Handset what) {
            handset = what;
            return this;
        }

        /** The first document cannot be had, so that the fallback is asked. */
        public Builder webhookFails(WebhookFault how) {
            webhookFault = how;
            return this;
        }

        /** What is obeyed if a document cannot be had, even with no gateway left to ask. */
        public Builder fallbackTwiml(String document) {
            fallbackTwiml = document;
            return this;
        }

        public CallScript build() {
            return new CallScript(
                    voicePath,
                    fallbackPath,
                    statusPath,
                    webhookParameters,
                    streamUrl,
                    customParameters,
                    steps,
                    background,
                    hearing,
                    uplinkPath,
                    downlinkPath,
                    playoutDelayMs,
                    carrier,
                    deviations,
                    callIndex,
                    tallies,
                    maxDurationMs,
                    relay,
                    handset,
                    webhookFault,
                    fallbackMethod,
                    fallbackTwiml);
        }
    }
}
