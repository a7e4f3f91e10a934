package dev.trunkline.codecs.opus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.codecs.fixtures.RtpCapture;
import dev.trunkline.codecs.fixtures.Signal;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every engine must do, whatever library is behind it. */
abstract class OpusEngineContract {
    private static final int FRAME = 960; // 20 ms at 48 kHz

    abstract OpusEngine engine();

    @ParameterizedTest
    @CsvSource({"opus-fec, 50", "opus-nofec, 50"})
    void capturedStream_decodesAsLibopusDoes(String name, double leastSnrDb) {
        short[] wanted =
                RtpCapture.samples(RtpCapture.resource(name + "-libopus-frames-40-139.s16le"));
        short[] heard = decode(RtpCapture.read(name + ".pcap"), Loss.NONE, 140 * FRAME);
        assertThat(heard).hasSize(140 * FRAME);
        double snrDb = Signal.snrDb(wanted, 0, heard, 40 * FRAME, wanted.length);
        System.out.printf("%s %s against libopus: %.1f dB%n", engine(), name, snrDb);
        assertThat(snrDb).isGreaterThan(leastSnrDb);
    }

    @Test
    void everyFourthPacketLost_fecRecoversWhatConcealmentCannot() {
        List<RtpCapture.Datagram> stream = RtpCapture.read("opus-fec.pcap");
        short[] lossless = decode(stream, Loss.NONE, Integer.MAX_VALUE);
        double fecDb = Signal.snrDb(lossless, decode(stream, Loss.FEC, Integer.MAX_VALUE));
        double plcDb = Signal.snrDb(lossless, decode(stream, Loss.PLC, Integer.MAX_VALUE));
        System.out.printf(
                "%s, every 4th packet lost: FEC %.1f dB, PLC %.1f dB%n", engine(), fecDb, plcDb);
        assertThat(fecDb).isGreaterThan(12); // libopus 1.3.1: 13.8
        assertThat(plcDb).isBetween(2.5, 7.0); // libopus 1.3.1: 4.1
    }

    @Test
    void packetWithoutRedundancy_saysSoAndWritesNothing() {
        byte[] payload = RtpCapture.read("opus-nofec.pcap").get(100).payload();
        short[] pcm = new short[FRAME];
        try (OpusDecoder decoder = engine().decoder()) {
            assertThat(decoder.decodeFec(payload, 0, payload.length, pcm, 0, FRAME))
                    .isEqualTo(OpusDecoder.NO_REDUNDANCY);
            assertThat(pcm).containsOnly(0);
        }
    }

    @ParameterizedTest
    @CsvSource({"8000, 16000", "12000, 20000", "16000, 24000", "24000, 28000", "48000, 32000"})
    void everyRateAndFrame_hasExactLengths(int sampleRateHz, int bitrateBps) {
        for (int frameMs : new int[] {10, 20, 40, 60}) {
            OpusSettings settings =
                    OpusSettings.narrowbandCall()
                            .withSampleRateHz(sampleRateHz)
                            .withBitrateBps(bitrateBps)
                            .withFrameMs(frameMs);
            short[] tone = tone(sampleRateHz, 1_200);
            short[] pcm = new short[OpusDecoder.MAX_PACKET_SAMPLES];
            byte[] packet = new byte[OpusEncoder.MAX_PACKET_BYTES + 5];
            try (OpusEncoder encoder = engine().encoder(settings);
                    OpusDecoder decoder = engine().decoder()) {
                int frame = encoder.frameSamples();
                assertThat(encoder.lookaheadSamples()).isEqualTo(sampleRateHz * 65 / 10_000);
                for (int at = 0; at + frame <= tone.length; at += frame) {
                    int bytes = encoder.encode(tone, at, packet, 5);
                    assertThat(bytes).isBetween(3, OpusEncoder.MAX_PACKET_BYTES);
                    assertThat(decoder.decode(packet, 5, bytes, pcm, 0)).isEqualTo(frameMs * 48);
                }
                assertThat(Signal.rms(pcm, 0, frameMs * 48)).isBetween(3_000.0, 9_000.0);
            }
        }
    }

