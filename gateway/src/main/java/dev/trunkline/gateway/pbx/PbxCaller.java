package dev.trunkline.gateway.pbx;

import java.util.Map;

/**
 * Who calls, as a PBX says it. Prints without numbers.
 *
 * @param pbx the PBX's name in the configuration
 * @param trunk name of the trunk that the call came over
 * @param channelId the PBX's name of the caller's channel; with {@code pbx} it names the call
 * @param callerNumber as the PBX has it: E.164, national, an extension, a name or empty
 * @param dialledNumber the extension that was dialled; may be empty
 * @param arguments what the dialplan gave along, by name; {@code agent} selects who answers, {@code
 *     trunk} has been read already. Untrusted in length and content
 * @param receivedNanos when the call reached the gateway, on the clock of the calls
 */
public record PbxCaller(
        String pbx,
        String trunk,
        String channelId,
        String callerNumber,
        String dialledNumber,
        Map<String, String> arguments,
        long receivedNanos) {
    public PbxCaller {
        arguments = Map.copyOf(arguments);
    }

    /** Names the call in the gateway. */
    public String callId() {
        return pbx + "/" + channelId;
    }

    @Override
    public String toString() {
        return "PbxCaller[" + callId() + "]";
    }
}
