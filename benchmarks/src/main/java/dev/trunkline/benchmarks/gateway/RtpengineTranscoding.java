package dev.trunkline.benchmarks.gateway;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.trunkline.codecs.g711.G711;
import dev.trunkline.codecs.opus.OpusEncoder;
import dev.trunkline.codecs.opus.OpusEngine;
import dev.trunkline.codecs.opus.OpusEngineChoice;
import dev.trunkline.codecs.opus.OpusSettings;
import dev.trunkline.codecs.rtp.RtpSender;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What rtpengine takes to do a PBX leg's work: Opus on one side of each call, μ-law on the other,
 * both sides talking all the time. Debian's package {@code rtpengine-daemon} has to be there.
 *
 * <pre>
 * java -cp … dev.trunkline.benchmarks.gateway.RtpengineTranscoding CALLS SECONDS SPEECH [PREFIX…]
 * </pre>
 *
 * {@code SPEECH} is raw μ-law at 8 kHz; every call begins elsewhere in it. {@code PREFIX} stands
 * before rtpengine's command, such as {@code taskset -c 1}. Prints the CPU time of rtpengine's
 * process as a share of one core, and what came out of it.
 */
public final class RtpengineTranscoding {
    private static final InetAddress HOST = InetAddress.getLoopbackAddress();
    private static final int CONTROL_PORT = 22_222;
    private static final int WARM_UP_SECONDS = 5;
    private static final int FRAME_SAMPLES = 160;
    private static final int OPUS = 111;
    private static final int PCMU = 0;
    private static final Pattern MEDIA_PORT = Pattern.compile("m=audio (\\d+) ");

    private final DatagramChannel control = DatagramChannel.open();
    private final Process rtpengine;
    private final byte[][] opus;
    private final byte[][] pcmu;
    private final List<Side> sides = new ArrayList<>();
    private long received;
    private int cookie;

    private RtpengineTranscoding(Path speech, List<String> prefix) throws IOException {
        pcmu = frames(Files.readAllBytes(speech));
        opus = opus(pcmu);
        List<String> command = new ArrayList<>(prefix);
        command.addAll(
                List.of(
                        "rtpengine",
                        "--foreground",
                        "--log-stderr",
                        "--log-level=3",
                        "--table=-1",
                        "--num-threads=4",
                        "--interface=127.0.0.1",
                        "--listen-ng=127.0.0.1:" + CONTROL_PORT,
                        "--port-min=24000",
                        "--port-max=29999"));
        rtpengine = new ProcessBuilder(command).redirectErrorStream(true).inheritIO().start();
        control.connect(new InetSocketAddress(HOST, CONTROL_PORT));
    }

    /** See the class. */
    public static void main(String[] arguments) throws Exception {
        RtpengineTranscoding benchmark =
                new RtpengineTranscoding(
                        Path.of(arguments[2]),
                        Arrays.asList(arguments).subList(3, arguments.length));
        try {
            benchmark.measure(Integer.parseInt(arguments[0]), Integer.parseInt(arguments[1]));
        } finally {
            benchmark.rtpengine.destroy();
            benchmark.rtpengine.waitFor();
        }
    }

    private void measure(int calls, int seconds) throws IOException {
        awaitControl();
        for (int call = 0; call < calls; call++) {
            call(call);
        }
        talk(WARM_UP_SECONDS);
        long cpu = cpuNanos();
        long before = received;
        long begun = System.nanoTime();
        talk(seconds);
        double elapsed = System.nanoTime() - begun;
        double share = (cpuNanos() - cpu) / elapsed;
        System.out.printf(
                "rtpengine, %d calls of Opus and PCMU: %.2f of a core, %.2f %% a call; sent %d packets,"
                        + " got %d%n",
                calls, share, 100 * share / calls, 2L * calls * 50 * seconds, received - before);
    }

    /** Offer and answer: from now on rtpengine converts between the two sides. */
    private void call(int number) throws IOException {
        Side caller = new Side(OPUS, opus, 37 * number);
        Side agent = new Side(PCMU, pcmu, 53 * number);
        String id = "7:call-id" + text("call" + number) + "8:from-tag1:a3:ICE6:remove";
        agent.sendsTo(
                port(
                        ask(
                                "d7:command5:offer"
                                        + id
                                        + "5:codecd4:maskl4:opuse9:transcodel4:PCMUee3:sdp"
                                        + text(caller.sdp("111", "a=rtpmap:111 opus/48000/2\r\n"))
                                        + "e")));
        caller.sendsTo(
                port(
                        ask(
                                "d7:command6:answer"
                                        + id
                                        + "6:to-tag1:b3:sdp"
                                        + text(agent.sdp("0", ""))
                                        + "e")));
        sides.add(caller);
        sides.add(agent);
    }

