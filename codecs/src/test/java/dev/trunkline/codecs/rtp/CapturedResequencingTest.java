package dev.trunkline.codecs.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.codecs.audio.AudioFormat;
import dev.trunkline.codecs.fixtures.LeakCheck;
import dev.trunkline.codecs.fixtures.RtpCapture;
import dev.trunkline.codecs.fixtures.Signal;
import dev.trunkline.codecs.opus.OpusDecoder;
import dev.trunkline.codecs.opus.OpusEngine;
import dev.trunkline.codecs.opus.OpusEngineChoice;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The captured streams through resequencer and decoder, in captured time. */
@ExtendWith(LeakCheck.class)
class CapturedResequencingTest {
    private static final long MS = Arrivals.MS;

    private final OpusDecoder opus = OpusEngine.select(OpusEngineChoice.CONCENTUS).decoder();
    private JitterBufferCounters counters = new JitterBufferCounters();

    private Handed play(List<RtpCapture.Datagram> stream, Resequencing made, int dropEvery) {
        Arrivals network = new Arrivals();
        long last = 0;
        for (int n = 1; n <= stream.size(); n++) {
            RtpCapture.Datagram datagram = stream.get(n - 1);
            last = MS + datagram.arrivalNanos();
            if (dropEvery == 0 || n % dropEvery != 0) {
                network.add(
                        last, datagram.sequenceNumber(), datagram.timestamp(), datagram.payload());
            }
        }
        Handed handed = new Handed(made.format());
        try (Resequencer resequencer =
                new Resequencer(
                        made.decoder(), made.format(), JitterBufferSettings.forCall(), handed)) {
            network.run(resequencer, last + 19 * MS);
            counters = resequencer.counters();
        }
        return handed;
    }

    private record Resequencing(PayloadDecoder decoder, AudioFormat format) {}

    private Handed opus(String name, int dropEvery) {
        opus.reset();
        return play(
                RtpCapture.read(name),
                new Resequencing(new OpusPayloadDecoder(opus), AudioFormat.PCM_48K),
                dropEvery);
    }

    private static double snrDb(String name, short[] heard) {
        short[] reference =
                RtpCapture.samples(RtpCapture.resource(name + "-libopus-frames-40-139.s16le"));
        return Signal.snrDb(reference, 0, heard, 40 * 960, reference.length);
    }

    @Test
    void arrivalOfABusyHost_isHeardSampleForSampleWhereItBelongs() {
        for (String name : List.of("opus-fec", "opus-nofec")) {
            Handed handed = opus(name + ".pcap", 0);
            assertThat(counters.played()).isEqualTo(860);
            assertThat(counters.lost()).isZero();
            assertThat(handed.origins()).containsExactly(AudioOrigin.PACKET);
            assertThat(snrDb(name, handed.linear())).isGreaterThan(50);
        }
    }

    @Test
    void everyFourthMissing_fecRecoversWhatItCan() {
        double fecDb = snrDb("opus-fec", opus("opus-fec.pcap", 4).linear());
        assertThat(counters.lost()).isEqualTo(214);
        assertThat(counters.recovered()).isBetween(95L, 125L); // half of the packets carry FEC
        double plcDb = snrDb("opus-nofec", opus("opus-nofec.pcap", 4).linear());
        System.out.printf(
                "resequencer, every 4th packet missing: FEC %.1f dB, PLC %.1f dB%n", fecDb, plcDb);
        assertThat(counters.recovered()).isZero();
        assertThat(fecDb).isGreaterThan(10).isGreaterThan(plcDb + 3);
    }

    @Test
    void dtxStream_isSilentInRealTime() {
        Handed handed = opus("opus-fec-dtx-gst.pcap", 0);
        assertThat(counters.played()).isEqualTo(549);
        assertThat(counters.lost()).isZero();
        assertThat(counters.resynchronised()).isZero();
        assertThat(handed.samples(AudioOrigin.PAUSE)).isGreaterThan(200 * 960);
        // only the first pause, of which nothing said that it is one, looks like a loss
        assertThat(handed.samples(AudioOrigin.CONCEALMENT)).isEqualTo(6 * 960);
        List<RtpCapture.Datagram> stream = RtpCapture.read("opus-fec-dtx-gst.pcap");
        long spanTicks = stream.getLast().timestamp() - stream.getFirst().timestamp() + 960;
        assertThat(handed.samples()).isEqualTo((int) spanTicks);
        // in no moment was the listener more than the hold and a tick behind
        long behind = 0;
        for (Handed.Piece piece : handed.pieces) {
            behind = Math.max(behind, piece.nanos() / MS - piece.timestampMs());
        }
        assertThat(behind).isLessThan(260);
        // the four utterances are where they are without DTX
        short[] whole = loudness(opus("opus-nofec.pcap", 0).linear());
        assertThat(Signal.bestCorrelation(whole, loudness(handed.linear()), 8)).isGreaterThan(0.8);
    }

    @Test
    void ulawOfAsterisk_passesByteForByte_butWhereSomethingIsMissing() {
        List<RtpCapture.Datagram> stream = RtpCapture.read("asterisk-ulaw.pcap");
        Resequencing ulaw = new Resequencing(G711PayloadDecoder.ulaw(), AudioFormat.PCMU);
        Handed handed = play(stream, ulaw, 0);
        byte[] bytes = handed.bytes();
        long first = stream.getFirst().timestamp();
        assertThat(bytes).hasSize((int) (stream.getLast().timestamp() - first) + 160);
        for (int n = 0; n < stream.size(); n++) {
            int at = (int) (stream.get(n).timestamp() - first);
            if (n != 3) { // the first one behind the gap fades in
                assertThat(Arrays.copyOfRange(bytes, at, at + 160))
                        .isEqualTo(stream.get(n).payload());
            }
        }
        assertThat(counters.lost()).isEqualTo(42);
        assertThat(handed.origins())
                .containsExactly(
                        AudioOrigin.PACKET,
                        AudioOrigin.CONCEALMENT,
                        AudioOrigin.SILENCE,
                        AudioOrigin.PACKET);
    }

    @Test
    void opusOfAsterisk_goesOnBehindAGapOfNearlyASecond() {
        List<RtpCapture.Datagram> stream = RtpCapture.read("asterisk-opus.pcap");
        Handed handed = opus("asterisk-opus.pcap", 0);
        long span = stream.getLast().timestamp() - stream.getFirst().timestamp();
        assertThat(handed.samples()).isEqualTo((int) span + 960);
        assertThat(counters.played()).isEqualTo(21);
        assertThat(Signal.rms(handed.linear(), 46 * 960, 10 * 960)).isGreaterThan(500);
    }

    private static short[] loudness(short[] pcm) {
        short[] frames = new short[pcm.length / 960];
        for (int i = 0; i < frames.length; i++) {
            frames[i] = (short) Signal.rms(pcm, i * 960, 960);
        }
        return frames;
    }
}
