package dev.trunkline.gateway.twilio.rest;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How long the client waits, and how often it tries.
 *
 * @param connectLimit for a connection
 * @param answerLimit for one try, from asking for a connection to the last byte of the answer
 * @param tries how often a request is tried at most, the first time included
 * @param firstPause before the second try; doubled before each further one
 * @param longestPause longer pauses, also such as Twilio asks for, are not made: the request fails
 */
record Patience(
        Duration connectLimit,
        Duration answerLimit,
        int tries,
        Duration firstPause,
        Duration longestPause) {

    static final Patience STANDARD =
            new Patience(
                    Duration.ofSeconds(3),
                    Duration.ofSeconds(10),
                    3,
                    Duration.ofMillis(250),
                    Duration.ofSeconds(5));

    /**
     * Before the next try: between half the pause that is due and all of it, so that clients that
     * were refused together do not come back together.
     *
     * @param triesMade 1 or more
     */
    Duration pause(int triesMade) {
        long due = firstPause.toNanos() << Math.min(triesMade - 1, 16);
        return Duration.ofNanos(ThreadLocalRandom.current().nextLong(due / 2, due + 1));
    }
}
