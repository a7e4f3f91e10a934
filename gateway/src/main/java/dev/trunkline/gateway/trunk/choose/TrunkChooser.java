package dev.trunkline.gateway.trunk.choose;

import dev.trunkline.gateway.trunk.Dialable;
import dev.trunkline.gateway.trunk.PhoneNumber;
import dev.trunkline.gateway.trunk.SipUri;
import dev.trunkline.gateway.trunk.Trunk;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.IntUnaryOperator;

/**
 * Assigns calls out to trunks. Thread-safe.
 *
 * <p>Whether a trunk is enabled, open or full is not asked here: an arm is assigned whatever the
 * state of its trunk, or a comparison of arms would compare their good days only.
 */
public final class TrunkChooser {
    private static final DateTimeFormatter HOUR =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH").withZone(ZoneOffset.UTC);

    /** Blocks of two hours: each is an experiment, an hour and a prefix that is called. */
    private static final int MOST_BLOCKS = 20_000;

    private final Map<String, Trunk> trunks;
    private final String gateway;
    private final IntUnaryOperator random;
    private final DrawCounts draws = new DrawCounts(MOST_BLOCKS);

    /**
     * @param trunks by name; those that policies name are among them
     * @param gateway this process's name: each has sequences of its own, since none knows how far
     *     another one is in them
     */
    public TrunkChooser(Map<String, Trunk> trunks, String gateway) {
        this(trunks, gateway, bound -> ThreadLocalRandom.current().nextInt(bound));
    }

    /**
     * @param random a number from 0, below the one that it is given; for policies that draw without
     *     an experiment
     */
    TrunkChooser(Map<String, Trunk> trunks, String gateway, IntUnaryOperator random) {
        this.trunks = Map.copyOf(trunks);
        this.gateway = gateway;
        this.random = random;
    }

    /** Assigns one call; of an experiment, that is one draw, which is never given back. */
    public Choice choose(TrunkPolicy policy, Dialable to, Instant now) {
        List<Trunk> named = policy.trunks().stream().map(this::trunk).toList();
        return switch (policy.choose()) {
            case FIXED -> Choice.of(named);
            case WEIGHTED -> Choice.of(from(weighted(weights(named)), named));
            case EXPERIMENT -> experiment(policy, named, to, now);
        };
    }

    /**
     * The arm that a draw of an experiment gave or gives, as the place of a trunk in the policy.
     * Depends on nothing else, so that recorded assignments can be checked.
     *
     * @param gateway name of the process that drew
     * @param block as in the {@link Choice}, and {@code index} too
     * @param weights of the policy's trunks, in its order
     */
    public static int draw(
            TrunkPolicy policy, String gateway, String block, int index, List<Integer> weights) {
        return PermutedBlocks.arm(policy.seed(), sequence(policy, gateway, block), index, weights);
    }

    private Choice experiment(TrunkPolicy policy, List<Trunk> named, Dialable to, Instant now) {
        Instant hour = now.truncatedTo(ChronoUnit.HOURS);
        String block = HOUR.format(hour) + prefix(to, policy.prefixDigits());
        int index = draws.next(hour, sequence(policy, gateway, block));
        int arm = draw(policy, gateway, block, index, weights(named));
        return new Choice(from(arm, named), policy.name(), block, index);
    }

    private static String sequence(TrunkPolicy policy, String gateway, String block) {
        return policy.name() + "\n" + gateway + "\n" + block;
    }

    /** Plus and the first digits of a number; of a SIP address that it is one. */
    private static String prefix(Dialable to, int digits) {
        return switch (to) {
            case PhoneNumber(String e164) -> e164.substring(0, Math.min(1 + digits, e164.length()));
            case SipUri _ -> "sip";
        };
    }

    private int weighted(List<Integer> weights) {
        int left = random.applyAsInt(weights.stream().mapToInt(weight -> weight).sum());
        int arm = 0;
        while (left >= weights.get(arm)) {
            left -= weights.get(arm);
            arm++;
        }
        return arm;
    }

    private static List<Integer> weights(List<Trunk> named) {
        return named.stream().map(Trunk::weight).toList();
    }

    /** The trunk at {@code first}, then the others as they stand. */
    private static List<Trunk> from(int first, List<Trunk> named) {
        List<Trunk> order = new ArrayList<>(named);
        order.addFirst(order.remove(first));
        return order;
    }

    private Trunk trunk(String name) {
        return Objects.requireNonNull(trunks.get(name), () -> "no trunk " + name);
    }
}
