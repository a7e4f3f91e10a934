package dev.trunkline.codecs.rtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trunkline.codecs.fixtures.LeakCheck;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class JitterBufferTest {
    private static final long MS = Arrivals.MS;
    private static final int STEP = 960; // 20 ms at 48 kHz

    private final NumberedDecoder decoder = new NumberedDecoder(48_000);
    private final JitterBuffer buffer = new JitterBuffer(decoder, JitterBufferSettings.forCall());
    private final Arrivals network = new Arrivals();
    private final List<Playout> frames = new ArrayList<>();
    private double mostBufferedMs;

    @AfterEach
    void release() {
        buffer.close();
    }

    private void send(int number, long arrivalMs) {
        send(number, arrivalMs, false);
    }

    private void send(int number, long arrivalMs, boolean redundant) {
        network.add(
                arrivalMs * MS,
                65_500 + number, // wraps after 36 packets
                0xFFFF_0000L + (long) number * STEP, // and the timestamp after 69
                NumberedDecoder.payload(number, redundant));
    }

    private void run(long untilMs) {
        network.run(
                buffer,
                untilMs * MS,
                (_, playout, _) -> {
                    frames.add(playout);
                    mostBufferedMs = Math.max(mostBufferedMs, buffer.bufferedMs());
                });
    }

    private static List<Integer> numbers(int from, int to) {
        return IntStream.range(from, to).boxed().toList();
    }

    private long count(Playout playout) {
        return frames.stream().filter(playout::equals).count();
    }

    @Test
    void beforeTheFirstPacket_thereIsSilence() {
        run(200);
        assertThat(frames).containsOnly(Playout.SILENT);
        assertThat(buffer.counters().underruns()).isZero();
    }

    @Test
    void evenArrivals_playInOrderWithoutAGap_acrossBothWraps() {
        for (int n = 0; n < 500; n++) {
            send(n, 7 + 20L * n);
        }
        run(500 * 20);
        assertThat(decoder.decoded).isEqualTo(numbers(0, decoder.decoded.size()));
        assertThat(decoder.decoded).hasSizeGreaterThan(496);
        assertThat(buffer.counters().lost()).isZero();
        assertThat(frames.subList(4, frames.size())).containsOnly(Playout.DECODED);
        assertThat(buffer.delayMs()).isBetween(5.0, 60.0);
    }

    @Test
    void reorderedWithinTheDelay_playsInOrder() {
        for (int n = 0; n < 300; n++) {
            send(n, 7 + 20L * n + (n % 5 == 3 ? 25 : 0)); // every fifth overtaken by its successor
        }
        run(300 * 20);
        assertThat(decoder.decoded).isSorted();
        assertThat(decoder.decoded).hasSizeGreaterThan(295);
        assertThat(buffer.counters().lost()).isZero();
        assertThat(frames.subList(10, frames.size())).containsOnly(Playout.DECODED);
    }

    @Test
    void firstTwoSwapped_bothPlay() {
        send(1, 5);
        send(0, 9);
        for (int n = 2; n < 50; n++) {
            send(n, 7 + 20L * n);
        }
        run(1_000);
        assertThat(decoder.decoded).startsWith(0, 1, 2, 3);
    }

    @Test
    void lostPacket_isRebuiltFromItsSuccessor() {
        for (int n = 0; n < 300; n++) {
            if (n % 10 != 7) {
                send(n, 7 + 20L * n, true);
            }
        }
        run(299 * 20);
        assertThat(buffer.counters().lost()).isBetween(28L, 30L);
        assertThat(buffer.counters().recovered()).isGreaterThan(buffer.counters().lost() - 3);
        assertThat(decoder.recovered).allMatch(number -> number % 10 == 7);
    }

    @Test
    void lostPacketWithoutRedundancy_isConcealed() {
        for (int n = 0; n < 300; n++) {
            if (n % 10 != 7) {
                send(n, 7 + 20L * n);
            }
        }
        run(299 * 20);
        assertThat(buffer.counters().lost()).isBetween(28L, 30L);
        assertThat(buffer.counters().recovered()).isZero();
        assertThat(count(Playout.CONCEALED)).isBetween(28L, 62L);
        assertThat(decoder.concealedSamples / STEP).isBetween(28, 40);
    }

    @Test
    void duplicatesAndAncientPackets_areCountedAndDropped() {
        for (int n = 0; n < 300; n++) {
            send(n, 7 + 20L * n);
            send(n, 8 + 20L * n);
            if (n > 60) {
                send(n - 50, 9 + 20L * n); // long played
            }
            if (n > 250 && n % 2 == 0) {
                network.add( // out of any window, and never two in a row
                        (10 + 20L * n) * MS, 20_000 + 7 * n, 0, NumberedDecoder.payload(9, false));
            }
        }
        run(300 * 20);
        assertThat(decoder.decoded).isEqualTo(numbers(0, decoder.decoded.size()));
        assertThat(decoder.decoded).hasSizeGreaterThan(296);
        assertThat(buffer.counters().duplicates()).isEqualTo(300 + 239);
        assertThat(buffer.counters().outliers()).isEqualTo(24);
        assertThat(buffer.counters().lost()).isZero();
    }

    @Test
    void latePacketAfterItsTime_isCountedAndRaisesTheTarget() {
        for (int n = 0; n < 200; n++) {
            send(n, 7 + 20L * n + (n > 50 && n % 4 == 0 ? 90 : 0));
        }
        run(200 * 20);
        assertThat(buffer.counters().late()).isPositive();
        assertThat(buffer.targetDelayMs()).isBetween(90.0, 115.0);
        assertThat(buffer.delayMs()).isBetween(75.0, 135.0);
        assertThat(frames.subList(150, 199)).containsOnly(Playout.DECODED);
    }

    @Test
    void jitterThatGoesAway_isFollowedByAShrinkingDelayWithoutAGap() {
        for (int n = 0; n < 3_000; n++) {
            send(n, 7 + 20L * n + (n < 200 && n % 3 == 0 ? 100 : 0));
        }
        double[] highest = {0};
        network.run(
                buffer,
                3_000 * 20 * MS,
                (now, playout, _) -> {
                    highest[0] = Math.max(highest[0], buffer.delayMs());
                    if (now > 6_000 * MS && now < 2_990 * 20 * MS) {
                        assertThat(playout).isEqualTo(Playout.DECODED);
                    }
                });
        assertThat(highest[0]).isGreaterThan(80);
        assertThat(buffer.delayMs()).isLessThan(65);
        assertThat(buffer.counters().removedSamples()).isGreaterThan(50 * 48);
    }

    @Test
    void timestampJumpOfAnHour_isTakenUpAtOnceAndFillsNothing() {
        for (int direction : new int[] {1, -1}) {
            long hour = direction * 3_600L * 48_000;
            int first = decoder.decoded.size();
            for (int n = 0; n < 400; n++) {
                network.add(
                        (7 + 20L * n) * MS,
                        n,
                        1_000_000 + (long) n * STEP + (n >= 200 ? hour : 0),
                        NumberedDecoder.payload(n, false));
            }
            frames.clear();
            run(400 * 20);
            assertThat(decoder.decoded.size() - first).isGreaterThan(395);
            assertThat(frames.subList(10, 398).stream().filter(f -> f != Playout.DECODED).count())
                    .isLessThan(6);
            assertThat(buffer.counters().resynchronised()).isPositive();
            buffer.reset();
        }
        assertThat(buffer.counters().resynchronised()).isEqualTo(2);
    }

    @Test
    void dtx_isSilenceAndNotLoss() {
        for (int n = 0; n < 400; n++) {
            int spurt = n / 40; // 40 packets of speech, then 400 ms left out
            network.add(
                    (7 + 20L * n + 400L * spurt) * MS,
                    n,
                    (long) n * STEP + (long) spurt * 20 * STEP,
                    NumberedDecoder.payload(n, false));
        }
        run(400 * 20 + 9 * 400);
        assertThat(decoder.decoded).isEqualTo(numbers(0, 400));
        assertThat(buffer.counters().lost()).isZero();
        assertThat(buffer.counters().resynchronised()).isZero();
        assertThat(buffer.counters().underruns()).isBetween(9L, 10L);
        assertThat(count(Playout.SILENT)).isBetween(9 * 10L, 9 * 20L);
    }

    @Test
    void telephoneEventsInTheSequence_areNotLoss() {
        RtpPacketView view = new RtpPacketView();
        short[] pcm = new short[buffer.frameSamples()];
        int audio = 0;
        for (int n = 0; n < 200; n++) {
            if (n >= 100 && n < 110) {
                ByteBuf event = Unpooled.buffer(16);
                event.writeByte(0x80).writeByte(101).writeShort(n).writeInt(100 * STEP);
                event.writeInt(0x1234).writeInt(0x0100_0000);
                assertThat(view.wrap(event)).isTrue();
                buffer.skip(view);
                event.release();
            } else {
                byte[] payload = NumberedDecoder.payload(n, true);
                Arrivals.offer(buffer, view, n * 20L * MS, n, (long) n * STEP, payload);
                audio++;
            }
            buffer.pull(pcm, 0, (n * 20 + 1) * MS);
        }
        assertThat(audio).isEqualTo(190);
        assertThat(buffer.counters().lost()).isZero();
        assertThat(decoder.recovered).isEmpty();
        assertThat(decoder.decoded).hasSizeGreaterThan(186).isSorted();
    }

    @Test
    void outageOfThreeSeconds_neverKeepsMoreThanTheMostDelay() {
        for (int n = 0; n < 2_000; n++) {
            long sent = 7 + 20L * n;
            send(n, n >= 200 && n < 350 ? Math.max(sent, 7_005) : sent);
        }
        run(2_000 * 20);
        assertThat(mostBufferedMs).isLessThanOrEqualTo(200);
        assertThat(buffer.counters().overflowed()).isGreaterThan(120);
        assertThat(decoder.decoded).isSorted();
        assertThat(decoder.decoded).contains(345, 349, 350, 590);
        assertThat(buffer.delayMs()).isLessThan(80);
    }

    @Test
    void senderThatRestarts_isFollowedAfterTwoPackets() {
        for (int n = 0; n < 100; n++) {
            network.add((7 + 20L * n) * MS, n, n * (long) STEP, NumberedDecoder.payload(n, false));
        }
        for (int n = 100; n < 300; n++) {
            network.add(
                    (7 + 20L * n) * MS,
                    40_000 + n,
                    77_000_000L + n * (long) STEP,
                    NumberedDecoder.payload(n, false));
        }
        run(300 * 20);
        assertThat(buffer.counters().outliers()).isEqualTo(1);
        assertThat(decoder.decoded).isSorted().hasSizeGreaterThan(293).doesNotContain(100);
    }

    @Test
    void malformedPayloads_areRefusedAndReleased() {
        RtpPacketView view = new RtpPacketView();
        for (int bytes : new int[] {0, 1, 4, 6, 2_048, 2_049, 60_000}) {
            ByteBuf packet = Unpooled.buffer(12 + bytes);
            packet.writeByte(0x80).writeByte(111).writeShort(bytes).writeInt(0).writeInt(1);
            packet.writeZero(bytes);
            assertThat(view.wrap(packet)).isTrue();
            assertThat(buffer.offer(view, 0)).isFalse();
            assertThat(packet.refCnt()).isZero();
        }
        assertThat(buffer.counters().malformed()).isEqualTo(7);
    }

    @Test
    void reset_releasesWhatWaitsAndStartsAnew() {
        RtpPacketView view = new RtpPacketView();
        for (int n = 0; n < 8; n++) {
            Arrivals.offer(buffer, view, 0, n, n * (long) STEP, NumberedDecoder.payload(n, false));
        }
        assertThat(buffer.bufferedMs()).isEqualTo(160);
        buffer.reset();
        assertThat(buffer.bufferedMs()).isZero();
        send(500, 40);
        run(200);
        assertThat(decoder.decoded).containsExactly(500);
    }

    @Test
    void settings_nameTheValueAndItsRange() {
        assertThatThrownBy(() -> new JitterBufferSettings(15, 20, 40, 200, 0.97))
                .hasMessage("jitter buffer frameMs=15: expected 10, 20, 30, 40, 50 or 60");
        assertThatThrownBy(() -> new JitterBufferSettings(20, 250, 40, 200, 0.97))
                .hasMessage("jitter buffer minDelayMs=250: expected 0 to maxDelayMs (200)");
        assertThatThrownBy(() -> new JitterBufferSettings(20, 20, 40, 5_000, 0.97))
                .hasMessage("jitter buffer maxDelayMs=5000: expected 40 to 1000");
        assertThatThrownBy(() -> JitterBufferSettings.forCall().withInTimeQuantile(1.1))
                .hasMessage("jitter buffer inTimeQuantile=1.1: expected 0.5 to 1");
    }
}
