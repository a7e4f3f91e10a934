package dev.trunkline.loadtest.model;

import java.util.random.RandomGenerator;

/**
 * How long the simulated model thinks before it speaks, in milliseconds; drawn from a seeded
 * source.
 */
public sealed interface DelayDistribution {

    /** One draw in milliseconds, never negative. */
    long sampleMs(RandomGenerator random);

    /** Always {@code delayMs}. */
    record Constant(long delayMs) implements DelayDistribution {
        @Override
        public long sampleMs(RandomGenerator random) {
            return Math.max(0, delayMs);
        }
    }

    /** Every whole millisecond of {@code minMs}..{@code maxMs}, both included, equally likely. */
    record Uniform(long minMs, long maxMs) implements DelayDistribution {
        public Uniform {
            if (minMs < 0 || maxMs < minMs) {
                throw new IllegalArgumentException(
                        "uniform delay " + minMs + ".." + maxMs + " ms: expected 0 <= min <= max");
            }
        }

        @Override
        public long sampleMs(RandomGenerator random) {
            return random.nextLong(minMs, maxMs + 1);
        }
    }

    /**
     * What answer times of hosted models look like: a median and a tail. {@code sigma} is the
     * standard deviation of the logarithm (0.3 is tame, 0.8 has a p99 of about six times the
     * median); draws above {@code maxMs} are cut to it.
     */
    record LogNormal(double medianMs, double sigma, long maxMs) implements DelayDistribution {
        @Override
        public long sampleMs(RandomGenerator random) {
            double drawnMs = medianMs * Math.exp(sigma * random.nextGaussian());
            return Math.min(maxMs, Math.round(drawnMs));
        }
    }
}
