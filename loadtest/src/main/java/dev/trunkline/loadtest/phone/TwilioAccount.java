package dev.trunkline.loadtest.phone;

/**
 * The account that owns the simulated number or trunk.
 *
 * @param accountSid {@code AC} and 32 hexadecimal digits
 * @param authToken signs webhooks and WebSocket upgrades
 */
public record TwilioAccount(String accountSid, String authToken) {
    @Override
    public String toString() {
        return "TwilioAccount[" + accountSid + ']'; // the token signs: it is printed nowhere
    }
}
