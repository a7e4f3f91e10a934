package dev.trunkline.codecs.opus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.codecs.fixtures.Allocation;
import dev.trunkline.codecs.fixtures.RtpCapture;
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
        double snrDb = dev.trunkline.codecs.fixtures.Signal.snrDb(there, here);
        System.out.printf(
                "%s %d Hz, concentus against libopus: %.1f dB%n",
                encoding, settings.sampleRateHz(), snrDb);
        assertThat(snrDb).isGreaterThan(40);
    }
}
