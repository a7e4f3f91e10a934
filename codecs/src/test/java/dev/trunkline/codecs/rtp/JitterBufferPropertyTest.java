package dev.trunkline.codecs.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.codecs.fixtures.LeakCheck;
import java.util.Random;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for any network. Cases are random but seeded; a failure prints its seed. */
@ExtendWith(LeakCheck.class)
class JitterBufferPropertyTest {
    private static final long MS = Arrivals.MS;

    static java.util.stream.LongStream seeds() {
        return java.util.stream.LongStream.range(0, 60);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void anyNetwork_orderBoundsAndAccounts(long seed) {
        Random random = new Random(seed);
        int clock = random.nextBoolean() ? 48_000 : 8_000;
        double loss = random.nextDouble() * 0.4;
        double duplicate = random.nextDouble() * 0.1;
        int jitterMs = random.nextInt(150);
        double drift = (random.nextDouble() - 0.5) * 600e-6; // +-300 ppm
        int start = random.nextInt(65_536);
        long timestamp = random.nextLong() & 0xFFFF_FFFFL;
        NumberedDecoder decoder = new NumberedDecoder(clock);
        Arrivals network = new Arrivals();
        int packets = 1_500;
        int sent = 0;
        int copies = 0;
        for (int n = 0; n < packets; n++) {
            if (random.nextDouble() < loss && n != 0 && n != packets - 1) {
                continue;
            }
            long leaves = (long) (n * 20L * MS * (1 + drift));
            long arrives = leaves + (long) (random.nextDouble() * jitterMs * MS);
            byte[] payload = NumberedDecoder.payload(n, random.nextBoolean());
            network.add(arrives, start + n, timestamp + (long) n * (clock / 50), payload);
            sent++;
            if (random.nextDouble() < duplicate) {
                long again = arrives + (long) (random.nextDouble() * 60 * MS);
                network.add(again, start + n, timestamp + (long) n * (clock / 50), payload);
                copies++;
            }
        }
        try (JitterBuffer buffer = new JitterBuffer(decoder, JitterBufferSettings.forCall())) {
            long[] pulled = {0};
            network.run(
                    buffer,
                    (packets * 20L + 1_000) * MS,
                    (_, _, pcm) -> {
                        assertThat(buffer.bufferedMs())
                                .as("seed %d", seed)
                                .isLessThanOrEqualTo(200);
                        assertThat(buffer.targetDelayMs())
                                .as("seed %d", seed)
                                .isBetween(10.0, 200.0);
                        pulled[0] += pcm.length;
                    });
            JitterBufferCounters counters = buffer.counters();
            String seeded = "seed " + seed;
            for (int i = 1; i < decoder.decoded.size(); i++) {
                assertThat(decoder.decoded.get(i))
                        .as(seeded)
                        .isGreaterThan(decoder.decoded.get(i - 1));
            }
            assertThat(counters.received()).as(seeded).isEqualTo(sent + copies);
            assertThat(counters.malformed() + counters.outliers()).as(seeded).isZero();
            // every packet had one fate
            assertThat(
                            counters.played()
                                    + counters.late()
                                    + counters.duplicates()
                                    + counters.overflowed())
                    .as(seeded)
                    .isEqualTo(sent + copies);
            // nearly all that came, within 150 ms of each other, were in time
            assertThat(counters.played()).as(seeded).isGreaterThan((long) (sent * 0.93));
            // every sample is accounted for
            long made =
                    counters.played() * (clock / 50)
                            + decoder.recoveredSamples
                            + counters.concealedSamples()
                            + counters.insertedSamples()
                            - counters.removedSamples();
            assertThat(made - pulled[0]).as(seeded).isBetween(0L, clock / 20L);
        }
    }

    @ParameterizedTest
    @CsvSource({"48000, 300", "48000, -300", "8000, 300", "8000, -300"})
    void drift_aloneNeverMakesAGap(int clock, int ppm) {
        NumberedDecoder decoder = new NumberedDecoder(clock);
        Arrivals network = new Arrivals();
        int packets = 30_000; // ten minutes: 180 ms of drift
        for (int n = 0; n < packets; n++) {
            long arrives =
                    3 * MS + n * 20L * MS + n * 20L * ppm; // ppm of a millisecond is a nanosecond
            network.add(arrives, n, (long) n * (clock / 50), NumberedDecoder.payload(n, false));
        }
        double[] delay = {1_000, 0};
        try (JitterBuffer buffer = new JitterBuffer(decoder, JitterBufferSettings.forCall())) {
            network.run(
                    buffer,
                    (packets - 20L) * 20 * MS,
                    (now, playout, _) -> {
                        if (now > 1_000 * MS) {
                            assertThat(playout).isEqualTo(Playout.DECODED);
                            delay[0] = Math.min(delay[0], buffer.delayMs());
                            delay[1] = Math.max(delay[1], buffer.delayMs());
                        }
                    });
            assertThat(buffer.counters().lost()).isZero();
            assertThat(delay[0]).isGreaterThan(0);
            assertThat(delay[1]).isLessThan(70);
            long changed = buffer.counters().removedSamples() + buffer.counters().insertedSamples();
            assertThat(changed * 1_000.0 / clock).isBetween(100.0, 350.0);
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void jitterWithoutLoss_noGapOnceTheDelayIsLearned(long seed) {
        Random random = new Random(seed);
        NumberedDecoder decoder = new NumberedDecoder(8_000);
        Arrivals network = new Arrivals();
        int jitterMs = 1 + random.nextInt(100);
        for (int n = 0; n < 1_500; n++) {
            long arrives = n * 20L * MS + (long) (random.nextDouble() * jitterMs * MS);
            network.add(arrives, n, n * 160L, NumberedDecoder.payload(n, false));
        }
        JitterBufferSettings all = JitterBufferSettings.forCall().withInTimeQuantile(1);
        int[] gaps = {0};
        try (JitterBuffer buffer = new JitterBuffer(decoder, all)) {
            network.run(
                    buffer,
                    1_490 * 20L * MS,
                    (now, playout, _) -> {
                        gaps[0] += now > 5_000 * MS && playout != Playout.DECODED ? 1 : 0;
                    });
        }
        assertThat(gaps[0]).as("seed %d, jitter %d ms", seed, jitterMs).isLessThanOrEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void anyPacketAtAnyTime_neverThrowsAndNeverGrows(long seed) {
        Random random = new Random(seed);
        NumberedDecoder decoder = new NumberedDecoder(48_000);
        RtpPacketView view = new RtpPacketView();
        try (JitterBuffer buffer = new JitterBuffer(decoder, JitterBufferSettings.forCall())) {
            short[] pcm = new short[buffer.frameSamples()];
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
                Arrivals.offer(
                        buffer,
                        view,
                        now,
                        sequence & 0xFFFF,
                        timestamp,
                        NumberedDecoder.payload(i, true));
                assertThat(buffer.bufferedMs()).as("seed %d", seed).isLessThanOrEqualTo(200);
                if (random.nextInt(3) > 0) {
                    buffer.pull(pcm, 0, now);
                }
            }
        }
    }
}
