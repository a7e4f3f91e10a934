package dev.trunkline.gateway.trunk.choose;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Randomisation by permuted blocks: within each run of a few draws every arm comes exactly as often
 * as its weight says, in an order that only the seed determines. So arms are balanced at any moment
 * but for the last run, and whoever has the seed can repeat every draw.
 *
 * <p>The order of a run is that of SHA-256 digests, one a place: no random generator, whose
 * algorithm may change, stands between the seed and the arms, and other languages can check them.
 */
final class PermutedBlocks {
    /** So that two equal arms come as AABB, ABAB, ABBA and so on, not as AB or BA only. */
    private static final int LEAST_RUN = 4;

    private PermutedBlocks() {}

    /**
     * Which arm a draw gives.
     *
     * @param sequence what the draw belongs to; different ones are independent
     * @param index of the draw in it, from 0
     * @param weights of the arms, not negative, one of them positive
     * @return index of an arm whose weight is positive
     */
    static int arm(long seed, String sequence, int index, List<Integer> weights) {
        List<Integer> run = run(weights);
        int number = index / run.size();
        List<Integer> order =
                IntStream.range(0, run.size())
                        .mapToObj(place -> new Place(place, key(seed, sequence, number, place)))
                        .sorted((a, b) -> a.key().compareTo(b.key()))
                        .map(Place::number)
                        .toList();
        return run.get(order.get(index % run.size()));
    }

    /** The length of a run: a small multiple of the sum of the reduced weights. */
    static int runLength(List<Integer> weights) {
        return run(weights).size();
    }

    private record Place(int number, String key) {}

    /** Each arm as often as a run has it. */
    private static List<Integer> run(List<Integer> weights) {
        int divisor =
                weights.stream()
                        .map(BigInteger::valueOf)
                        .reduce(BigInteger.ZERO, BigInteger::gcd)
                        .intValueExact();
        if (divisor == 0) {
            throw new IllegalArgumentException("weights: expected one above 0, got " + weights);
        }
        int sum = weights.stream().mapToInt(weight -> weight / divisor).sum();
        int times = Math.ceilDiv(LEAST_RUN, sum);
        List<Integer> arms = new ArrayList<>();
        for (int arm = 0; arm < weights.size(); arm++) {
            for (int i = 0; i < times * (weights.get(arm) / divisor); i++) {
                arms.add(arm);
            }
        }
        return arms;
    }

    private static String key(long seed, String sequence, int run, int place) {
        String text = seed + "\n" + sequence + "\n" + run + "\n" + place;
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) { // every Java platform has it
            throw new IllegalStateException("no SHA-256", impossible);
        }
    }
}
