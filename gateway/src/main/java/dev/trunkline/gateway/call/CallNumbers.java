package dev.trunkline.gateway.call;

import dev.trunkline.gateway.trunk.PhoneNumber;
import org.jspecify.annotations.Nullable;

/**
 * The numbers of a call while it runs, for what is sent to them. Never printed, never recorded:
 * what stays of them are the hashes in {@link CallIdentity}.
 *
 * @param caller the person on the phone; null if the number is withheld or none
 * @param line our number; null if the call came by another address
 */
public record CallNumbers(@Nullable PhoneNumber caller, @Nullable PhoneNumber line) {
    public static final CallNumbers UNKNOWN = new CallNumbers(null, null);

    @Override
    public String toString() {
        return "CallNumbers[***]";
    }
}
