package dev.trunkline.loadtest.rest;

import dev.trunkline.loadtest.model.DelayDistribution;
import java.util.List;
import java.util.SplittableRandom;

/** What happens to status callbacks on their way to the gateway. Asked on the API's event loop. */
public interface CallbackDelivery {
    /** Each once, and those of one call in order. */
    CallbackDelivery PROMPT = (status, sequenceNumber) -> List.of(0L);

    /**
     * When one arrives.
     *
     * @param status its {@code CallStatus}
     * @param sequenceNumber its {@code SequenceNumber}
     * @return delays in milliseconds, one for each time that it is sent: none if it is lost. 0
     *     waits until those of the call that were sent with 0 before are answered; any other delay
     *     runs by itself, and may overtake or be overtaken
     */
    List<Long> delaysMs(String status, int sequenceNumber);

    /**
     * A network that loses, repeats and delays: by delays of their own they overtake each other.
     *
     * @param lost share of callbacks that never arrive
     * @param repeated share of the others that arrive twice
     */
    static CallbackDelivery disorderly(
            double lost, double repeated, DelayDistribution delay, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return (status, sequenceNumber) -> {
            if (random.nextDouble() < lost) {
                return List.of();
            }
            long once = delay.sampleMs(random);
            return random.nextDouble() < repeated
                    ? List.of(once, once + delay.sampleMs(random))
                    : List.of(once);
        };
    }
}
