package dev.trunkline.loadtest.relay;

import java.util.Map;

/**
 * What {@code setup} says about a call.
 *
 * @param sessionId {@code VX} and 32 hexadecimal digits
 * @param direction {@code inbound} or as webhooks spell outbound calls
 * @param parameters of the TwiML's {@code <Parameter>} elements
 */
public record RelayIdentity(
        String sessionId,
        String accountSid,
        String callSid,
        String from,
        String to,
        String direction,
        Map<String, String> parameters) {

    public RelayIdentity {
        parameters = Map.copyOf(parameters);
    }

    /** Numbers are nobody else's business. */
    @Override
    public String toString() {
        return "RelayIdentity[" + sessionId + ' ' + callSid + ']';
    }
}
