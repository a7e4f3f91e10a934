package dev.trunkline.loadtest.phone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.trunkline.loadtest.audio.MuLaw;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RtpArrivalsTest {
    private static final int FRAMES = 100_000;
    private static final long FRAME_NANOS = 20_000_000;

    private final List<Long> arrived = new ArrayList<>();
    private final List<Integer> tags = new ArrayList<>();
    private final byte[] base64 = new byte[CallerAudio.FRAME_CHARS];
    private final byte[] muLaw = new byte[MuLaw.FRAME_BYTES];

    @Test
    void nothingInTheWay_everyFrameArrivesAtOnce() {
        RtpArrivals arrivals = arrivals(RtpPath.NONE);
        for (int frame = 0; frame < 100; frame++) {
            assertThat(send(arrivals, frame)).isTrue();
            assertThat(arrived).hasSize(frame + 1);
        }
        assertThat(arrivals.lost()).isZero();
    }

    @Test
    void losses_haveTheirRateAndTheirMeanLength() {
        RtpArrivals arrivals = arrivals(new RtpPath(0.02, 3, 0, 0, 11));
        int bursts = 0;
        boolean before = true;
        for (int frame = 0; frame < FRAMES; frame++) {
            boolean came = send(arrivals, frame);
            bursts += before && !came ? 1 : 0;
            before = came;
        }
        assertThat(arrived).hasSize((int) (FRAMES - arrivals.lost())).isSorted();
        assertThat(arrivals.lost() / (double) FRAMES).isCloseTo(0.02, within(0.003));
        assertThat(arrivals.lost() / (double) bursts).isCloseTo(3, within(0.3));
    }

    @Test
    void losses_ofSingleFrames_areNeverTwoInARow() {
        RtpArrivals arrivals = arrivals(new RtpPath(0.2, 1, 0, 0, 5));
        boolean before = true;
        for (int frame = 0; frame < 10_000; frame++) {
            boolean came = send(arrivals, frame);
            assertThat(before || came).isTrue();
            before = came;
        }
        assertThat(arrivals.lost() / 10_000.0).isCloseTo(0.2, within(0.02));
    }

    @Test
    void stalls_endInABurst_inOrder_andLoseNothing() {
        RtpArrivals arrivals = arrivals(new RtpPath(0, 1, 30, 100, 3));
        int stalls = 0;
        boolean waiting = false;
        int largestBurst = 0;
        for (int frame = 0; frame < FRAMES; frame++) {
            int had = arrived.size();
            muLaw[0] = (byte) frame;
            assertThat(send(arrivals, frame)).isTrue();
            int came = arrived.size() - had;
            stalls += came == 0 && !waiting ? 1 : 0;
            waiting = came == 0;
            largestBurst = Math.max(largestBurst, came);
        }
        assertThat(arrived).isSorted().doesNotHaveDuplicates();
        assertThat(FRAMES - arrived.size()).isLessThan(6); // those of a stall that is not over
        assertThat(largestBurst).isEqualTo(6); // 100 ms of frames, and the one that finds it over
        // 30 a minute of 3 000 frames, of which the stalls themselves take their share.
        assertThat(stalls / (FRAMES / 3_000.0)).isCloseTo(30, within(3.0));
        for (int i = 0; i < arrived.size(); i++) {
            assertThat(tags.get(i)).isEqualTo((int) (byte) (long) arrived.get(i));
        }
    }

    @Test
    void sameSeed_sameFate() {
        RtpPath path = new RtpPath(0.1, 2, 20, 60, 42);
        RtpArrivals first = arrivals(path);
        for (int frame = 0; frame < 1_000; frame++) {
            send(first, frame);
        }
        List<Long> once = List.copyOf(arrived);
        arrived.clear();
        RtpArrivals second = arrivals(path);
        for (int frame = 0; frame < 1_000; frame++) {
            send(second, frame);
        }
        assertThat(arrived).isEqualTo(once);
    }

    @Test
    void impossiblePaths_areRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RtpPath(0.95, 1, 0, 0, 1))
                .withMessageContaining("lossRate=0.95");
        assertThatIllegalArgumentException().isThrownBy(() -> new RtpPath(0.1, 0.5, 0, 0, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new RtpPath(0, 1, -1, 0, 1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new CarrierFailure(CarrierFailure.Stage.BEFORE_STREAM, 200))
                .withMessageContaining("sipCode=200");
    }

    private RtpArrivals arrivals(RtpPath path) {
        return new RtpArrivals(
                path,
                (index, text, offset, audio) -> {
                    tags.add((int) audio[0]);
                    return arrived.add(index);
                });
    }

    private boolean send(RtpArrivals arrivals, int frame) {
        return arrivals.send(frame * FRAME_NANOS, frame, base64, 0, muLaw);
    }
}
