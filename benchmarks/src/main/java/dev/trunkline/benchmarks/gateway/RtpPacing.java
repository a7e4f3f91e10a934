package dev.trunkline.benchmarks.gateway;

import dev.trunkline.codecs.audio.AudioFormat;
import dev.trunkline.codecs.opus.OpusEngine;
import dev.trunkline.codecs.opus.OpusEngineChoice;
import dev.trunkline.gateway.call.Base64Payload;
import dev.trunkline.gateway.call.LegClose;
import dev.trunkline.gateway.call.PhoneLegListener;
import dev.trunkline.gateway.config.pbx.OpusConfig;
import dev.trunkline.gateway.config.pbx.RtpConfig;
import dev.trunkline.gateway.pbx.rtp.RtpCodec;
import dev.trunkline.gateway.pbx.rtp.RtpEnd;
import dev.trunkline.gateway.pbx.rtp.RtpFormats;
import dev.trunkline.gateway.pbx.rtp.RtpLeg;
import dev.trunkline.gateway.pbx.rtp.RtpMedia;
import dev.trunkline.gateway.pbx.rtp.RtpPeer;
import dev.trunkline.gateway.pbx.rtp.RtpSession;
import dev.trunkline.observability.metrics.CallCounter;
import dev.trunkline.observability.metrics.CallLabels;
import dev.trunkline.observability.metrics.CallMeters;
import dev.trunkline.observability.metrics.GatewayMeters;
import dev.trunkline.observability.metrics.LegKind;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.vertx.core.Future;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * How evenly RTP leaves, and what a call costs: legs on one event loop send to receivers that take
 * the time of each packet.
 *
 * <pre>
 * java -cp … dev.trunkline.benchmarks.gateway.RtpPacing SECONDS CALLS pcmu|opus concentus|libopus [echo]
 * </pre>
 *
 * With {@code echo} the receivers send everything back, so that the legs decode as well. The first
 * receiver has a thread of its own and is the one whose arrivals are measured; the machine should
 * have a core for it. Deviation is of each interval from 20 ms; drift is the slope of arrivals
 * against the packets' own timestamps.
 */
public final class RtpPacing {
    private static final int FRAME_NANOS = 20_000_000;
    private static final int WARM_UP_SECONDS = 40;

    private final RtpMedia media;
    private final EventLoop loop;
    private final GatewayMeters meters = new GatewayMeters();
    private final List<RtpLeg> legs = new ArrayList<>();
    private final List<CallMeters> calls = new ArrayList<>();

    private RtpPacing(EventLoop loop, OpusEngineChoice engine) {
        this.loop = loop;
        media =
                new RtpMedia(
                        new RtpConfig(
                                "127.0.0.1",
                                null,
                                22_000,
                                23_999,
                                Duration.ofMinutes(10),
                                200,
                                true),
                        new OpusConfig(engine, null, 0),
                        OpusEngine.select(engine),
                        meters.pbx());
    }

    /** See the class. */
    public static void main(String[] arguments) throws Exception {
        int seconds = Integer.parseInt(arguments[0]);
        int calls = Integer.parseInt(arguments[1]);
        RtpCodec codec = RtpCodec.valueOf(arguments[2].toUpperCase(java.util.Locale.ROOT));
        OpusEngineChoice engine = OpusEngineChoice.parse(arguments[3]);
        boolean echo = arguments.length > 4 && arguments[4].equals("echo");
        MultiThreadIoEventLoopGroup group =
                new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        new RtpPacing(group.next(), engine).measure(seconds, calls, codec, echo);
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
    }

    private void measure(int seconds, int calls, RtpCodec codec, boolean echo) throws Exception {
        Receiver measured = new Receiver(seconds * 50 + 100, echo, codec.clockHz());
        Thread measuring = Thread.ofPlatform().daemon().start(measured::receive);
        call(codec, measured.address());
        for (int i = 1; i < calls; i++) {
            Receiver other = new Receiver(0, echo, codec.clockHz());
            Thread.ofPlatform().daemon().start(other::receive);
            call(codec, other.address());
        }
        measuring.join(TimeUnit.SECONDS.toMillis(WARM_UP_SECONDS));
        long before = cpuNanos();
        measured.begin();
        measuring.join(TimeUnit.SECONDS.toMillis(seconds));
        double cpu = (cpuNanos() - before) / 1e9 / seconds;
        long late = 0;
        for (CallMeters each : this.calls) {
            late += onLoop(() -> each.counted(CallCounter.PACED_LATE_FRAMES));
        }
        measured.report();
        System.out.printf(
                "%d calls of %s: %.1f %% of a core on the event loop, %.2f %% a call; %d late frames%n",
                calls, codec, 100 * cpu, 100 * cpu / calls, late);
        for (RtpLeg leg : legs) {
            onLoop(() -> {
                leg.close(LegClose.DONE);
                return true;
            });
        }
        meters.close();
    }

