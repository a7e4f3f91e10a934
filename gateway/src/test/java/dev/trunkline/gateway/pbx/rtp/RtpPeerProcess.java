package dev.trunkline.gateway.pbx.rtp;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** ffmpeg or GStreamer with libopus, sending speech or keeping what it hears, in real time. */
final class RtpPeerProcess {
    /** Whose RTP it is. */
    enum Tool {
        FFMPEG,
        GSTREAMER
    }

    private static final int MOST_PORT = 22_000;
    private static final AtomicInteger NEXT_PORT = new AtomicInteger(21_500);

    private final Process process;
    private final Path log;
    private final Path heard;

    private RtpPeerProcess(List<String> command, Path log, Path heard) {
        this.log = log;
        this.heard = heard;
        try {
            process =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(log.toFile())
                            .redirectInput(new File("/dev/null"))
                            .start();
        } catch (IOException absent) {
            throw new UncheckedIOException(absent);
        }
    }

    static RtpPeerProcess sender(Tool tool, Path speech24k, int port, boolean fec, Path directory)
            throws IOException {
        String source = speech24k.toAbsolutePath().toString();
        String command =
                switch (tool) {
                    case FFMPEG ->
                            "ffmpeg -nostdin -loglevel error -re -f s16le -ar 24000 -ac 1 -i "
                                    + source
                                    + " -c:a libopus -application voip -b:a 24k -frame_duration 20"
                                    + (fec ? " -fec:a 1 -packet_loss:a 20" : "")
                                    + " -f rtp -payload_type 111 -rtpflags skip_rtcp"
                                    + " rtp://127.0.0.1:"
                                    + port
                                    + "?pkt_size=1200";
                    case GSTREAMER ->
                            "gst-launch-1.0 -q filesrc location="
                                    + source
                                    + " blocksize=960 ! rawaudioparse format=pcm pcm-format=s16le"
                                    + " sample-rate=24000 num-channels=1 ! opusenc audio-type=voice"
                                    + " bitrate=24000 frame-size=20"
                                    + (fec ? " inband-fec=true packet-loss-percentage=20" : "")
                                    + " ! rtpopuspay pt=111 ! udpsink host=127.0.0.1 sync=true port="
                                    + port;
                };
        return new RtpPeerProcess(words(command), log(directory), directory);
    }

    static RtpPeerProcess receiver(Tool tool, int port, Path directory) throws IOException {
        Path heard = directory.resolve("heard-" + port + ".s16le");
        String command =
                switch (tool) {
                    case FFMPEG -> {
                        Path sdp = directory.resolve("rx-" + port + ".sdp");
                        Files.writeString(
                                sdp,
                                """
                                v=0
                                o=- 0 0 IN IP4 127.0.0.1
                                s=-
                                c=IN IP4 127.0.0.1
                                t=0 0
                                m=audio %d RTP/AVP 111
                                a=rtpmap:111 opus/48000/2
                                """
                                        .formatted(port));
                        yield "ffmpeg -nostdin -y -loglevel warning -protocol_whitelist"
                                + " file,udp,rtp -localaddr 127.0.0.1 -i "
                                + sdp
                                + " -af aresample=async=1:min_hard_comp=0.01 -ac 1 -ar 48000 -flush_packets 1 -f s16le "
                                + heard;
                    }
                    case GSTREAMER ->
                            "gst-launch-1.0 -e -q udpsrc address=127.0.0.1 port="
                                    + port
                                    + " caps=application/x-rtp,media=audio,encoding-name=OPUS,"
                                    + "clock-rate=48000,payload=111 ! rtpjitterbuffer latency=60"
                                    + " do-lost=true ! rtpopusdepay ! opusdec use-inband-fec=true"
                                    + " plc=true ! audioconvert !"
                                    + " audio/x-raw,format=S16LE,rate=48000,channels=1 ! filesink"
                                    + " buffer-mode=2 location="
                                    + heard;
                };
        return new RtpPeerProcess(words(command), log(directory), heard);
    }

    private static List<String> words(String command) {
        return new ArrayList<>(List.of(command.split(" ", -1)));
    }

    private static Path log(Path directory) throws IOException {
        return Files.createTempFile(directory, "peer", ".log");
    }

    /**
     * An even port that nobody has, nor its successor, and that no socket which asks for any port
     * is given before the peer takes it: Linux hands out 32768 and above.
     */
    static int freePort() {
        for (int port = NEXT_PORT.getAndAdd(2); port < MOST_PORT; port = NEXT_PORT.getAndAdd(2)) {
            if (isFree(port) && isFree(port + 1)) {
                return port;
            }
        }
        throw new AssertionError("no free pair of ports below " + MOST_PORT);
    }

    /** Whether this peer listens by now; fails if it has ended instead. */
    boolean listens(int port) {
        if (!process.isAlive()) {
            try {
                throw new AssertionError("the peer has ended: " + Files.readString(log));
            } catch (IOException unreadable) {
                throw new UncheckedIOException(unreadable);
            }
        }
        return !isFree(port);
    }

    private static boolean isFree(int port) {
        try (DatagramSocket probe =
                new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))) {
            return probe.isBound();
        } catch (IOException taken) {
            return false;
        }
    }

    /** Waits until it has sent everything. */
    void awaitEnd(Duration limit) throws Exception {
        if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("still running: " + Files.readString(log));
        }
        if (process.exitValue() != 0) {
            throw new AssertionError(
                    String.format(
                            Locale.ROOT,
                            "exit %d: %s",
                            process.exitValue(),
                            Files.readString(log)));
        }
    }

    /** Ends it as a user would, and gives what it heard: 48 kHz, mono. */
    byte[] stopAndRead() throws Exception {
        new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            throw new AssertionError("does not end: " + Files.readString(log));
        }
        return Files.readAllBytes(heard);
    }

    void stop() {
        process.destroyForcibly();
    }
}
