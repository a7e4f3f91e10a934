package dev.trunkline.codecs.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.codecs.audio.AudioFormat;
import dev.trunkline.codecs.fixtures.LeakCheck;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for any network. Cases are random but seeded; a failure prints its seed. */
@ExtendWith(LeakCheck.class)
class ResequencerPropertyTest {
    private static final long MS = Arrivals.MS;
    private static final int STEP = 960;
    private static final int PACKETS = 1_500;

    static LongStream seeds() {
        return LongStream.range(0, 60);
    }

    private final NumberedDecoder decoder = new NumberedDecoder(48_000);
    private final Handed handed = new Handed(AudioFormat.PCM_48K);

    @ParameterizedTest
    @MethodSource("seeds")
    void anyNetwork_orderBoundsAndAccounts(long seed) {
        Random random = new Random(seed);
        double loss = random.nextDouble() * 0.4;
        double duplicate = random.nextDouble() * 0.1;
        double pauses = random.nextDouble() * 0.05;
        int jitterMs = random.nextInt(150);
        int start = random.nextInt(65_536);
        long timestamp = random.nextLong() & 0xFFFF_FFFFL;
        Arrivals network = new Arrivals();
        int sent = 0;
        int copies = 0;
        int slot = 0;
        for (int n = 0; n < PACKETS; n++, slot++) {
            byte[] payload = NumberedDecoder.payload(n, random.nextBoolean());
            int pause = random.nextDouble() < pauses ? random.nextInt(50) : 0;
            if (pause > 0 && random.nextBoolean()) {
                payload[4] = NumberedDecoder.BEGINS_PAUSE;
            }
            boolean lost = random.nextDouble() < loss && n != 0 && n != PACKETS - 1;
            long arrives = slot * 20L * MS + (long) (random.nextDouble() * jitterMs * MS);
            if (!lost) {
                network.add(arrives, start + n, timestamp + (long) slot * STEP, payload);
                sent++;
            }
            if (!lost && random.nextDouble() < duplicate) {
                long again = arrives + (long) (random.nextDouble() * 60 * MS);
                network.add(again, start + n, timestamp + (long) slot * STEP, payload);
                copies++;
            }
            slot += pause;
        }
        long until = slot * 20L + 200;
        try (Resequencer resequencer = resequencer()) {
            network.run(resequencer, until * MS);
            JitterBufferCounters counters = resequencer.counters();
            String seeded = "seed " + seed;
            for (int i = 1; i < decoder.decoded.size(); i++) {
                assertThat(decoder.decoded.get(i))
                        .as(seeded)
                        .isGreaterThan(decoder.decoded.get(i - 1));
            }
            assertThat(counters.received()).as(seeded).isEqualTo(sent + copies);
            // every packet had one fate
            assertThat(
                            counters.played()
                                    + counters.late()
                                    + counters.duplicates()
                                    + counters.overflowed())
                    .as(seeded)
                    .isEqualTo(sent + copies);
            assertThat(counters.played()).as(seeded).isGreaterThan((long) (sent * 0.93));
            // the audio lasts as long as the stream did, but for what came late and was kept
            assertThat(handed.samples() / 48L).as(seeded).isBetween(until - 450, until + 200);
            // every sample is accounted for
            long made =
                    counters.played() * STEP
                            + decoder.recoveredSamples
                            + counters.concealedSamples()
                            + handed.samples(AudioOrigin.PAUSE);
            assertThat(handed.samples()).as(seeded).isEqualTo((int) made);
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void reorderingWithoutLoss_losesNothing(long seed) {
        Random random = new Random(seed);
        int jitterMs = 1 + random.nextInt(35); // below what is waited for before it was measured
        Arrivals network = new Arrivals();
        for (int n = 0; n < PACKETS; n++) {
            // nothing is known of what may come before the first that comes
            long jitter = n == 0 ? 0 : (long) (random.nextDouble() * jitterMs * MS);
            long arrives = n * 20L * MS + jitter;
            network.add(arrives, n, n * 960L, NumberedDecoder.payload(n, false));
        }
        JitterBufferSettings all = JitterBufferSettings.forCall().withInTimeQuantile(1);
        try (Resequencer resequencer = new Resequencer(decoder, AudioFormat.PCM_48K, all, handed)) {
            network.run(resequencer, PACKETS * 20L * MS + 200 * MS);
            assertThat(decoder.decoded).as("seed %d", seed).hasSize(PACKETS).isSorted();
            assertThat(resequencer.counters().lost()).isZero();
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void anyPacketAtAnyTime_neverThrowsAndNeverGrows(long seed) {
        Random random = new Random(seed);
        RtpPacketView view = new RtpPacketView();
        try (Resequencer resequencer = resequencer()) {
            long now = random.nextLong() >> 8;
            int sequence = random.nextInt(65_536);
            for (int i = 0; i < 2_000; i++) {
                now +=
                        random.nextInt(10) == 0
                                ? random.nextInt(2_000) * MS
                                : random.nextInt(20) * MS;
                int wild = random.nextInt(20);
                sequence += wild == 0 ? random.nextInt(65_536) : wild - 8 > 8 ? -wild : 1;
                long timestamp =
                        wild == 1
                                ? random.nextInt() & 0xFFFF_FFFFL
                                : (sequence * 960L) & 0xFFFF_FFFFL;
                byte[] payload = NumberedDecoder.payload(i, true);
                payload[4] = (byte) random.nextInt(3);
                Arrivals.wrap(view, sequence & 0xFFFF, timestamp, payload);
                if (random.nextInt(8) == 0) {
                    resequencer.skip(view, now);
                    view.buffer().release();
                } else {
                    resequencer.offer(view, now);
                }
                assertThat(resequencer.bufferedMs()).as("seed %d", seed).isLessThanOrEqualTo(200);
                if (random.nextInt(3) > 0) {
                    int before = handed.samples();
                    resequencer.tick(now);
                    assertThat(handed.samples() - before)
                            .as("seed %d", seed)
                            .isLessThan(3 * 48_000);
                }
            }
        }
    }

    private Resequencer resequencer() {
        return new Resequencer(
                decoder, AudioFormat.PCM_48K, JitterBufferSettings.forCall(), handed);
    }
}
