package dev.trunkline.codecs.rtp;

import static dev.trunkline.codecs.rtp.AudioOrigin.CONCEALMENT;
import static dev.trunkline.codecs.rtp.AudioOrigin.FEC;
import static dev.trunkline.codecs.rtp.AudioOrigin.PACKET;
import static dev.trunkline.codecs.rtp.AudioOrigin.PAUSE;
import static dev.trunkline.codecs.rtp.AudioOrigin.SILENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trunkline.codecs.audio.AudioFormat;
import dev.trunkline.codecs.fixtures.Allocation;
import dev.trunkline.codecs.fixtures.LeakCheck;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class ResequencerTest {
    private static final long MS = Arrivals.MS;
    private static final int STEP = 960; // 20 ms at 48 kHz

    private final NumberedDecoder decoder = new NumberedDecoder(48_000);
    private final Handed handed = new Handed(AudioFormat.PCM_48K);
    private final Resequencer resequencer =
            new Resequencer(decoder, AudioFormat.PCM_48K, JitterBufferSettings.forCall(), handed);
    private final Arrivals network = new Arrivals();

    @AfterEach
    void release() {
        resequencer.close();
    }

    private void send(int number, long arrivalMs) {
        send(number, number, arrivalMs, false);
    }

    /** As the {@code number}th packet, at the time of the {@code slot}th. */
    private void send(int number, int slot, long arrivalMs, boolean redundant) {
        network.add(
                arrivalMs * MS,
                65_500 + number, // wraps after 36 packets
                0xFFFF_0000L + (long) slot * STEP, // and the timestamp after 69
                NumberedDecoder.payload(number, redundant));
    }

    private void run(long untilMs) {
        network.run(resequencer, untilMs * MS);
    }

    private static List<Integer> numbers(int from, int to) {
        return IntStream.range(from, to).boxed().toList();
    }

    @Test
    void evenArrivals_areHandedOverAtOnce_acrossBothWraps() {
        for (int n = 0; n < 500; n++) {
            send(n, 7 + 20L * n);
        }
        run(500 * 20);
        assertThat(decoder.decoded).isEqualTo(numbers(0, 500));
        assertThat(handed.origins()).containsExactly(PACKET);
        for (int n = 0; n < 500; n++) {
            assertThat(handed.pieces.get(n))
                    .isEqualTo(
                            new Handed.Piece(n * STEP, STEP, 20L * n, (7 + 20L * n) * MS, PACKET));
        }
    }

    @Test
    void overtakenPacket_isWaitedForAndKeepsItsArrivalTime() {
        for (int n = 0; n < 300; n++) {
            send(n, 7 + 20L * n + (n % 5 == 3 ? 25 : 0));
        }
        run(300 * 20);
        assertThat(decoder.decoded).isEqualTo(numbers(0, 300));
        assertThat(handed.origins()).containsExactly(PACKET);
        assertThat(handed.pieces.get(103).nanos()).isEqualTo((7 + 20 * 103 + 25) * MS);
        assertThat(handed.pieces.get(104).nanos()).isEqualTo((7 + 20 * 104) * MS);
    }

    @Test
    void lostPacket_isRebuiltFromItsSuccessorAsSoonAsThatIsThere() {
        for (int n = 0; n < 300; n++) {
            if (n % 10 != 7) {
                send(n, n, 7 + 20L * n, true);
            }
        }
        run(300 * 20);
        assertThat(decoder.recovered).hasSize(30).allMatch(number -> number % 10 == 7);
        assertThat(resequencer.counters().lost()).isEqualTo(30);
        assertThat(handed.samples()).isEqualTo(300 * STEP);
        Handed.Piece late = handed.pieces.get(297); // jitter is known to be none by then
        assertThat(late.origin()).isEqualTo(FEC);
        assertThat(late.nanos()).isEqualTo((7 + 20 * 298) * MS);
    }

    @Test
    void lostPacketWithoutRedundancy_isConcealedInItsPlace() {
        for (int n = 0; n < 100; n++) {
            if (n != 50 && n != 51) {
                send(n, 7 + 20L * n);
            }
        }
        run(100 * 20);
        assertThat(handed.origins()).containsExactly(PACKET, CONCEALMENT, PACKET);
        assertThat(handed.samples(CONCEALMENT)).isEqualTo(2 * STEP);
        assertThat(handed.samples()).isEqualTo(100 * STEP);
        assertThat(resequencer.counters().lost()).isEqualTo(2);
    }

    @Test
    void gap_waitsNoLongerThanTheJitterAsksFor() {
        for (int n = 0; n < 400; n++) {
            if (n != 300) {
                send(n, 7 + 20L * n);
            }
        }
        run(300 * 20 + 20);
        assertThat(handed.pieces).hasSize(300);
        assertThat(resequencer.targetDelayMs()).isLessThan(20);
        for (int n = 301; n < 310; n++) {
            send(n, 7 + 20L * n);
        }
        network.run(resequencer, 0);
        RtpPacketView view = new RtpPacketView();
        Arrivals.wrap(
                view,
                (65_500 + 301) & 0xFFFF,
                (0xFFFF_0000L + 301L * STEP) & 0xFFFF_FFFFL,
                NumberedDecoder.payload(301, false));
        resequencer.offer(view, (7 + 20 * 301) * MS);
        assertThat(handed.pieces).hasSize(302);
        assertThat(resequencer.bufferedMs()).isZero();
    }

    @Test
    void lateForAFilledGap_isDroppedAndCounted() {
        for (int n = 0; n < 100; n++) {
            send(n, 7 + 20L * n + (n == 50 ? 150 : 0));
        }
        run(100 * 20);
        assertThat(resequencer.counters().late()).isEqualTo(1);
        assertThat(resequencer.counters().lost()).isEqualTo(1);
        assertThat(decoder.decoded).doesNotContain(50).hasSize(99);
        assertThat(handed.samples()).isEqualTo(100 * STEP);
    }

    @Test
    void everythingDelayedAtOnce_isWaitedForWithoutFilling() {
        for (int n = 0; n < 100; n++) {
            long stalled = Math.max(7 + 20L * n, n >= 50 && n < 58 ? 7 + 20 * 50 + 160 : 0);
            send(n, stalled);
        }
        run(100 * 20);
        assertThat(decoder.decoded).isEqualTo(numbers(0, 100));
        assertThat(handed.origins()).containsExactly(PACKET);
    }

    @Test
    void holeOfTwoSeconds_fadesToSilenceInRealTimeAndGoesOn() {
        for (int n = 0; n < 200; n++) {
            if (n < 50 || n >= 150) {
                send(n, 7 + 20L * n);
            }
        }
        run(200 * 20);
        int after2s =
                handed.pieces.stream()
                        .filter(piece -> piece.nanos() <= 2_000 * MS)
                        .mapToInt(Handed.Piece::samples)
                        .sum();
        assertThat(after2s).isBetween(97 * STEP, 100 * STEP); // no more behind than the target
        assertThat(handed.origins()).containsExactly(PACKET, CONCEALMENT, SILENCE, PACKET);
        assertThat(handed.samples(CONCEALMENT)).isEqualTo(6 * STEP);
        assertThat(handed.samples()).isEqualTo(200 * STEP);
        assertThat(resequencer.counters().lost()).isEqualTo(100);
        assertThat(resequencer.counters().underruns()).isEqualTo(1);
    }

    @Test
    void dtx_consecutiveNumbersWithATimestampGap_becomesSilence() {
        for (int n = 0; n < 50; n++) {
            send(n, 7 + 20L * n);
        }
        for (int n = 50; n < 100; n++) {
            send(n, n + 5, 7 + 20L * (n + 5), false);
        }
        run(110 * 20);
        assertThat(handed.origins()).containsExactly(PACKET, PAUSE, PACKET);
        assertThat(handed.samples(PAUSE)).isEqualTo(5 * STEP);
        assertThat(resequencer.counters().lost()).isZero();
    }

    @Test
    void pauseThatWasSaid_isFilledOnTheTickBeforeAnythingComes() {
        for (int n = 0; n < 51; n++) {
            byte[] payload = NumberedDecoder.payload(n, false);
            payload[4] = (n == 50 ? NumberedDecoder.BEGINS_PAUSE : 0);
            network.add((7 + 20L * n) * MS, n, (long) n * STEP, payload);
        }
        run(51 * 20 + 600);
        assertThat(handed.origins()).containsExactly(PACKET, PAUSE);
        assertThat(handed.samples(PAUSE)).isBetween(27 * STEP, 30 * STEP);
    }

    @Test
    void speechThatComesLateAfterAPause_isNotCut_andTheNextPauseIsShorter() {
        for (int n = 0; n < 51; n++) {
            byte[] payload = NumberedDecoder.payload(n, false);
            payload[4] = (n == 50 ? NumberedDecoder.BEGINS_PAUSE : 0);
            network.add((7 + 20L * n) * MS, n, (long) n * STEP, payload);
        }
        for (int n = 51; n < 80; n++) { // 100 frames later, the first three of them late
            byte[] payload = NumberedDecoder.payload(n, false);
            payload[4] = (n == 79 ? NumberedDecoder.BEGINS_PAUSE : 0);
            long arrives = Math.max(7 + 20L * (n + 100), 7 + 20L * 151 + 100);
            network.add(arrives * MS, n, (n + 100L) * STEP, payload);
        }
        network.add((7 + 20L * 300) * MS, 80, 300L * STEP, NumberedDecoder.payload(80, false));
        run(301 * 20);
        assertThat(decoder.decoded).isEqualTo(numbers(0, 81));
        assertThat(resequencer.counters().late()).isZero();
        assertThat(handed.samples()).isEqualTo(301 * STEP);
    }

    @Test
    void telephoneEvent_isNoLossAndPausesTheAudio() {
        RtpPacketView view = new RtpPacketView();
        for (int n = 0; n < 50; n++) {
            send(n, 7 + 20L * n);
        }
        run(50 * 20);
        for (int n = 50; n < 60; n++) {
            Arrivals.wrap(view, (65_500 + n) & 0xFFFF, 0, new byte[4]);
            resequencer.skip(view, (7 + 20L * n) * MS);
            view.buffer().release();
            resequencer.tick((n + 1) * 20L * MS);
        }
        assertThat(handed.origins()).containsExactly(PACKET, PAUSE);
        for (int n = 60; n < 70; n++) {
            Arrivals.wrap(
                    view,
                    (65_500 + n) & 0xFFFF,
                    (0xFFFF_0000L + n * 960L) & 0xFFFF_FFFFL,
                    NumberedDecoder.payload(n, false));
            resequencer.offer(view, (7 + 20L * n) * MS);
        }
        assertThat(handed.origins()).containsExactly(PACKET, PAUSE, PACKET);
        assertThat(handed.samples()).isEqualTo(70 * STEP);
        assertThat(resequencer.counters().lost()).isZero();
    }

    @Test
    void duplicates_areHandedOverOnce() {
        for (int n = 0; n < 100; n++) {
            send(n, 7 + 20L * n);
            send(n, 12 + 20L * n);
        }
        run(100 * 20);
        assertThat(decoder.decoded).isEqualTo(numbers(0, 100));
        assertThat(resequencer.counters().duplicates()).isEqualTo(100);
    }

    @Test
    void restart_goesOnFromTheNewNumbersWithoutFilling() {
        for (int n = 0; n < 50; n++) {
            network.add((7 + 20L * n) * MS, n, n * 960L, NumberedDecoder.payload(n, false));
        }
        for (int n = 50; n < 100; n++) {
            network.add(
                    (7 + 20L * n) * MS,
                    30_000 + n,
                    5_000_000 + n * 960L,
                    NumberedDecoder.payload(n, false));
        }
        run(100 * 20);
        assertThat(decoder.decoded)
                .hasSize(99)
                .doesNotContain(50); // the first far one is a suspect
        assertThat(handed.origins()).containsExactly(PACKET);
        assertThat(resequencer.counters().outliers()).isEqualTo(1);
        assertThat(resequencer.counters().resynchronised()).isEqualTo(1);
    }

    @Test
    void timestampJump_isNoSilence() {
        for (int n = 0; n < 100; n++) {
            send(n, n < 50 ? n : n + 3_000, 7 + 20L * n, false);
        }
        run(100 * 20);
        assertThat(decoder.decoded).isEqualTo(numbers(0, 100));
        assertThat(handed.origins()).containsExactly(PACKET);
        assertThat(resequencer.counters().resynchronised()).isEqualTo(1);
    }

    @Test
    void reset_takesUpAnotherSourceAndTimeGoesOn() {
        send(0, 5);
        send(1, 25);
        run(40);
        resequencer.reset();
        network.add(55 * MS, 9, 77, NumberedDecoder.payload(7, false));
        run(60);
        assertThat(decoder.decoded).containsExactly(0, 1, 7);
        assertThat(handed.pieces.getLast().timestampMs()).isEqualTo(40);
    }

    @Test
    void sinkThatCloses_hearsNothingMore() {
        Resequencer[] closing = new Resequencer[1];
        List<AudioOrigin> heard = new ArrayList<>();
        closing[0] =
                new Resequencer(
                        decoder,
                        AudioFormat.PCM_48K,
                        JitterBufferSettings.forCall(),
                        (_, _, _, _, origin) -> {
                            heard.add(origin);
                            if (origin == CONCEALMENT) {
                                closing[0].close();
                            }
                        });
        for (int n = 0; n < 20; n++) {
            send(n, 7 + 20L * n);
        }
        send(23, 7 + 20L * 23);
        network.run(closing[0], 600 * MS);
        assertThat(heard).hasSize(21);
        assertThat(decoder.decoded).hasSize(20);
    }

    @Test
    void malformedPayload_isCountedAndReleased() {
        network.add(5 * MS, 1, 1, new byte[3]);
        run(20);
        assertThat(resequencer.counters().malformed()).isEqualTo(1);
        assertThat(handed.pieces).isEmpty();
    }

    @Test
    void formatOfAnotherRate_isRefused() {
        assertThatThrownBy(() ->
                        new Resequencer(
                                decoder, AudioFormat.PCMU, JitterBufferSettings.forCall(), handed))
                .hasMessage("format=PCMU: expected one at 48000 Hz");
    }

    @Test
    void hotPath_allocatesNothing() {
        long[] bytes = {0};
        G711PayloadDecoder g711 = G711PayloadDecoder.ulaw();
        try (Resequencer ulaw =
                new Resequencer(
                        g711,
                        AudioFormat.PCMU,
                        JitterBufferSettings.forCall(),
                        (_, byteCount, _, _, _) -> bytes[0] += byteCount)) {
            RtpPacketView view = new RtpPacketView();
            io.netty.buffer.ByteBuf packet =
                    io.netty.buffer.Unpooled.directBuffer(172).writeZero(172);
            packet.setByte(0, 0x80);
            int[] n = {0};
            Runnable step =
                    () -> {
                        int number = ++n[0];
                        if (number % 10 != 7) {
                            packet.setShort(2, number).setInt(4, number * 160);
                            view.wrap(packet);
                            ulaw.offer(view, number * 20L * MS);
                            packet.retain();
                        }
                        ulaw.tick(number * 20L * MS + MS);
                    };
            packet.retain(100_000);
            assertThat(Allocation.bytesPerRun(20_000, 10_000, step)).isLessThan(0.5);
            packet.release(packet.refCnt());
        }
        assertThat(bytes[0]).isGreaterThan(160 * 49_000L);
    }
}
