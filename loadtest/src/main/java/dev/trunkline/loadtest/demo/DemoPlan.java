package dev.trunkline.loadtest.demo;

import dev.trunkline.loadtest.demo.DemoTrunk.CallNetwork;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Every random choice of a run, made beforehand from one seed: which trunk a call goes over, what
 * is talked about, what the network does to it. Trunks are drawn in permuted blocks of six, so that
 * the arms are never more than two calls apart; conversations are drawn apart from them.
 *
 * @param seed the same seed and number of calls give the same plan
 */
record DemoPlan(long seed, List<PlannedCall> calls) {
    /** Talking and interrupting is what has latencies: most calls do. */
    private static final List<Conversation> MIX =
            List.of(
                    Conversation.TALK,
                    Conversation.TALK,
                    Conversation.TALK,
                    Conversation.INTERRUPT,
                    Conversation.INTERRUPT,
                    Conversation.INTERRUPT,
                    Conversation.KEYS,
                    Conversation.TRANSFER);

    private static final List<DemoTrunk> BLOCK =
            List.of(
                    DemoTrunk.BYOC,
                    DemoTrunk.BYOC,
                    DemoTrunk.NATIVE,
                    DemoTrunk.NATIVE,
                    DemoTrunk.PBX,
                    DemoTrunk.PBX);

    /**
     * A call that is to be placed.
     *
     * @param number from 1
     */
    record PlannedCall(
            int number, DemoTrunk trunk, Conversation conversation, CallNetwork network) {}

    static DemoPlan draw(int calls, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        SplittableRandom trunks = random.split();
        SplittableRandom conversations = random.split();
        List<PlannedCall> plan = new ArrayList<>();
        List<DemoTrunk> block = List.of();
        for (int index = 0; index < calls; index++) {
            if (index % BLOCK.size() == 0) {
                block = block(trunks);
            }
            DemoTrunk trunk = block.get(index % BLOCK.size());
            Conversation conversation = MIX.get(conversations.nextInt(MIX.size()));
            plan.add(new PlannedCall(index + 1, trunk, conversation, trunk.draw(random.split())));
        }
        return new DemoPlan(seed, List.copyOf(plan));
    }

    /** Each trunk equally often, in an order that every permutation has the same chance of. */
    private static List<DemoTrunk> block(SplittableRandom random) {
        List<DemoTrunk> block = new ArrayList<>();
        for (DemoTrunk trunk : BLOCK) {
            block.add(random.nextInt(block.size() + 1), trunk);
        }
        return block;
    }
}
