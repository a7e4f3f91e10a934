package dev.trunkline.gateway;

import io.netty.util.concurrent.AbstractScheduledEventExecutor;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.internal.PriorityQueue;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Optional;

/**
 * How many timers are set on an event loop: a call that leaves one behind is a leak that memory
 * shows late. Netty keeps their queue to itself, so it is read where it lies, by whichever thread:
 * the number may be a moment old.
 */
final class LoopTimers {
    private static final Optional<VarHandle> QUEUE = queue();

    private LoopTimers() {}

    private static Optional<VarHandle> queue() {
        try {
            return Optional.of(
                    MethodHandles.privateLookupIn(
                                    AbstractScheduledEventExecutor.class, MethodHandles.lookup())
                            .findVarHandle(
                                    AbstractScheduledEventExecutor.class,
                                    "scheduledTaskQueue",
                                    PriorityQueue.class));
        } catch (ReflectiveOperationException otherNetty) {
            return Optional.empty(); // a gauge is not worth a gateway: there is none then
        }
    }

    /** Whether they can be counted. */
    static boolean known(EventExecutor loop) {
        return QUEUE.isPresent() && loop instanceof AbstractScheduledEventExecutor;
    }

    /** Timers set on a loop that is {@link #known}. */
    static int of(EventExecutor loop) {
        return QUEUE.map(field -> (PriorityQueue<?>) field.get(loop))
                .map(PriorityQueue::size)
                .orElse(0);
    }
}
