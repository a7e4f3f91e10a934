package dev.trunkline.gateway.trunk.limit;

import io.vertx.core.Future;
import java.time.Duration;

/**
 * Which requests for a call were made before, by the key that came with them. A key is forgotten
 * after a day. Thread-safe; futures complete on the caller's context.
 */
public interface IdempotencyKeys {
    /** How long a key is remembered. */
    Duration REMEMBERED = Duration.ofHours(24);

    /** Characters of a key. */
    int LONGEST_KEY = 256;

    /**
     * Lets {@code key} stand for the call, if it stands for none yet. Of several at once one is
     * new.
     *
     * @param key as {@link #isKey} has it; of tenants that must not see each other's, with the
     *     tenant in it
     * @param fingerprint hash of the request's content, at most 256 characters
     * @param callId of the call that the request would make
     * @return what the key stands for now; fails with {@link LimitsUnavailableException} if the
     *     store cannot be asked: it does not stand for this call then, or not for long
     * @throws IllegalArgumentException if that is no key
     */
    Future<Claim> claim(String key, String fingerprint, String callId);

    /**
     * Lets go of a key whose request was refused after all, so that it can be made again; nothing
     * if it stands for another call. Best effort: fails as {@link #claim} does.
     */
    Future<Void> forget(String key, String callId);

    /** Whether {@code key} can be one: of such a length, without control characters. */
    static boolean isKey(String key) {
        return !key.isEmpty()
                && key.length() <= LONGEST_KEY
                && key.chars().noneMatch(Character::isISOControl);
    }

    /**
     * Does not repeat what it refuses.
     *
     * @throws IllegalArgumentException if that is no key
     */
    static void check(String key) {
        if (!isKey(key)) {
            throw new IllegalArgumentException(
                    "idempotency key: expected 1 to "
                            + LONGEST_KEY
                            + " characters without control characters");
        }
    }

    /** What a key stands for. */
    sealed interface Claim {
        /** For this call: nobody had it. */
        record New() implements Claim {}

        /** For a call that the same request made before. */
        record Known(String callId) implements Claim {}

        /** For another request: this one is a mistake. */
        record Different() implements Claim {}
    }
}
