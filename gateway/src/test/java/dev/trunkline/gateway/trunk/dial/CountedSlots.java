package dev.trunkline.gateway.trunk.dial;

import dev.trunkline.gateway.trunk.limit.Answer;
import dev.trunkline.gateway.trunk.limit.CallSlots;
import dev.trunkline.gateway.trunk.limit.Demand;
import dev.trunkline.gateway.trunk.limit.Lease;
import dev.trunkline.gateway.trunk.limit.LimitsUnavailableException;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;

/** Knows which leases are out, and can be away. Confined to the scene's loop. */
final class CountedSlots implements CallSlots {
    private final CallSlots slots;
    private final List<Lease> out = new ArrayList<>();
    private int twice;
    private int asked;
    boolean away;

    CountedSlots(CallSlots slots) {
        this.slots = slots;
    }

    int out() {
        return out.size();
    }

    /** How often something was wanted. */
    int asked() {
        return asked;
    }

    /** Leases that were given back although they were not held. */
    int givenBackTwice() {
        return twice;
    }

    @Override
    public Future<Answer> take(Demand demand) {
        asked++;
        if (away) {
            return Future.failedFuture(new LimitsUnavailableException("the store is away", null));
        }
        return slots.take(demand)
                .onSuccess(answer -> {
                    if (answer instanceof Answer.Granted(Lease lease)) {
                        out.add(lease);
                    }
                });
    }

    @Override
    public void release(Lease lease) {
        twice += out.remove(lease) ? 0 : 1;
        slots.release(lease);
    }

    @Override
    public Future<Void> close() {
        return slots.close();
    }
}
