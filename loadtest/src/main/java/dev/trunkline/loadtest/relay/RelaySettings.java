package dev.trunkline.loadtest.relay;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The effective settings of a session: its attributes, read, with Twilio's defaults for those that
 * are absent or were refused.
 *
 * @param greeting empty for none
 * @param reported which inputs are delivered that are made while the agent speaks
 * @param ttsLanguage spoken until a message says otherwise
 * @param sttLanguage understood until a message says otherwise
 * @param languages every language that the TwiML names
 * @param findings what Twilio would have reported or silently ignored
 * @param refusal why the session ends before it begins; null if it does not
 */
public record RelaySettings(
        String url,
        String greeting,
        Inputs greetingInterruptible,
        Inputs interruptible,
        Inputs reported,
        boolean dtmfDetection,
        boolean preemptible,
        boolean partialPrompts,
        boolean ignoresBackchannel,
        String ttsLanguage,
        String sttLanguage,
        Set<String> languages,
        Events events,
        Map<String, String> parameters,
        List<Finding> findings,
        @Nullable Finding refusal) {

    /** Which {@code info} messages are asked for. */
    record Events(boolean speakers, boolean tokensPlayed, boolean debugging) {}

    /** Something about the TwiML. */
    public record Finding(int code, String detail) {}

    /** Reads a noun; nothing is thrown, all that is wrong is among the findings. */
    public static RelaySettings read(RelayNoun noun) {
        return new RelayAttributes(noun).settings();
    }
}
