package dev.trunkline.loadtest.asterisk;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.sound.sampled.AudioFileFormat;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import javax.sound.sampled.UnsupportedAudioFileException;

/**
 * A caller by baresip: a softphone that really encodes and decodes, and leaves what it heard as
 * samples.
 */
public final class Baresip implements AutoCloseable {
    /** The only codec that it offers. */
    public enum Codec {
        ULAW("ulaw-caller", "PCMU/8000/1", 8_000),
        /** "/1": that it encodes one channel; in SDP it says "/2" as all do. */
        OPUS("opus-caller", "opus/48000/1", 48_000);

        private final String user;
        private final String name;
        private final int sampleRateHz;

        Codec(String user, String name, int sampleRateHz) {
            this.user = user;
            this.name = name;
            this.sampleRateHz = sampleRateHz;
        }

        public int sampleRateHz() {
            return sampleRateHz;
        }
    }

    private static final int RTP_PORTS = 20;

    private final CallerProcess process;

    private Baresip(CallerProcess process) {
        this.process = process;
    }

    /**
     * Calls an extension, speaks, and hangs up after {@code most}, if nobody has before.
     *
     * @param speech at the codec's own rate; silence follows
     */
    public static Baresip dial(
            AsteriskProcess asterisk,
            String extension,
            Codec codec,
            short[] speech,
            Duration most) {
        try {
            Path directory = Files.createTempDirectory("baresip");
            write(directory.resolve("speech.wav"), speech, codec.sampleRateHz);
            int rtpPort = Loopback.udpPorts(RtpPhone.ADDRESS, RTP_PORTS / 2);
            Map<String, String> values =
                    Map.of(
                            "SIP_PORT", Integer.toString(Loopback.port(RtpPhone.ADDRESS)),
                            "RTP_FIRST", Integer.toString(rtpPort),
                            "RTP_LAST", Integer.toString(rtpPort + RTP_PORTS - 1),
                            "SPEECH", directory.resolve("speech.wav").toString(),
                            "RATE", Integer.toString(codec.sampleRateHz),
                            "DIRECTORY", directory.toString(),
                            "MODULES", modules());
            String config = config();
            for (Map.Entry<String, String> value : values.entrySet()) {
                config = config.replace("@" + value.getKey() + "@", value.getValue());
            }
            Files.writeString(directory.resolve("config"), config);
            Files.writeString(
                    directory.resolve("accounts"),
                    "<sip:%s@%s;transport=udp>;regint=0;audio_codecs=%s;ptime=20%n"
                            .formatted(codec.user, RtpPhone.ADDRESS, codec.name));
            Process process =
                    new ProcessBuilder(
                                    "baresip",
                                    "-4",
                                    "-f",
                                    directory.toString(),
                                    "-e",
                                    "/dial sip:" + extension + "@" + asterisk.sip(),
                                    "-t",
                                    Long.toString(most.toSeconds()))
                            .redirectErrorStream(true)
                            .redirectOutput(directory.resolve("output").toFile())
                            .start();
            process.getOutputStream().close();
            CallerProcess caller = new CallerProcess("baresip", process, directory);
            asterisk.calledBy(caller);
            return new Baresip(caller);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Hangs up and ends. */
    public void hangUp() {
        process.end();
    }

    /** Whether the call was answered. */
    public boolean isAnswered() {
        return log().contains("Call established");
    }

    /** Whether the other side has hung up. */
    public boolean isHungUpOn() {
        return log().contains("session closed");
    }

    /** What it says about itself. */
    public String log() {
        return process.text("output").replace('\r', '\n');
    }

    /** Waits for it to end, and gives what it heard from the answer on, at the codec's own rate. */
    public short[] heard() {
        process.await(Duration.ofSeconds(90));
        try (DirectoryStream<Path> recordings =
                Files.newDirectoryStream(process.directory(), "dump-*-dec.wav")) {
            for (Path recording : recordings) {
                return read(recording);
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        throw new AssertionError("baresip heard nothing:\n" + log());
    }

    @Override
    public void close() {
        process.close();
    }

    private static String modules() throws IOException {
        for (String parent : List.of("/usr/lib", "/usr/local/lib")) {
            try (DirectoryStream<Path> found =
                    Files.newDirectoryStream(Path.of(parent), "{baresip,*-linux-gnu}")) {
                for (Path folder : found) {
                    for (String below : List.of("modules", "baresip/modules")) {
                        if (Files.exists(folder.resolve(below).resolve("aubridge.so"))) {
                            return folder.resolve(below).toString();
                        }
                    }
                }
            }
        }
        throw new AssertionError("baresip's modules are nowhere: is baresip-core installed?");
    }

    private static String config() throws IOException {
        try (InputStream in = Baresip.class.getResourceAsStream("/baresip/config")) {
            if (in == null) {
                throw new AssertionError("no resource baresip/config");
            }
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    private static void write(Path file, short[] samples, int sampleRateHz) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(samples.length * 2).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asShortBuffer().put(samples);
        AudioFormat format = new AudioFormat(sampleRateHz, 16, 1, true, false);
        AudioSystem.write(
                new AudioInputStream(
                        new ByteArrayInputStream(bytes.array()), format, samples.length),
                AudioFileFormat.Type.WAVE,
                file.toFile());
    }

    private static short[] read(Path file) throws IOException {
        try (AudioInputStream in = AudioSystem.getAudioInputStream(file.toFile())) {
            byte[] bytes = in.readAllBytes();
            short[] samples = new short[bytes.length / 2];
            ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer().get(samples);
            return samples;
        } catch (UnsupportedAudioFileException unreadable) {
            throw new IOException(file + ": " + unreadable.getMessage(), unreadable);
        }
    }
}
