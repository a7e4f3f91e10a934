package dev.trunkline.loadtest.rest;

import dev.trunkline.loadtest.model.DelayDistribution;

/**
 * How calls over one trunk come out; drawn anew for each call. All figures are made up by whoever
 * sets them.
 *
 * @param postDialDelay from dialling until it rings, is busy, or fails
 * @param ringing until someone answers
 * @param chances of not being answered
 * @param machines who answers
 */
public record TrunkBehavior(
        DelayDistribution postDialDelay,
        DelayDistribution ringing,
        Chances chances,
        Machines machines) {

    /** Rings at once, and a person answers at once. */
    public static final TrunkBehavior PROMPT =
            new TrunkBehavior(
                    new DelayDistribution.Constant(0),
                    new DelayDistribution.Constant(0),
                    Chances.NONE,
                    Machines.NONE);

    /**
     * How many of a hundred, so to speak; each 0 to 1, and together at most 1.
     *
     * @param busy 486
     * @param noAnswer rings until the caller gives up
     * @param failed answered with {@code sipCode}
     * @param sipCode such as 503
     */
    public record Chances(double busy, double noAnswer, double failed, int sipCode) {
        public static final Chances NONE = new Chances(0, 0, 0, 503);

        public Chances {
            if (busy < 0 || noAnswer < 0 || failed < 0 || busy + noAnswer + failed > 1.000_001) {
                throw new IllegalArgumentException(
                        "chances "
                                + busy
                                + ", "
                                + noAnswer
                                + ", "
                                + failed
                                + ": expected a sum of 0..1");
            }
            if (sipCode < 400 || sipCode > 699) {
                throw new IllegalArgumentException(
                        "sipCode=" + sipCode + ": expected a final failure, 400 to 699");
            }
        }
    }

    /**
     * Answering machines.
     *
     * @param share of the answered calls, 0 to 1
     * @param detection how long detecting takes, whoever it is
     */
    public record Machines(double share, DelayDistribution detection) {
        public static final Machines NONE = new Machines(0, new DelayDistribution.Constant(0));
    }

    /** No call comes through: what a broken trunk does until it is given another behavior. */
    public static TrunkBehavior failing(int sipCode) {
        return PROMPT.withChances(new Chances(0, 0, 1, sipCode));
    }

    public TrunkBehavior withPostDialDelay(DelayDistribution delay) {
        return new TrunkBehavior(delay, ringing, chances, machines);
    }

    public TrunkBehavior withRinging(DelayDistribution delay) {
        return new TrunkBehavior(postDialDelay, delay, chances, machines);
    }

    public TrunkBehavior withChances(Chances other) {
        return new TrunkBehavior(postDialDelay, ringing, other, machines);
    }

    public TrunkBehavior withMachines(Machines other) {
        return new TrunkBehavior(postDialDelay, ringing, chances, other);
    }
}
