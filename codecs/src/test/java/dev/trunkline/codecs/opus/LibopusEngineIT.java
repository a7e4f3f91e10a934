package dev.trunkline.codecs.opus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.codecs.fixtures.Allocation;
import dev.trunkline.codecs.fixtures.RtpCapture;
import dev.trunkline.codecs.fixtures.Signal;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Needs the system's libopus (Debian: libopus0) and fails without it. */
class LibopusEngineIT extends OpusEngineContract {
    private final OpusEngine libopus = OpusEngine.select(OpusEngineChoice.LIBOPUS);

    @Override
    OpusEngine engine() {
        return libopus;
    }

    @Test
    void auto_takesTheSystemsLibrary() {
        assertThat(OpusEngine.select(OpusEngineChoice.AUTO).name()).isEqualTo("libopus");
        assertThat(libopus.version()).startsWith("libopus 1.");
    }

    @Test
    void nothingIsAllocatedPerFrame() {
        short[] speech = RtpCapture.speech8k();
        byte[] packet = new byte[OpusEncoder.MAX_PACKET_BYTES];
        byte[] fec = RtpCapture.read("opus-fec.pcap").get(60).payload();
        short[] pcm = new short[OpusDecoder.MAX_PACKET_SAMPLES];
        try (OpusEncoder encoder = libopus.encoder(OpusSettings.narrowbandCall());
                OpusDecoder decoder = libopus.decoder()) {
            int[] at = {0};
            double bytes =
                    Allocation.bytesPerRun(
                            20_000,
                            10_000,
                            () -> {
                                encoder.encode(speech, at[0], packet, 0);
                                at[0] = (at[0] + 160) % (speech.length - 160);
                                decoder.decode(fec, 0, fec.length, pcm, 0);
                                decoder.conceal(pcm, 0, 960);
                                decoder.decodeFec(fec, 0, fec.length, pcm, 0, 960);
                            });
            assertThat(bytes).isZero();
        }
    }

    /** The fixture's packets are hybrid, SILK and CELT: all modes at every rate. */
    @Test
    void decodedAtALowerRate_itSoundsAsAt48kHz_lossesIncluded() {
        List<RtpCapture.Datagram> stream = RtpCapture.read("opus-fec.pcap");
        short[] whole = decoded(stream, OpusDecoder.SAMPLE_RATE_HZ);
        for (int rate : new int[] {8_000, 16_000, 24_000}) {
            short[] low = decoded(stream, rate);
            assertThat(low).hasSize(whole.length / (48_000 / rate));
            // By loudness, since the filters between the rates are not the same.
            assertThat(Signal.bestCorrelation(loudness(whole, 48_000), loudness(low, rate), 2))
                    .as("%d Hz", rate)
                    .isGreaterThan(0.98);
        }
    }

    /** Every tenth packet is missing: rebuilt from its successor, or made up. */
    private short[] decoded(List<RtpCapture.Datagram> stream, int rateHz) {
        int frame = rateHz / 50;
        short[] pcm = new short[stream.size() * frame];
        try (OpusDecoder decoder = libopus.decoder(rateHz)) {
            assertThat(decoder.sampleRateHz()).isEqualTo(rateHz);
            for (int n = 0; n < stream.size(); n++) {
                byte[] packet = stream.get(n).payload();
                if (n % 10 == 8 && n + 1 < stream.size()) {
                    byte[] next = stream.get(n + 1).payload();
                    if (decoder.decodeFec(next, 0, next.length, pcm, n * frame, frame) != frame) {
                        assertThat(decoder.conceal(pcm, n * frame, frame)).isEqualTo(frame);
                    }
                } else {
                    assertThat(decoder.decode(packet, 0, packet.length, pcm, n * frame))
                            .isEqualTo(frame);
                }
            }
        }
        return pcm;
    }

    /** Of each 20 ms, as a root mean square. */
    private static short[] loudness(short[] pcm, int rateHz) {
        int frame = rateHz / 50;
        short[] loudness = new short[pcm.length / frame];
        for (int n = 0; n < loudness.length; n++) {
            double energy = 0;
            for (int i = 0; i < frame; i++) {
                energy += (double) pcm[n * frame + i] * pcm[n * frame + i];
            }
            loudness[n] = (short) Math.sqrt(energy / frame);
        }
        return loudness;
    }

    @Test
    void concentusAndLibopus_decodeEachOther() {
        OpusEngine concentus = OpusEngine.select(OpusEngineChoice.CONCENTUS);
        for (OpusSettings settings :
                new OpusSettings[] {OpusSettings.narrowbandCall(), OpusSettings.widebandCall()}) {
            crossDecode(concentus, settings);
            crossDecode(libopus, settings);
        }
    }

    private void crossDecode(OpusEngine encoding, OpusSettings settings) {
        short[] tone = tone(settings.sampleRateHz(), 2_000);
        byte[] packet = new byte[OpusEncoder.MAX_PACKET_BYTES];
        short[] here = new short[2_000 * 48];
        short[] there = new short[2_000 * 48];
        try (OpusEncoder encoder = encoding.encoder(settings);
                OpusDecoder ours = OpusEngine.select(OpusEngineChoice.CONCENTUS).decoder();
                OpusDecoder theirs = libopus.decoder()) {
            int frame = settings.frameSamples();
            for (int n = 0; n < tone.length / frame; n++) {
                int bytes = encoder.encode(tone, n * frame, packet, 0);
                assertThat(ours.decode(packet, 0, bytes, here, n * 960)).isEqualTo(960);
                assertThat(theirs.decode(packet, 0, bytes, there, n * 960)).isEqualTo(960);
            }
        }
        double snrDb = Signal.snrDb(there, here);
        System.out.printf(
                "%s %d Hz, concentus against libopus: %.1f dB%n",
                encoding, settings.sampleRateHz(), snrDb);
        assertThat(snrDb).isGreaterThan(40);
    }
}
