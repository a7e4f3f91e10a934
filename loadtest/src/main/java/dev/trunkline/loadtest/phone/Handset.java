package dev.trunkline.loadtest.phone;

import java.util.List;

/**
 * What the one on the phone does where there is no stream: a document waits for keys or a message,
 * or has joined the call to another.
 *
 * @param keys pressed at one {@code <Gather>} each, in order; none at those that are empty, and
 *     after the last
 * @param keysAfterMs how long after a {@code <Gather>} begins
 * @param message for a {@code <Record>}
 * @param talksMs hangs up when it has been joined to somebody by {@code <Dial>} for so long; {@link
 *     #STAYS} waits for the others
 */
public record Handset(List<String> keys, long keysAfterMs, Message message, long talksMs) {
    public static final long STAYS = -1;

    /** Who calls: presses nothing, leaves a short message, and talks until the others hang up. */
    public static final Handset CALLER =
            new Handset(List.of(), 0, new Message(20, Then.PRESS_KEY), STAYS);

    /** Who is called: as the caller, but hangs up as soon as somebody is there. */
    public static final Handset CALLED = CALLER.talking(0);

    /**
     * What a {@code <Record>} hears.
     *
     * @param spokenMs nothing if 0
     */
    public record Message(long spokenMs, Then then) {}

    /** What comes after a message. */
    public enum Then {
        /** A key that ends the recording, if there is one. */
        PRESS_KEY,
        HANG_UP,
        /** Silence. */
        STAY
    }

    public Handset {
        keys = List.copyOf(keys);
    }

    /** Presses these keys, at one {@code <Gather>} each. */
    public Handset pressing(String... keysOfEach) {
        return new Handset(List.of(keysOfEach), keysAfterMs, message, talksMs);
    }

    public Handset pressingAfter(long delayMs) {
        return new Handset(keys, delayMs, message, talksMs);
    }

    public Handset leaving(Message other) {
        return new Handset(keys, keysAfterMs, other, talksMs);
    }

    public Handset talking(long forMs) {
        return new Handset(keys, keysAfterMs, message, forMs);
    }
}
