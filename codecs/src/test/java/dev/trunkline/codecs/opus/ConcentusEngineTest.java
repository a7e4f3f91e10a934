package dev.trunkline.codecs.opus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.codecs.fixtures.Allocation;
import dev.trunkline.codecs.fixtures.RtpCapture;
import org.junit.jupiter.api.Test;

class ConcentusEngineTest extends OpusEngineContract {
    private final OpusEngine concentus = OpusEngine.select(OpusEngineChoice.CONCENTUS);

    @Override
    OpusEngine engine() {
        return concentus;
    }

    /** The figures of the module's README; Concentus itself allocates, our side of it does not. */
    @Test
    void heapPerFrame_staysWhereItWasMeasured() {
        short[] speech = RtpCapture.speech8k();
        byte[] packet = new byte[OpusEncoder.MAX_PACKET_BYTES];
        byte[] hybrid = RtpCapture.read("opus-nofec.pcap").get(100).payload();
        short[] pcm = new short[OpusDecoder.MAX_PACKET_SAMPLES];
        try (OpusEncoder encoder = concentus.encoder(OpusSettings.narrowbandCall());
                OpusDecoder decoder = concentus.decoder()) {
            int[] at = {0};
            double encode =
                    Allocation.bytesPerRun(
                            2_000,
                            1_000,
                            () -> {
                                encoder.encode(speech, at[0], packet, 0);
                                at[0] = (at[0] + 160) % (speech.length - 160);
                            });
            double decode =
                    Allocation.bytesPerRun(
                            2_000, 1_000, () -> decoder.decode(hybrid, 0, hybrid.length, pcm, 0));
            System.out.printf(
                    "concentus heap per 20 ms: encode %.0f B (narrow band), decode %.0f B (hybrid)%n",
                    encode, decode);
            assertThat(encode).isLessThan(200_000);
            assertThat(decode).isLessThan(60_000);
        }
    }
}
