package dev.trunkline.observability.compare.statistics;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Calls as they are in life, with latencies that are known in law: each call has a level of its own
 * (its caller's network, the hour), its turns scatter around it, both lognormal, and calls have
 * different numbers of turns, 1 to 15.
 *
 * @param medianMs of all turns of all calls
 * @param between standard deviation of the calls' levels, of the logarithm
 * @param within the same of the turns around their call's level
 */
public record SimulatedArm(double medianMs, double between, double within) {
    /** About 900 ms; a turn's neighbour in its call tells a third of it. */
    public static final SimulatedArm USUAL = new SimulatedArm(900, 0.25, 0.35);

    /** Later by so much in everything: median, p90 and every call's median. */
    public List<int[]> draw(int calls, double laterMs, RandomGenerator random) {
        List<int[]> drawn = new ArrayList<>();
        for (int call = 0; call < calls; call++) {
            double level = Math.log(medianMs) + between * random.nextGaussian();
            // Geometric, mean 5, as people hang up when they please.
            int turns = 1;
            while (turns < 15 && random.nextDouble() < 0.8) {
                turns++;
            }
            int[] turnUs = new int[turns];
            for (int turn = 0; turn < turns; turn++) {
                double ms = Math.exp(level + within * random.nextGaussian()) + laterMs;
                turnUs[turn] = (int) Math.round(ms * 1_000);
            }
            drawn.add(turnUs);
        }
        return drawn;
    }
}
