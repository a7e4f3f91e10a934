package dev.trunkline.codecs.opus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.codecs.fixtures.OggOpus;
import dev.trunkline.codecs.fixtures.RtpCapture;
import dev.trunkline.codecs.fixtures.Signal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What we encode, other people's tools decode, and the other way round. Needs opusenc and opusdec
 * (Debian: opus-tools), ffmpeg and libopus0, and fails without them.
 */
class OpusInteropIT {
    private static final int PRE_SKIP = 312; // 6.5 ms at 48 kHz

    @TempDir Path directory;

    @ParameterizedTest
    @CsvSource({
        "CONCENTUS, opusdec, false",
        "CONCENTUS, ffmpeg, false",
        "LIBOPUS, opusdec, false",
        "LIBOPUS, ffmpeg, false",
        "CONCENTUS, opusdec, true",
        "LIBOPUS, ffmpeg, true"
    })
    void ourPackets_areDecodedByOthersAsByUs(OpusEngineChoice choice, String tool, boolean wide)
            throws Exception {
        List<byte[]> packets = encode(OpusEngine.select(choice), wide);
        Path file = directory.resolve("ours.opus");
        Files.write(file, OggOpus.write(packets, PRE_SKIP));
        short[] theirs = tool.equals("opusdec") ? opusdec(file) : ffmpegDecode(file);
        assertThat(theirs).hasSize(packets.size() * 960 - PRE_SKIP); // to the sample
        compare(choice + (wide ? " wide" : " narrow") + " -> " + tool, packets, theirs);
    }

    @ParameterizedTest
    @EnumSource(names = {"CONCENTUS", "LIBOPUS"})
    void opusencsPackets_areDecodedByUsAsByOpusdec(OpusEngineChoice choice) throws Exception {
        Path raw = speech();
        Path file = directory.resolve("theirs.opus");
        run(
                "opusenc",
                "--quiet",
                "--bitrate",
                "24",
                "--framesize",
                "20",
                "--raw",
                "--raw-rate",
                "8000",
                "--raw-chan",
                "1",
                raw.toString(),
                file.toString());
        decodeTheirs(choice, file, "opusenc");
    }

    @ParameterizedTest
    @EnumSource(names = {"CONCENTUS", "LIBOPUS"})
    void ffmpegsPackets_areDecodedByUsAsByOpusdec(OpusEngineChoice choice) throws Exception {
        Path raw = speech();
        Path file = directory.resolve("theirs.opus");
        run(
                "ffmpeg",
                "-nostdin",
                "-loglevel",
                "error",
                "-f",
                "s16le",
                "-ar",
                "8000",
                "-ac",
                "1",
                "-i",
                raw.toString(),
                "-c:a",
                "libopus",
                "-application",
                "voip",
                "-b:a",
                "24k",
                "-fec:a",
                "1",
                "-packet_loss:a",
                "10",
                file.toString());
        decodeTheirs(choice, file, "ffmpeg");
    }

    private void decodeTheirs(OpusEngineChoice choice, Path file, String from) throws Exception {
        List<byte[]> packets = OggOpus.read(Files.readAllBytes(file));
        short[] theirs = opusdec(file);
        assertThat(packets).hasSizeGreaterThan(850);
        short[] ours = decode(OpusEngine.select(choice), packets);
        int count = Math.min(theirs.length, ours.length - PRE_SKIP);
        assertThat(theirs.length).isGreaterThan(17 * 48_000);
        double snrDb = Signal.snrDb(theirs, 0, ours, PRE_SKIP, count);
        System.out.printf("%s -> %s: %.1f dB against opusdec%n", from, choice, snrDb);
        assertThat(snrDb).isGreaterThan(40);
    }

    private void compare(String what, List<byte[]> packets, short[] theirs) {
        short[] ours = decode(OpusEngine.select(OpusEngineChoice.CONCENTUS), packets);
        double snrDb = Signal.snrDb(theirs, 0, ours, PRE_SKIP, theirs.length);
        System.out.printf("%s: %.1f dB against our own decode%n", what, snrDb);
        assertThat(snrDb).isGreaterThan(40);
        short[] speech = RtpCapture.speech8k();
        assertThat(Signal.bestCorrelation(speech, Signal.decimate(theirs, 6), 80))
                .isGreaterThan(0.8);
    }

    private static List<byte[]> encode(OpusEngine engine, boolean wide) {
        short[] speech = RtpCapture.speech8k();
        if (wide) {
            short[] held = new short[speech.length * 2];
            for (int i = 0; i < held.length; i++) {
                held[i] = speech[i / 2];
            }
            speech = held;
        }
        OpusSettings settings = wide ? OpusSettings.widebandCall() : OpusSettings.narrowbandCall();
        byte[] packet = new byte[OpusEncoder.MAX_PACKET_BYTES];
        List<byte[]> packets = new ArrayList<>();
        try (OpusEncoder encoder = engine.encoder(settings)) {
            for (int at = 0;
                    at + encoder.frameSamples() <= speech.length;
                    at += encoder.frameSamples()) {
                packets.add(Arrays.copyOf(packet, encoder.encode(speech, at, packet, 0)));
            }
        }
        return packets;
    }

    private static short[] decode(OpusEngine engine, List<byte[]> packets) {
        short[] pcm = new short[packets.size() * 960];
        try (OpusDecoder decoder = engine.decoder()) {
            for (int n = 0; n < packets.size(); n++) {
                byte[] packet = packets.get(n);
                assertThat(decoder.decode(packet, 0, packet.length, pcm, n * 960)).isEqualTo(960);
            }
        }
        return pcm;
    }

    private Path speech() throws IOException {
        short[] speech = RtpCapture.speech8k();
        byte[] raw = new byte[speech.length * 2];
        for (int i = 0; i < speech.length; i++) {
            raw[2 * i] = (byte) speech[i];
            raw[2 * i + 1] = (byte) (speech[i] >> 8);
        }
        return Files.write(directory.resolve("speech.s16le"), raw);
    }

    private short[] opusdec(Path file) throws Exception {
        Path out = directory.resolve("opusdec.raw");
        run(
                "opusdec",
                "--quiet",
                "--no-dither",
                "--rate",
                "48000",
                file.toString(),
                out.toString());
        return RtpCapture.samples(Files.readAllBytes(out));
    }

    private short[] ffmpegDecode(Path file) throws Exception {
        Path out = directory.resolve("ffmpeg.raw");
        run(
                "ffmpeg",
                "-nostdin",
                "-y",
                "-loglevel",
                "error",
                "-c:a",
                "libopus",
                "-i",
                file.toString(),
                "-ac",
                "1",
                "-ar",
                "48000",
                "-f",
                "s16le",
                out.toString());
        return RtpCapture.samples(Files.readAllBytes(out));
    }

    private void run(String... command) throws IOException, InterruptedException {
        Path log = directory.resolve("tool.log");
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        boolean ended = process.waitFor(60, TimeUnit.SECONDS);
        if (!ended) {
            process.destroyForcibly();
        }
        assertThat(ended).as("%s ended", command[0]).isTrue();
        assertThat(process.exitValue()).as("%s: %s", command[0], Files.readString(log)).isZero();
    }
}