    @Test
    void narrowbandCall_keepsSpeechAndItsBitRate() {
        short[] speech = RtpCapture.speech8k();
        byte[] packet = new byte[OpusEncoder.MAX_PACKET_BYTES];
        short[] heard = new short[speech.length * 6];
        int total = 0;
        int withFec = 0;
        try (OpusEncoder encoder = engine().encoder(OpusSettings.narrowbandCall());
                OpusDecoder decoder = engine().decoder()) {
            for (int at = 0; at + 160 <= speech.length; at += 160) {
                int bytes = encoder.encode(speech, at, packet, 0);
                total += bytes;
                withFec += OpusPacket.carriesFec(packet, 0, bytes) ? 1 : 0;
                decoder.decode(packet, 0, bytes, heard, at * 6);
            }
        }
        double bps = total * 8.0 / (speech.length / 8_000.0);
        double correlation =
                Signal.bestCorrelation(speech, Signal.decimate(heard, 6), 8_000 * 20 / 1_000);
        System.out.printf("%s narrow band: %.0f bit/s, r=%.3f%n", engine(), bps, correlation);
        assertThat(bps).isBetween(8_000.0, 22_000.0);
        assertThat(withFec).isGreaterThan(100);
        assertThat(correlation).isGreaterThan(0.85);
    }

    @Test
    void widebandCall_carriesFecToo() {
        short[] speech = RtpCapture.speech8k();
        short[] held = new short[320];
        byte[] packet = new byte[OpusEncoder.MAX_PACKET_BYTES];
        int withFec = 0;
        try (OpusEncoder encoder = engine().encoder(OpusSettings.widebandCall())) {
            for (int at = 0; at + 160 <= speech.length; at += 160) {
                for (int i = 0; i < 320; i++) {
                    held[i] = speech[at + i / 2];
                }
                int bytes = encoder.encode(held, 0, packet, 0);
                assertThat(packet[0] >> 3 & 31).as("SILK wide band").isBetween(8, 11);
                withFec += OpusPacket.carriesFec(packet, 0, bytes) ? 1 : 0;
            }
        }
        assertThat(withFec).isGreaterThan(100);
    }

    @Test
    void dtx_leavesSilenceOut() {
        byte[] packet = new byte[OpusEncoder.MAX_PACKET_BYTES];
        short[] silence = new short[160];
        int sent = 0;
        try (OpusEncoder encoder = engine().encoder(OpusSettings.narrowbandCall().withDtx(true))) {
            for (int frame = 0; frame < 150; frame++) {
                sent +=
                        encoder.encode(silence, 0, packet, 0) == OpusEncoder.NOTHING_TO_SEND
                                ? 0
                                : 1;
            }
        }
        assertThat(sent).isBetween(1, 40);
    }

