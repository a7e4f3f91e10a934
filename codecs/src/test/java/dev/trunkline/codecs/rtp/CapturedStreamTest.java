package dev.trunkline.codecs.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.codecs.fixtures.LeakCheck;
import dev.trunkline.codecs.fixtures.RtpCapture;
import dev.trunkline.codecs.fixtures.Signal;
import dev.trunkline.codecs.opus.OpusDecoder;
import dev.trunkline.codecs.opus.OpusEngine;
import dev.trunkline.codecs.opus.OpusEngineChoice;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The captured Opus streams through jitter buffer and decoder, whole and with packets missing. */
@ExtendWith(LeakCheck.class)
class CapturedStreamTest {
    private static final long MS = Arrivals.MS;

    /** Enough from the start, so that nothing is stretched and samples can be compared. */
    private static final JitterBufferSettings STEADY =
            new JitterBufferSettings(20, 60, 60, 200, 0.97);

    private final OpusDecoder opus = OpusEngine.select(OpusEngineChoice.CONCENTUS).decoder();
    private final JitterBuffer buffer = new JitterBuffer(new OpusPayloadDecoder(opus), STEADY);
    private final List<Playout> frames = new ArrayList<>();

    /** Plays a stream in its captured or in even time, every {@code dropEvery}th packet missing. */
    private short[] play(String name, int dropEvery, boolean evenly) {
        List<RtpCapture.Datagram> stream = RtpCapture.read(name);
        Arrivals network = new Arrivals();
        long last = 0;
        for (int n = 1; n <= stream.size(); n++) {
            RtpCapture.Datagram datagram = stream.get(n - 1);
            long arrives = MS + (evenly ? (n - 1) * 20L * MS : datagram.arrivalNanos());
            last = arrives;
            if (dropEvery == 0 || n % dropEvery != 0) {
                network.add(
                        arrives,
                        datagram.sequenceNumber(),
                        datagram.timestamp(),
                        datagram.payload());
            }
        }
        short[] heard = new short[(int) ((last / Arrivals.FRAME + 20) * 960)];
        int[] at = {0};
        network.run(
                buffer,
                last + 200 * MS,
                (_, playout, pcm) -> {
                    frames.add(playout);
                    System.arraycopy(pcm, 0, heard, at[0], pcm.length);
                    at[0] += pcm.length;
                });
        buffer.close();
        return heard;
    }

    private static short[] reference(String name) {
        return RtpCapture.samples(RtpCapture.resource(name + "-libopus-frames-40-139.s16le"));
    }

    /** SNR of the reference's 2 s at the place in {@code heard} where they fit best. */
    private static double snrDb(short[] reference, short[] heard) {
        double best = -100;
        for (int at = 40 * 960; at < 40 * 960 + 8 * 960; at += 120) {
            best = Math.max(best, Signal.snrDb(reference, 0, heard, at, reference.length));
        }
        return best;
    }

    @Test
    void evenArrival_playsEveryPacketAsLibopusDecodesIt() {
        for (String name : List.of("opus-fec", "opus-nofec")) {
            frames.clear();
            long playedBefore = buffer.counters().played();
            short[] heard = play(name + ".pcap", 0, true);
            assertThat(snrDb(reference(name), heard)).isGreaterThan(50);
            assertThat(buffer.counters().played() - playedBefore).isEqualTo(860);
            assertThat(frames.subList(4, 855)).containsOnly(Playout.DECODED);
        }
        assertThat(buffer.counters().lost()).isZero();
    }

    @Test
    void arrivalOfABusyHost_losesNothing() {
        play("opus-fec.pcap", 0, false);
        assertThat(buffer.counters().played()).isEqualTo(860);
        assertThat(buffer.counters().lost()).isZero();
        assertThat(frames.stream().filter(frame -> frame == Playout.CONCEALED).count())
                .isLessThan(20);
    }

    @Test
    void everyFourthMissing_fecRecoversWhatItCan() {
        short[] heard = play("opus-fec.pcap", 4, true);
        double fecDb = snrDb(reference("opus-fec"), heard);
        long recovered = buffer.counters().recovered();
        assertThat(buffer.counters().lost()).isBetween(213L, 216L);
        assertThat(recovered).isBetween(90L, 125L); // about half of the packets carry FEC
        short[] without = play("opus-nofec.pcap", 4, true);
        double plcDb = snrDb(reference("opus-nofec"), without);
        System.out.printf(
                "jitter buffer, every 4th packet missing: FEC %.1f dB, PLC %.1f dB%n",
                fecDb, plcDb);
        assertThat(buffer.counters().recovered()).isEqualTo(recovered);
        assertThat(fecDb).isGreaterThan(8).isGreaterThan(plcDb + 3);
    }

    @Test
    void dtxStream_playsOutWithoutLoss() {
        short[] heard = play("opus-fec-dtx-gst.pcap", 0, false);
        assertThat(buffer.counters().played()).isEqualTo(549);
        assertThat(buffer.counters().lost()).isZero();
        assertThat(buffer.counters().resynchronised()).isZero();
        // the four utterances are where they are without DTX, within the delay
        short[] whole = play("opus-nofec.pcap", 0, false);
        assertThat(Signal.bestCorrelation(loudness(whole), loudness(heard), 8)).isGreaterThan(0.8);
        assertThat(Math.abs(heard.length - whole.length)).isLessThan(48_000);
    }

    private static short[] loudness(short[] pcm) {
        short[] frames = new short[pcm.length / 960];
        for (int i = 0; i < frames.length; i++) {
            frames[i] = (short) Signal.rms(pcm, i * 960, 960);
        }
        return frames;
    }
}
