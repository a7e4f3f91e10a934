package dev.trunkline.gateway.pbx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.gateway.call.CallClock;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LoopPacerTest {
    private static final long FRAME_NANOS = 20_000_000L;

    private final MockTicker ticker = Ticker.newMockTicker();
    private final EmbeddedChannel channel = EmbeddedChannel.builder().ticker(ticker).build();
    private final LoopPacer pacer = new LoopPacer(channel.eventLoop(), new TickerClock());
    private final List<Long> due = new ArrayList<>();
    private int skipped;

    LoopPacerTest() {
        ticker.advance(5, TimeUnit.MILLISECONDS); // on no phase
    }

    private final class TickerClock implements CallClock {
        @Override
        public long nanos() {
            return ticker.nanoTime();
        }

        @Override
        public Timer schedule(long delayNanos, Runnable task) {
            throw new UnsupportedOperationException("the pacer has the loop's own timers");
        }
    }

    private FramePacer.Pacing begin() {
        return pacer.begin((at, missed) -> {
            due.add(at);
            skipped += missed;
        });
    }

    private void pass(long nanos) {
        ticker.advance(nanos, TimeUnit.NANOSECONDS);
        channel.runScheduledPendingTasks();
    }

    @Test
    void beats_areTwentyMillisecondsApart_howeverUnevenlyTheLoopRuns() {
        begin();
        for (int i = 0; i < 1_000; i++) {
            pass(7_300_000 + i % 5 * 1_000_000);
        }

        assertThat(due).hasSizeGreaterThan(400);
        for (int i = 1; i < due.size(); i++) {
            assertThat(due.get(i) - due.get(i - 1)).isEqualTo(FRAME_NANOS);
        }
        assertThat(ticker.nanoTime() - due.getLast()).isBetween(0L, FRAME_NANOS);
        assertThat(skipped).isZero();
    }

    @Test
    void theFirstBeat_comesWithinOneFrame() {
        begin();

        pass(FRAME_NANOS);

        assertThat(due).hasSize(1);
    }

    @Test
    void aShortStall_isCaughtUpWith() {
        begin();
        pass(FRAME_NANOS);

        pass(3 * FRAME_NANOS);

        assertThat(due).hasSize(4);
        assertThat(skipped).isZero();
    }

    @Test
    void aLongStall_isSkipped_andTheBeatStaysOnItsSchedule() {
        begin();
        pass(FRAME_NANOS);

        pass(100 * FRAME_NANOS);
        pass(FRAME_NANOS);

        assertThat(due).hasSize(3);
        assertThat(skipped).isEqualTo(99);
        assertThat((due.getLast() - due.getFirst()) % FRAME_NANOS).isZero();
    }

    @Test
    void legs_areSpreadOverThePhases() {
        for (int leg = 0; leg < LoopPacer.PHASES; leg++) {
            begin();
        }
        pass(FRAME_NANOS);
        due.clear();

        int most = 0;
        for (int step = 0; step < LoopPacer.PHASES; step++) {
            int before = due.size();
            pass(FRAME_NANOS / LoopPacer.PHASES);
            most = Math.max(most, due.size() - before);
        }

        assertThat(due).hasSize(LoopPacer.PHASES);
        assertThat(most).isEqualTo(1);
    }

    @Test
    void aLegThatHasEnded_isNotTold_andItsTimerGoes() {
        FramePacer.Pacing pacing = begin();
        pass(FRAME_NANOS);

        pacing.end();
        pacing.end();
        pass(10 * FRAME_NANOS);

        assertThat(due).hasSize(1);
        assertThat(channel.runScheduledPendingTasks()).isEqualTo(-1);
    }

    @Test
    void aLegThatEndsItselfOnTheBeat_leavesTheOthers() {
        FramePacer.Pacing[] own = new FramePacer.Pacing[1];
        for (int leg = 0; leg < LoopPacer.PHASES; leg++) {
            begin();
        }
        own[0] = pacer.begin((_, _) -> own[0].end());

        pass(FRAME_NANOS);
        pass(FRAME_NANOS);

        assertThat(due).hasSize(2 * LoopPacer.PHASES);
    }

    @Test
    void beginningAgainAfterAllHaveEnded_beats() {
        begin().end();
        pass(2 * FRAME_NANOS);
        begin();

        pass(FRAME_NANOS);

        assertThat(due).hasSize(1);
    }
}
