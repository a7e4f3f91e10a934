package dev.trunkline.loadtest.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.trunkline.loadtest.demo.DemoPlan.PlannedCall;
import dev.trunkline.loadtest.phone.CarrierFailure.Stage;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DemoPlanTest {
    @Test
    void sameSeed_samePlan_andAnotherSeedAnother() {
        assertThat(DemoPlan.draw(60, 7)).isEqualTo(DemoPlan.draw(60, 7));
        assertThat(DemoPlan.draw(60, 7).calls()).isNotEqualTo(DemoPlan.draw(60, 8).calls());
        assertThat(DemoPlan.draw(60, 7).calls())
                .startsWith(calls(12, 7).toArray(PlannedCall[]::new));
    }

    @Test
    void trunks_areDrawnInBlocksOfSix_inEveryOrder() {
        Set<List<DemoTrunk>> orders = new HashSet<>();
        for (int seed = 0; seed < 500; seed++) {
            List<PlannedCall> calls = calls(12, seed);
            for (int from = 0; from < 12; from += 6) {
                List<DemoTrunk> block =
                        calls.subList(from, from + 6).stream().map(PlannedCall::trunk).toList();
                assertThat(block)
                        .containsExactlyInAnyOrder(
                                DemoTrunk.BYOC,
                                DemoTrunk.BYOC,
                                DemoTrunk.NATIVE,
                                DemoTrunk.NATIVE,
                                DemoTrunk.PBX,
                                DemoTrunk.PBX);
                orders.add(block);
            }
        }
        assertThat(orders).hasSize(90); // 6! / (2! 2! 2!)
    }

    @Test
    void conversations_andFailures_haveTheirShares() {
        List<PlannedCall> calls = calls(20_000, 3);
        assertThat(share(calls, DemoTrunk.BYOC, null)).isCloseTo(0.9, within(0.01));
        assertThat(share(calls, DemoTrunk.BYOC, Stage.BEFORE_STREAM))
                .isCloseTo(0.075, within(0.01));
        assertThat(share(calls, DemoTrunk.BYOC, Stage.BEFORE_WEBHOOK))
                .isCloseTo(0.025, within(0.01));
        assertThat(share(calls, DemoTrunk.NATIVE, null)).isCloseTo(0.98, within(0.01));
        assertThat(share(calls, DemoTrunk.PBX, null)).isCloseTo(0.95, within(0.01));
        assertThat(share(calls, DemoTrunk.PBX, Stage.BEFORE_STREAM)).isZero();
        for (Conversation conversation : Conversation.values()) {
            long byoc =
                    calls.stream()
                            .filter(call -> call.conversation() == conversation)
                            .filter(call -> call.trunk() == DemoTrunk.BYOC)
                            .count();
            long all = calls.stream().filter(call -> call.conversation() == conversation).count();
            assertThat(byoc / (double) all).isCloseTo(1 / 3.0, within(0.03));
        }
    }

    private static double share(List<PlannedCall> calls, DemoTrunk trunk, @Nullable Stage failsAt) {
        List<PlannedCall> arm = calls.stream().filter(call -> call.trunk() == trunk).toList();
        return arm.stream().filter(call -> call.network().failsAt() == failsAt).count()
                / (double) arm.size();
    }

    private static List<PlannedCall> calls(int count, long seed) {
        return DemoPlan.draw(count, seed).calls();
    }
}
