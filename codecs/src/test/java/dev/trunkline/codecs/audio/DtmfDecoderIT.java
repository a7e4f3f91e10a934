package dev.trunkline.codecs.audio;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Keys as multimon-ng hears them, a decoder that knows nothing of this project. */
class DtmfDecoderIT {
    private static final String KEYS = "1234567890*#115544w0w99##**";

    @TempDir private Path directory;

    @ParameterizedTest
    @CsvSource({"PCMU, ul, 8000", "PCMA, al, 8000", "PCM_16K, s16, 16000", "PCM_24K, s16, 24000"})
    void allKeys_areHeardInOrder_repeatedOnesToo(AudioFormat format, String type, int rate)
            throws Exception {
        ByteArrayOutputStream audio = new ByteArrayOutputStream();
        for (int i = 0; i < KEYS.length(); i++) {
            audio.writeBytes(DtmfTones.of(format).audio(KEYS.charAt(i)));
        }
        Path played = directory.resolve("keys." + type);
        Path heard = directory.resolve("keys.raw");
        Files.write(played, audio.toByteArray());
        run(
                "sox",
                "-t",
                type,
                "-r",
                Integer.toString(rate),
                "-c",
                "1",
                played.toString(),
                "-t",
                "raw",
                "-e",
                "signed",
                "-b",
                "16",
                "-r",
                "22050",
                heard.toString());
        String decoded = run("multimon-ng", "-q", "-t", "raw", "-a", "DTMF", heard.toString());
        assertThat(
                        decoded.lines()
                                .filter(line -> line.startsWith("DTMF: "))
                                .map(line -> line.substring(6))
                                .collect(Collectors.joining()))
                .isEqualTo(KEYS.replace("w", ""));
    }

    private static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).as(List.of(command).toString()).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
        return said;
    }
}
