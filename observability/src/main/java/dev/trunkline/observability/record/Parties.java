package dev.trunkline.observability.record;

/**
 * Both ends of a call, without a number.
 *
 * @param callerHash keyed hash of the caller's number; empty where there is no number or no key
 * @param calleeHash the same of the number that was called
 * @param attestation what the network says of the caller's number ({@code StirVerstat}), such as
 *     {@code TN-Validation-Passed-A}; empty where it says nothing
 */
public record Parties(String callerHash, String calleeHash, String attestation) {
    public static final Parties UNKNOWN = new Parties("", "", "");
}