    /** The packets of all sides are spread over each frame's 20 ms. */
    private void talk(int seconds) throws IOException {
        long frames = seconds * 50L;
        long apart = TimeUnit.MILLISECONDS.toNanos(20) / sides.size();
        long due = System.nanoTime();
        for (long frame = 0; frame < frames; frame++) {
            for (Side side : sides) {
                long wait = due - System.nanoTime();
                if (wait > 50_000) {
                    LockSupport.parkNanos(wait);
                }
                side.send();
                received += side.receive();
                due += apart;
            }
        }
    }

    private void awaitControl() throws IOException {
        for (int attempt = 0; attempt < 50; attempt++) {
            try {
                ask("d7:command4:pinge");
                return;
            } catch (IOException notYet) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
            }
        }
        throw new IOException("rtpengine does not answer on port " + CONTROL_PORT);
    }

    private String ask(String message) throws IOException {
        String id = cookie++ + " ";
        control.write(ByteBuffer.wrap((id + message).getBytes(US_ASCII)));
        ByteBuffer answer = ByteBuffer.allocate(65_536);
        control.socket().setSoTimeout(2_000);
        DatagramPacket packet = new DatagramPacket(answer.array(), answer.capacity());
        control.socket().receive(packet);
        String text = new String(answer.array(), 0, packet.getLength(), US_ASCII);
        if (!text.startsWith(id)) {
            throw new SocketTimeoutException("an answer to something else: " + text);
        }
        return text;
    }

    private static int port(String answer) throws IOException {
        Matcher port = MEDIA_PORT.matcher(answer);
        if (!port.find()) {
            throw new IOException("no media port in: " + answer);
        }
        return Integer.parseInt(port.group(1));
    }

    /** A string in rtpengine's control protocol. */
    private static String text(String value) {
        return value.length() + ":" + value;
    }

    /** User and system time of rtpengine, of all its threads. */
    private long cpuNanos() {
        return rtpengine.info().totalCpuDuration().orElseThrow().toNanos();
    }

    private static byte[][] frames(byte[] speech) {
        byte[][] frames = new byte[speech.length / FRAME_SAMPLES][];
        for (int i = 0; i < frames.length; i++) {
            frames[i] = Arrays.copyOfRange(speech, i * FRAME_SAMPLES, (i + 1) * FRAME_SAMPLES);
        }
        return frames;
    }

    private static byte[][] opus(byte[][] frames) {
        byte[][] packets = new byte[frames.length][];
        byte[] packet = new byte[OpusEncoder.MAX_PACKET_BYTES];
        short[] samples = new short[FRAME_SAMPLES];
        try (OpusEncoder encoder =
                OpusEngine.select(OpusEngineChoice.AUTO).encoder(OpusSettings.narrowbandCall())) {
            for (int i = 0; i < packets.length; i++) {
                G711.ulawToLinear(frames[i], 0, samples, 0, FRAME_SAMPLES);
                packets[i] = Arrays.copyOf(packet, encoder.encode(samples, 0, packet, 0));
            }
        }
        return packets;
    }

    /** One side of a call: sends a packet each time it is asked, and counts what comes. */
    private static final class Side {
        private final DatagramChannel channel;
        private final RtpSender rtp;
        private final byte[][] payloads;
        private final int ticksPerFrame;
        private final ByteBuf out = Unpooled.directBuffer(1_500);
        private final ByteBuffer in = ByteBuffer.allocateDirect(1_500);
        private SocketAddress to = new InetSocketAddress(HOST, 9);
        private int at;

        Side(int payloadType, byte[][] payloads, int at) throws IOException {
            rtp = new RtpSender(payloadType, System.identityHashCode(this), 0, 0);
            this.payloads = payloads;
            this.at = at;
            ticksPerFrame = payloadType == OPUS ? 960 : FRAME_SAMPLES;
            channel =
                    DatagramChannel.open()
                            .setOption(StandardSocketOptions.SO_RCVBUF, 1 << 16)
                            .bind(new InetSocketAddress(HOST, 0));
            channel.configureBlocking(false);
        }

        String sdp(String type, String map) throws IOException {
            int port = ((InetSocketAddress) channel.getLocalAddress()).getPort();
            return "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio "
                    + port
                    + " RTP/AVP "
                    + type
                    + "\r\n"
                    + map
                    + "a=sendrecv\r\na=ptime:20\r\n";
        }

        void sendsTo(int port) {
            to = new InetSocketAddress(HOST, port);
        }

        void send() throws IOException {
            byte[] payload = payloads[at++ % payloads.length];
            out.clear();
            rtp.writeHeader(out, false, payload.length, ticksPerFrame);
            out.writeBytes(payload);
            channel.send(out.nioBuffer(), to);
        }

        int receive() throws IOException {
            int packets = 0;
            in.clear();
            while (channel.receive(in) != null) {
                packets++;
                in.clear();
            }
            return packets;
        }
    }
}
