package dev.trunkline.loadtest.phone;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Those who wait for a call to get somewhere. One event loop, but for {@link #await}. */
final class Waiters {
    private final PhoneLoop loop;
    private final List<Waiter<?>> waiting = new ArrayList<>();
    private boolean over;

    private final class Waiter<P> extends TimerWheel.Timer {
        final Supplier<@Nullable P> now;
        final Predicate<P> condition;
        final CompletableFuture<P> reached = new CompletableFuture<>();

        Waiter(Supplier<@Nullable P> now, Predicate<P> condition) {
            this.now = now;
            this.condition = condition;
        }

        void look() {
            P progress = now.get();
            try {
                if (progress != null && condition.test(progress)) {
                    leave();
                    reached.complete(progress);
                }
            } catch (
                    RuntimeException
                            e) { // a test's condition is wrong: that test fails, the loop goes on
                leave();
                reached.completeExceptionally(e);
            }
        }

        void leave() {
            waiting.remove(this);
            loop.wheel.cancel(this);
        }

        @Override
        void fire(long nowNanos) {
            waiting.remove(this);
            P progress = now.get();
            String where = progress == null ? "nothing is open yet" : progress.toString();
            reached.completeExceptionally(new TimeoutException("condition not reached: " + where));
        }
    }

    Waiters(PhoneLoop loop) {
        this.loop = loop;
    }

    /**
     * Waits until {@code condition} holds for what {@code now} gives; null is nothing yet. From any
     * thread.
     *
     * @return fails with {@link TimeoutException} after {@code deadline}, with {@link
     *     IllegalStateException} when the call ends first
     */
    <P> CompletableFuture<P> await(
            Supplier<@Nullable P> now, Predicate<P> condition, Duration deadline) {
        Waiter<P> waiter = new Waiter<>(now, condition);
        loop.run(() -> {
            waiting.add(waiter);
            loop.wheel.arm(waiter, loop.now() + deadline.toNanos());
            waiter.look();
            if (over) {
                giveUp();
            }
        });
        return waiter.reached;
    }

    /** Something happened. */
    void look() {
        if (!waiting.isEmpty()) {
            List.copyOf(waiting).forEach(Waiter::look);
        }
    }

    /** The call is over. */
    void giveUp() {
        over = true;
        for (Waiter<?> waiter : List.copyOf(waiting)) {
            waiter.leave();
            waiter.reached.completeExceptionally(new IllegalStateException("the call ended first"));
        }
    }
}
