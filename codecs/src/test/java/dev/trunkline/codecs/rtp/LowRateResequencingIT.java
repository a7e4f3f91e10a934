package dev.trunkline.codecs.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.codecs.audio.AudioFormat;
import dev.trunkline.codecs.fixtures.LeakCheck;
import dev.trunkline.codecs.fixtures.RtpCapture;
import dev.trunkline.codecs.opus.OpusDecoder;
import dev.trunkline.codecs.opus.OpusEngine;
import dev.trunkline.codecs.opus.OpusEngineChoice;
import java.util.List;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Opus decoded below its clock's rate: needs the system's libopus (Debian: libopus0). */
@ExtendWith(LeakCheck.class)
class LowRateResequencingIT {
    @ParameterizedTest
    @CsvSource({"PCM_8K, opus-fec.pcap", "PCM_24K, opus-fec.pcap", "PCM_8K, opus-fec-dtx-gst.pcap"})
    void capturedStreamWithLosses_lastsAsLongAsItsTimestampsSay(AudioFormat format, String name) {
        List<RtpCapture.Datagram> stream = RtpCapture.read(name);
        Arrivals network = new Arrivals();
        long last = 0;
        for (int n = 0; n < stream.size(); n++) {
            RtpCapture.Datagram datagram = stream.get(n);
            last = Arrivals.MS + datagram.arrivalNanos();
            if (n % 7 != 5) {
                network.add(
                        last, datagram.sequenceNumber(), datagram.timestamp(), datagram.payload());
            }
        }
        Handed handed = new Handed(format);
        OpusEngine engine = OpusEngine.select(OpusEngineChoice.LIBOPUS);
        try (OpusDecoder decoder = engine.decoder(format.sampleRateHz());
                Resequencer resequencer =
                        new Resequencer(
                                new OpusPayloadDecoder(decoder),
                                format,
                                JitterBufferSettings.forCall(),
                                handed)) {
            network.run(resequencer, last + 19 * Arrivals.MS);
            assertThat(resequencer.counters().lost()).isPositive();
        }
        long spanTicks = stream.getLast().timestamp() - stream.getFirst().timestamp() + 960;
        long wanted = spanTicks * format.sampleRateHz() / 48_000;
        // The last packet may be missing, and what is behind a hole is still waited for.
        assertThat((long) handed.samples())
                .isBetween(wanted - format.sampleRateHz() / 5, wanted + format.sampleRateHz() / 50);
    }
}
