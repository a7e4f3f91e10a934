package dev.trunkline.gateway.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoRegistration;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A loop whose passes take what they are told to, on a clock of their own. */
class CoalescingIoHandlerTest {
    private static final long MS = 1_000_000;
    private static final int NO_TIMER = -1;

    private final List<Long> rests = new ArrayList<>();
    private final Loop loop = new Loop();
    private final Context context = new Context();
    private final CoalescingIoHandler handler =
            new CoalescingIoHandler(
                    loop,
                    Duration.ofMillis(1),
                    () -> loop.nowNanos,
                    () -> loop.cpuNanos,
                    loop::rest);

    @BeforeEach
    void begin() {
        handler.initialize();
    }

    @Test
    void aLoopWithTimeToSpareLooksWheneverSomethingComes() {
        passes(0.3);

        assertThat(rests).isEmpty();
    }

    @Test
    void aFullLoopLooksOnceInTheWholeInterval() {
        passes(0.9);

        // A pass is over after a tenth of a millisecond, the next is a millisecond after its begin.
        assertThat(rests).isNotEmpty().allMatch(rest -> rest == MS - MS / 10);
    }

    @Test
    void halfWayThereItIsHalfTheInterval() {
        passes((CoalescingIoHandler.BUSY + CoalescingIoHandler.FULL) / 2);

        assertThat(rests).isNotEmpty().allMatch(rest -> Math.abs(rest - (MS / 2 - MS / 10)) <= 1);
    }

    @Test
    void whatIsNotBusyAnyMoreRestsNoMore() {
        passes(0.9);
        rests.clear();
        sample(0.1);
        loop.pass();

        assertThat(rests).isEmpty();
    }

    @Test
    void tasksThatWaitAreNotKeptWaiting() {
        context.tasks = true;
        passes(0.9);

        assertThat(rests).isEmpty();
    }

    @Test
    void restsNoLongerThanUntilTheNextTimer() {
        context.timerNanos = MS / 5;
        passes(0.9);

        assertThat(rests).isNotEmpty().allMatch(rest -> rest == MS / 5);
    }

    @Test
    void aTimerThatIsDueIsNotKeptWaiting() {
        context.timerNanos = 0;
        passes(0.9);

        assertThat(rests).isEmpty();
    }

    @Test
    void aRestTooShortToBeWorthItIsNone() {
        context.timerNanos = CoalescingIoHandler.SHORTEST_NANOS - 1;
        passes(0.9);

        assertThat(rests).isEmpty();
    }

    @Test
    void aPassThatTookLongerThanTheIntervalIsFollowedByTheNext() {
        sample(0.9);
        loop.pass();
        rests.clear();
        loop.nowNanos += 2 * MS;
        loop.pass();

        assertThat(rests).isEmpty();
    }

    /** A sample with so much of a core used, and the passes after it. */
    private void passes(double busy) {
        sample(busy);
        loop.pass();
        rests.clear(); // the first has none before it
        for (int i = 0; i < 5; i++) {
            loop.pass();
        }
    }

    private void sample(double busy) {
        loop.cpuNanos += Math.round(CoalescingIoHandler.SAMPLE_NANOS * busy);
        loop.nowNanos = loop.sampledNanos + CoalescingIoHandler.SAMPLE_NANOS;
        loop.sampledNanos = loop.nowNanos;
    }

    private final class Loop implements IoHandler {
        private long nowNanos = 7 * MS;
        private long sampledNanos = nowNanos;
        private long cpuNanos = 3 * MS;

        void pass() {
            var _ = handler.run(context);
        }

        @Override
        public int run(IoHandlerContext context) {
            nowNanos += MS / 10;
            return 1;
        }

        void rest(long nanos) {
            rests.add(nanos);
            nowNanos += nanos;
        }

        @Override
        public IoRegistration register(IoHandle handle) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void wakeup() {}

        @Override
        public boolean isCompatible(Class<? extends IoHandle> handleType) {
            return true;
        }
    }

    private static final class Context implements IoHandlerContext {
        private boolean tasks;
        private long timerNanos = NO_TIMER;

        @Override
        public boolean canBlock() {
            return !tasks;
        }

        @Override
        public long delayNanos(long currentTimeNanos) {
            return timerNanos;
        }

        @Override
        public long deadlineNanos() {
            return timerNanos;
        }
    }
}
