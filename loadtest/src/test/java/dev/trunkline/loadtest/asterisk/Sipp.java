package dev.trunkline.loadtest.asterisk;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Callers by SIPp: SIP that is right to the letter, and G.711 from a file. Immutable; each {@link
 * #dial} starts a process.
 *
 * @param media whence the caller's voice comes
 * @param hangUpAfter from the answer; empty for a caller who waits to be hung up on
 * @param calls how many, all begun within a second
 */
public record Sipp(Media media, Optional<Duration> hangUpAfter, int calls) {
    /** How long a call may last in all. */
    private static final int MOST_SECONDS = 60;

    /** For SIP, audio, and the video that it opens a socket for whether there is any or not. */
    private static final int PORTS = 3;

    /** Whence the caller's voice comes. */
    public sealed interface Media {
        /** SIPp sends this once, 20 ms a packet; what it hears it drops. */
        record Speech(ByteBuffer muLaw) implements Media {}

        /** SIPp does the signalling, the voice is this one's. */
        record Rtp(RtpPhone phone) implements Media {}
    }

    /** A caller who speaks, and waits to be hung up on. */
    public static Sipp speaking(byte[] muLaw) {
        return new Sipp(new Media.Speech(ByteBuffer.wrap(muLaw)), Optional.empty(), 1);
    }

    /** A caller with the phone's media, who waits to be hung up on. */
    public static Sipp signalling(RtpPhone phone) {
        return new Sipp(new Media.Rtp(phone), Optional.empty(), 1);
    }

    public Sipp hangingUpAfter(Duration hold) {
        return new Sipp(media, Optional.of(hold), calls);
    }

    public Sipp times(int callers) {
        return new Sipp(media, hangUpAfter, callers);
    }

    /** Calls the extension. The caller is on its way when this returns. */
    public Call dial(AsteriskProcess asterisk, String extension) {
        try {
            Path directory = Files.createTempDirectory("sipp");
            Files.writeString(directory.resolve("caller.xml"), scenario());
            if (media instanceof Media.Speech(ByteBuffer muLaw)) {
                Files.write(directory.resolve("speech.ulaw"), RtpPhone.bytes(muLaw));
            }
            int port = Loopback.udpPorts(RtpPhone.ADDRESS, PORTS);
            List<String> command =
                    List.of(
                            "sipp",
                            "-sf",
                            "caller.xml",
                            "-s",
                            extension,
                            "-i",
                            RtpPhone.ADDRESS,
                            "-p",
                            Integer.toString(port),
                            "-mi",
                            RtpPhone.ADDRESS,
                            "-mp",
                            Integer.toString(port + 2),
                            "-m",
                            Integer.toString(calls),
                            "-r",
                            Integer.toString(calls),
                            "-l",
                            Integer.toString(calls),
                            "-timeout",
                            MOST_SECONDS + "s",
                            "-timeout_error",
                            "-nostdin",
                            "-trace_logs",
                            "-log_file",
                            "answered",
                            "-trace_err",
                            "-error_file",
                            "errors",
                            asterisk.sip());
            Process process =
                    new ProcessBuilder(command)
                            .directory(directory.toFile())
                            .redirectErrorStream(true)
                            .redirectOutput(directory.resolve("output").toFile())
                            .start();
            process.getOutputStream().close();
            CallerProcess caller = new CallerProcess("sipp", process, directory);
            asterisk.calledBy(caller);
            return new Call(caller, asterisk.address());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private String scenario() throws IOException {
        String end =
                hangUpAfter.isPresent()
                        ? resource("hangs-up.xml")
                                .replace("@MS@", Long.toString(hangUpAfter.get().toMillis()))
                        : resource("is-hung-up-on.xml");
        String scenario = resource("caller.xml").replace("@END@", end);
        return switch (media) {
            case Media.Speech _ ->
                    scenario.replace("@USER@", "ulaw-caller")
                            .replace("@MEDIA@", lines("m=audio [rtpstream_audio_port] RTP/AVP 0"))
                            .replace(
                                    "@SPEAK@",
                                    "  <nop><action><exec"
                                            + " rtp_stream=\"speech.ulaw,1,0,PCMU/8000\"/>"
                                            + "</action></nop>");
            case Media.Rtp(RtpPhone phone) ->
                    scenario.replace("@USER@", phone.codec().user())
                            .replace("@MEDIA@", lines(phone.sdp()))
                            .replace("@SPEAK@", "");
        };
    }

    private static String lines(String sdp) {
        return sdp.strip().indent(6).stripTrailing();
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = Sipp.class.getResourceAsStream("/sipp/" + name)) {
            if (in == null) {
                throw new AssertionError("no resource sipp/" + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    /** Callers under way. Closing ends those that are. */
    public static final class Call implements AutoCloseable {
        private final CallerProcess process;

        private final String mediaAddress;

        private Call(CallerProcess process, String mediaAddress) {
            this.process = process;
            this.mediaAddress = mediaAddress;
        }

        String mediaAddress() {
            return mediaAddress;
        }

        /** Where Asterisk wants each answered call's RTP. */
        List<Integer> rtpPorts() {
            List<Integer> ports = new ArrayList<>();
            process.text("answered").lines().forEach(line -> ports.add(Integer.parseInt(line)));
            return ports;
        }

        /** The same of the only call; empty before it is answered. */
        public OptionalInt rtpPort() {
            return rtpPorts().stream().mapToInt(Integer::intValue).findFirst();
        }

        /** Waits for all of them to end, as SIPp finds, the way they should. */
        public void awaitGoodEnd() {
            int exitCode = process.await(Duration.ofSeconds(MOST_SECONDS + 5));
            if (exitCode != 0) {
                throw new AssertionError(
                        "sipp ended with %d%n%s%n%s"
                                .formatted(
                                        exitCode, process.text("errors"), process.text("output")));
            }
        }

        public boolean isOver() {
            return process.isOver();
        }

        @Override
        public void close() {
            process.close();
        }
    }
}
