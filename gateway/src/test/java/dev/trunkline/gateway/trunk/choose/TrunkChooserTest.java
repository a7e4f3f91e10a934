package dev.trunkline.gateway.trunk.choose;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.gateway.trunk.Dialable;
import dev.trunkline.gateway.trunk.PhoneNumber;
import dev.trunkline.gateway.trunk.SipUri;
import dev.trunkline.gateway.trunk.Trunk;
import dev.trunkline.gateway.trunk.choose.TrunkPolicy.Choosing;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.commons.statistics.inference.ChiSquareTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrunkChooserTest {
    private static final Instant NINE = Instant.parse("2026-11-28T09:59:59Z");
    private static final Dialable LONDON = new PhoneNumber("+442079460000");
    private static final Dialable MOBILE = new PhoneNumber("+447700900555");
    private static final Map<String, Trunk> TWO = SampleTrunks.weighing(List.of(1, 1));

    private static TrunkPolicy policy(Choosing choose, int trunks, int seed) {
        List<String> names = IntStream.range(0, trunks).mapToObj(i -> "t" + i).toList();
        return new TrunkPolicy("trial", choose, names, seed, 3);
    }

    private static List<Choice> choices(
            TrunkChooser chooser, TrunkPolicy policy, Dialable to, int count) {
        return IntStream.range(0, count).mapToObj(_ -> chooser.choose(policy, to, NINE)).toList();
    }

    private static List<String> names(Choice choice) {
        return choice.order().stream().map(Trunk::name).toList();
    }

    @Test
    void fixed_keepsTheOrderAndDrawsNothing() {
        TrunkChooser chooser = new TrunkChooser(SampleTrunks.weighing(List.of(0, 5, 9)), "pod-1");
        Choice choice = chooser.choose(policy(Choosing.FIXED, 3, 1), LONDON, NINE);
        assertThat(names(choice)).containsExactly("t0", "t1", "t2");
        assertThat(choice.experiment()).isEmpty();
        assertThat(choice.block()).isEmpty();
        assertThat(choice.index()).isEqualTo(-1);
    }

    @ParameterizedTest
    @CsvSource({"0, t0 t1 t2 t3", "1, t0 t1 t2 t3", "2, t2 t0 t1 t3", "6, t2 t0 t1 t3"})
    void weighted_takesTheTrunkInWhoseShareTheNumberFalls(int drawn, String order) {
        IntUnaryOperator random =
                sum -> {
                    assertThat(sum).isEqualTo(7);
                    return drawn;
                };
        TrunkChooser chooser =
                new TrunkChooser(SampleTrunks.weighing(List.of(2, 0, 5, 0)), "pod-1", random);
        Choice choice = chooser.choose(policy(Choosing.WEIGHTED, 4, 1), LONDON, NINE);
        assertThat(names(choice)).containsExactly(order.split(" ", -1));
        assertThat(choice.experiment()).as("nobody can repeat the draw").isEmpty();
    }

    @Test
    void experiment_namesItsBlockAndItsPlaceInIt() {
        TrunkChooser chooser = new TrunkChooser(TWO, "pod-1");
        TrunkPolicy policy = policy(Choosing.EXPERIMENT, 2, 42);
        Choice first = chooser.choose(policy, LONDON, NINE);
        Choice second = chooser.choose(policy, LONDON, NINE.minusSeconds(3_000));
        Choice mobile = chooser.choose(policy, MOBILE, NINE);
        Choice later = chooser.choose(policy, LONDON, NINE.plusSeconds(1));
        Choice late = chooser.choose(policy, LONDON, NINE);
        assertThat(first.experiment()).isEqualTo("trial");
        assertThat(List.of(first.block(), mobile.block(), later.block()))
                .containsExactly("2026-11-28T09+442", "2026-11-28T09+447", "2026-11-28T10+442");
        assertThat(
                        List.of(
                                first.index(),
                                second.index(),
                                mobile.index(),
                                later.index(),
                                late.index()))
                .containsExactly(0, 1, 0, 0, 2);
        assertThat(first.order()).containsExactlyInAnyOrderElementsOf(TWO.values());
        assertThat(first.assigned()).isEqualTo(first.order().getFirst());
        assertThat(chooser.choose(policy, new SipUri("sip:a@example.com"), NINE).block())
                .isEqualTo("2026-11-28T09sip");
    }

    @Test
    void seed_givesTheSameArmsAgain_andAnotherSeedOthers() {
        TrunkPolicy policy = policy(Choosing.EXPERIMENT, 2, 42);
        List<Choice> once = choices(new TrunkChooser(TWO, "pod-1"), policy, LONDON, 400);
        assertThat(choices(new TrunkChooser(TWO, "pod-1"), policy, LONDON, 400)).isEqualTo(once);
        assertThat(choices(new TrunkChooser(TWO, "pod-2"), policy, LONDON, 400))
                .as("two gateways do not share a sequence")
                .isNotEqualTo(once);
        TrunkPolicy other = policy(Choosing.EXPERIMENT, 2, 43);
        assertThat(choices(new TrunkChooser(TWO, "pod-1"), other, LONDON, 400)).isNotEqualTo(once);
        for (Choice choice : once) {
            int arm =
                    TrunkChooser.draw(
                            policy, "pod-1", choice.block(), choice.index(), List.of(1, 1));
            assertThat("t" + arm).as("a record can be checked").isEqualTo(choice.assigned().name());
        }
    }

    @ParameterizedTest
    @CsvSource({"1:1, 4", "3:1, 4", "2:3:5, 10", "20:30:50, 10", "1000:500, 6", "1:0:1, 4"})
    void everyRunHoldsEachArmAsOftenAsItsWeightSays(String written, int runLength) {
        List<Integer> weights = Stream.of(written.split(":", -1)).map(Integer::valueOf).toList();
        int sum = weights.stream().mapToInt(weight -> weight).sum();
        TrunkChooser chooser = new TrunkChooser(SampleTrunks.weighing(weights), "pod-1");
        TrunkPolicy policy = policy(Choosing.EXPERIMENT, weights.size(), 7);
        for (int run = 0; run < 50; run++) {
            List<String> arms =
                    choices(chooser, policy, LONDON, runLength).stream()
                            .map(choice -> choice.assigned().name())
                            .toList();
            for (int arm = 0; arm < weights.size(); arm++) {
                assertThat(Collections.frequency(arms, "t" + arm))
                        .as("t" + arm + " in run " + run)
                        .isEqualTo(weights.get(arm) * runLength / sum);
            }
        }
    }

    /** First arms of neighbouring hours, and of neighbouring prefixes, told apart by nothing. */
    @Test
    void armsOfDifferentBlocksAreIndependent() {
        TrunkPolicy policy = policy(Choosing.EXPERIMENT, 2, 42);
        TrunkChooser chooser = new TrunkChooser(TWO, "pod-1");
        long[][] hours = new long[2][2];
        long[][] prefixes = new long[2][2];
        int before = 0;
        for (int hour = 0; hour < 4_000; hour++) {
            Instant now = NINE.plus(Duration.ofHours(hour));
            int london = arm(chooser.choose(policy, LONDON, now));
            int mobile = arm(chooser.choose(policy, MOBILE, now));
            hours[before][london]++;
            prefixes[london][mobile]++;
            before = london;
        }
        ChiSquareTest test = ChiSquareTest.withDefaults();
        assertThat(test.test(hours).getPValue()).isGreaterThan(0.01);
        assertThat(test.test(prefixes).getPValue()).isGreaterThan(0.01);
        long[] first = {hours[0][0] + hours[1][0], hours[0][1] + hours[1][1]};
        assertThat(test.test(first).getPValue()).as("as many of each").isGreaterThan(0.01);
    }

    /** All six orders of AABB are to come equally often. */
    @Test
    void everyOrderOfARunIsEquallyLikely() {
        long[] seen = new long[16];
        for (int run = 0; run < 6_000; run++) {
            int order = 0;
            for (int place = 0; place < 4; place++) {
                order = 2 * order + PermutedBlocks.arm(42, "x", 4 * run + place, List.of(1, 1));
            }
            seen[order]++;
        }
        long[] possible = {seen[3], seen[5], seen[6], seen[9], seen[10], seen[12]};
        assertThat(LongStream.of(possible).sum()).isEqualTo(6_000);
        assertThat(ChiSquareTest.withDefaults().test(possible).getPValue()).isGreaterThan(0.01);
    }

    /**
     * The first draw is what stands in AABB at the place with the lowest digest, and so on: {@code
     * for p in 0 1 2 3; do printf '42\nx\n0\n%s' $p | sha256sum; done} begins with 9f0d, acae, c319
     * and 58c7, so the places are 3, 0, 1, 2.
     */
    @Test
    void draws_areThoseThatSha256sumGives() {
        List<Integer> arms =
                IntStream.range(0, 4)
                        .mapToObj(index -> PermutedBlocks.arm(42, "x", index, List.of(1, 1)))
                        .toList();
        assertThat(arms).containsExactly(1, 0, 0, 1);
    }

    @Test
    void manyThreads_drawEachPlaceOnce() throws Exception {
        TrunkChooser chooser = new TrunkChooser(TWO, "pod-1");
        TrunkPolicy policy = policy(Choosing.EXPERIMENT, 2, 42);
        List<Integer> indexes = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Future<List<Choice>>> drawn = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                drawn.add(threads.submit(() -> choices(chooser, policy, LONDON, 250)));
            }
            for (Future<List<Choice>> some : drawn) {
                some.get().forEach(choice -> indexes.add(choice.index()));
            }
        }
        assertThat(indexes)
                .containsExactlyInAnyOrderElementsOf(IntStream.range(0, 1_000).boxed().toList());
    }

    @Test
    void counts_forgetHoursThatAreOverAndStayBounded() {
        DrawCounts counts = new DrawCounts(100);
        Instant hour = Instant.parse("2026-11-28T09:00:00Z");
        for (int i = 0; i < 1_000; i++) {
            assertThat(counts.next(hour, "block " + i)).isZero();
        }
        assertThat(counts.size()).isEqualTo(100);
        assertThat(counts.next(hour, "block 999")).isEqualTo(1);
        counts.next(hour.plus(Duration.ofHours(1)), "next");
        assertThat(counts.next(hour, "block 999")).as("a late one").isEqualTo(2);
        counts.next(hour.plus(Duration.ofHours(2)), "after that");
        assertThat(counts.size()).as("of this hour and the one before").isEqualTo(2);
    }

    private static int arm(Choice choice) {
        return choice.assigned().name().equals("t0") ? 0 : 1;
    }
}