    @Test
    void expectLossZero_stopsFec() {
        short[] speech = RtpCapture.speech8k();
        byte[] packet = new byte[OpusEncoder.MAX_PACKET_BYTES];
        int withFec = 0;
        try (OpusEncoder encoder = engine().encoder(OpusSettings.narrowbandCall())) {
            encoder.expectLoss(0);
            for (int at = 0; at + 160 <= speech.length; at += 160) {
                int bytes = encoder.encode(speech, at, packet, 0);
                withFec += OpusPacket.carriesFec(packet, 0, bytes) ? 1 : 0;
            }
        }
        assertThat(withFec).isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void corruptPackets_areCountedAndTheDecoderGoesOn(long seed) {
        Random random = new Random(seed);
        List<RtpCapture.Datagram> stream = RtpCapture.read("opus-fec.pcap");
        short[] pcm = new short[OpusDecoder.MAX_PACKET_SAMPLES];
        try (OpusDecoder decoder = engine().decoder()) {
            long corrupt = 0;
            for (int i = 0; i < 4_000; i++) {
                byte[] bytes = stream.get(random.nextInt(stream.size())).payload();
                int length = random.nextInt(bytes.length + 1);
                for (int flips = random.nextInt(8); flips > 0; flips--) {
                    bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
                }
                int done =
                        random.nextInt(4) == 0
                                ? decoder.decodeFec(bytes, 0, length, pcm, 0, FRAME)
                                : decoder.decode(bytes, 0, length, pcm, 0);
                corrupt += done == OpusDecoder.CORRUPT ? 1 : 0;
                assertThat(done).as("seed %d, packet %d", seed, i).isBetween(-1, pcm.length);
            }
            assertThat(corrupt).isPositive();
            assertThat(decoder.corruptPackets()).isEqualTo(corrupt);
            decoder.reset();
            short[] afterwards = decode(decoder, stream, Loss.NONE, 60 * FRAME);
            assertThat(afterwards).isEqualTo(decode(stream, Loss.NONE, 60 * FRAME)); // as if new
        }
    }

    @Test
    void randomBytesOfEveryLength_neverThrow() {
        Random random = new Random(7);
        short[] pcm = new short[OpusDecoder.MAX_PACKET_SAMPLES];
        try (OpusDecoder decoder = engine().decoder()) {
            for (int length = 0; length < 1_500; length++) {
                byte[] bytes = new byte[length];
                random.nextBytes(bytes);
                assertThat(decoder.decode(bytes, 0, length, pcm, 0))
                        .isEqualTo(
                                decoder.corruptPackets() > 0
                                                && OpusPacket.samples(bytes, 0, length) < 0
                                        ? OpusDecoder.CORRUPT
                                        : OpusPacket.samples(bytes, 0, length));
            }
        }
    }

    @Test
    void truncatedAtEveryLength_neverThrows() {
        short[] pcm = new short[OpusDecoder.MAX_PACKET_SAMPLES];
        try (OpusDecoder decoder = engine().decoder()) {
            for (RtpCapture.Datagram datagram : RtpCapture.read("opus-fec.pcap").subList(50, 60)) {
                byte[] payload = datagram.payload();
                for (int length = 0; length <= payload.length; length++) {
                    assertThat(decoder.decode(payload, 0, length, pcm, 0))
                            .isEqualTo(length == 0 ? OpusDecoder.CORRUPT : FRAME);
                }
            }
        }
    }

    enum Loss {
        NONE,
        FEC,
        PLC
    }

    short[] decode(List<RtpCapture.Datagram> stream, Loss loss, int maxSamples) {
        try (OpusDecoder decoder = engine().decoder()) {
            return decode(decoder, stream, loss, maxSamples);
        }
    }

    /** Decodes with every 4th packet lost and rebuilt as {@code loss} says; offsets are never 0. */
    static short[] decode(
            OpusDecoder decoder, List<RtpCapture.Datagram> stream, Loss loss, int maxSamples) {
        short[] out = new short[(int) Math.min(maxSamples, (stream.size() + 2L) * FRAME)];
        int at = 0;
        boolean lost = false;
        for (int n = 1; n <= stream.size() && at + FRAME <= out.length; n++) {
            if (loss != Loss.NONE && n % 4 == 0) {
                lost = true;
                continue;
            }
            byte[] payload = stream.get(n - 1).payload();
            byte[] shifted = new byte[payload.length + 3];
            System.arraycopy(payload, 0, shifted, 3, payload.length);
            if (lost) {
                int rebuilt = 0;
                if (loss == Loss.FEC) {
                    rebuilt = decoder.decodeFec(shifted, 3, payload.length, out, at, FRAME);
                }
                at += rebuilt > 0 ? rebuilt : decoder.conceal(out, at, FRAME);
                lost = false;
            }
            if (at + FRAME <= out.length) {
                at += decoder.decode(shifted, 3, payload.length, out, at);
            }
        }
        return Arrays.copyOf(out, at);
    }

    static short[] tone(int sampleRateHz, int ms) {
        short[] pcm = new short[sampleRateHz / 1_000 * ms];
        for (int i = 0; i < pcm.length; i++) {
            pcm[i] = (short) Math.round(8_000 * Math.sin(2 * Math.PI * 440 * i / sampleRateHz));
        }
        return pcm;
    }
}