    private void call(RtpCodec codec, InetSocketAddress peer) {
        CallMeters counted = meters.forCall(CallLabels.unknown(LegKind.RTP), "pacing");
        int type = codec == RtpCodec.OPUS ? 111 : 0;
        RtpEnd end = await(media.bind(loop, RtpPeer.Rtcp.NONE));
        RtpLeg leg =
                await(
                        end.join(
                                new RtpSession(
                                        RtpFormats.symmetric(codec, type, RtpFormats.NONE, false),
                                        new RtpPeer(peer, true, RtpPeer.Rtcp.NONE, null),
                                        AudioFormat.PCM_24K,
                                        counted,
                                        "pacing",
                                        () -> {})));
        legs.add(leg);
        calls.add(counted);
        loop.execute(() -> new Talk(leg).begin());
    }

    /** CPU time of the event loop's thread. */
    private long cpuNanos() throws Exception {
        return onLoop(() -> ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime());
    }

    private <T> T onLoop(java.util.concurrent.Callable<T> task) throws Exception {
        return loop.submit(task).get();
    }

    private static <T> T await(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }

    /** A call whose agent never stops: noise that sounds for half a second of every second. */
    private static final class Talk implements PhoneLegListener {
        private final RtpLeg leg;
        private final byte[] frame;
        private final java.util.Random random = new java.util.Random(7);
        private int frames;

        Talk(RtpLeg leg) {
            this.leg = leg;
            frame = new byte[leg.agentFormat().bytes(20)];
        }

        void begin() {
            leg.start(this);
            onWritable();
        }

        @Override
        public void onWritable() {
            while (leg.writable()) {
                if (frames++ / 25 % 2 == 0) {
                    random.nextBytes(frame);
                    for (int i = 1; i < frame.length && leg.agentFormat().isLinear(); i += 2) {
                        frame[i] >>= 3;
                    }
                } else {
                    Arrays.fill(frame, leg.agentFormat().silence());
                }
                leg.sendFrame(frame);
            }
        }

        @Override
        public void onMedia(Base64Payload payload, long timestampMs, long arrivalNanos) {
            payload.message().release();
        }

        @Override
        public void onAudio(byte[] audio, int byteCount, long timestampMs, long arrivalNanos) {}

        @Override
        public void onMark(int generation, int sequence) {}

        @Override
        public void onDtmf(char digit) {}

        @Override
        public void onReadComplete() {}

        @Override
        public void onEnded(boolean clean) {}
    }

    /** Takes the time of each packet. */
    private static final class Receiver {
        private final DatagramChannel channel;
        private final boolean echo;
        private final int clockHz;
        private final long[] arrivals;
        private final int[] timestamps;
        private volatile int count;
        private volatile boolean measuring;

        Receiver(int mostPackets, boolean echo, int clockHz) throws IOException {
            this.echo = echo;
            this.clockHz = clockHz;
            arrivals = new long[mostPackets];
            timestamps = new int[mostPackets];
            channel =
                    DatagramChannel.open()
                            .setOption(StandardSocketOptions.SO_RCVBUF, 1 << 20)
                            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        }

        InetSocketAddress address() throws IOException {
            return (InetSocketAddress) channel.getLocalAddress();
        }

        /** From now on arrivals count. */
        void begin() {
            measuring = true;
        }

        void receive() {
            ByteBuffer packet = ByteBuffer.allocateDirect(2_048);
            try {
                while (true) {
                    packet.clear();
                    var from = channel.receive(packet);
                    int at = count;
                    if (measuring && at < arrivals.length) {
                        arrivals[at] = System.nanoTime();
                        timestamps[at] = packet.getInt(4);
                        count = at + 1;
                    }
                    if (echo) {
                        packet.flip();
                        channel.send(packet, from);
                    }
                }
            } catch (IOException closed) {
                // the process ends
            }
        }

        void report() {
            int packets = count;
            long[] deviations = new long[packets - 1];
            for (int i = 0; i < deviations.length; i++) {
                long interval = arrivals[i + 1] - arrivals[i];
                deviations[i] = Math.abs(interval - FRAME_NANOS);
            }
            Arrays.sort(deviations);
            System.out.printf(
                    "%d packets; deviation from 20 ms: p50 %.3f ms, p99 %.3f ms, p99.9 %.3f ms, most"
                            + " %.3f ms; drift %.2f ppm%n",
                    packets,
                    quantile(deviations, 0.50),
                    quantile(deviations, 0.99),
                    quantile(deviations, 0.999),
                    quantile(deviations, 1),
                    driftPpm(packets));
        }

        private static double quantile(long[] sorted, double share) {
            int at = (int) Math.min(sorted.length - 1L, (long) (sorted.length * share));
            return sorted[at] / 1e6;
        }

        /** Slope of arrivals against timestamps by least squares: of the two clocks. */
        private double driftPpm(int packets) {
            double nanosPerTick = 1e9 / clockHz;
            double meanX = 0;
            double meanY = 0;
            for (int i = 0; i < packets; i++) {
                meanX += sentNanos(i, nanosPerTick) / packets;
                meanY += (arrivals[i] - arrivals[0]) / (double) packets;
            }
            double xy = 0;
            double xx = 0;
            for (int i = 0; i < packets; i++) {
                double x = sentNanos(i, nanosPerTick) - meanX;
                xy += x * (arrivals[i] - arrivals[0] - meanY);
                xx += x * x;
            }
            return (xy / xx - 1) * 1e6;
        }

        private double sentNanos(int packet, double nanosPerTick) {
            return (timestamps[packet] - timestamps[0]) * nanosPerTick;
        }
    }
}
