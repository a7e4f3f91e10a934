package dev.trunkline.gateway.pbx.rtp;

import dev.trunkline.codecs.audio.AudioConverter;
import dev.trunkline.codecs.audio.AudioFormat;
import dev.trunkline.codecs.opus.OpusEngine;
import dev.trunkline.codecs.opus.OpusEngineChoice;
import dev.trunkline.codecs.resample.ResamplerProfile;
import dev.trunkline.gateway.LeakCheck;
import dev.trunkline.gateway.config.pbx.OpusConfig;
import dev.trunkline.gateway.config.pbx.RtpConfig;
import dev.trunkline.observability.metrics.CallCounter;
import dev.trunkline.observability.metrics.CallLabels;
import dev.trunkline.observability.metrics.CallMeters;
import dev.trunkline.observability.metrics.GatewayMeters;
import dev.trunkline.observability.metrics.LegKind;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * ffmpeg and GStreamer as RTP peers, in real time, with Opus, with and without in-band FEC, through
 * a network that loses 5 % and 20 % of the packets. Speech is recognised by its correlation with
 * the source; an undamaged Opus call has about 0.9.
 */
@ExtendWith(LeakCheck.class)
class RtpPeersIT {
    private static final int SPEECH_MS = 17_180;

    /**
     * Correlation that each case has to reach at least. Measured: 0.76 to 0.88, 0.68 to 0.81 and
     * 0.55 to 0.73; speech that is out of place by a packet or two stays below 0.4.
     */
    private static double threshold(double loss, boolean fec) {
        return loss < 0.1 ? 0.65 : fec ? 0.55 : 0.45;
    }

    private final MultiThreadIoEventLoopGroup group =
            new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final EventLoop loop = group.next();
    private final GatewayMeters meters = new GatewayMeters();
    private final RtpMedia media =
            new RtpMedia(
                    new RtpConfig(
                            "127.0.0.1", null, 21_400, 21_499, Duration.ofMinutes(10), 200, true),
                    new OpusConfig(OpusEngineChoice.CONCENTUS, null, 20),
                    OpusEngine.select(OpusEngineChoice.CONCENTUS),
                    meters.pbx());
    private final List<RtpPeerProcess> processes = new ArrayList<>();

    @TempDir private Path directory;

    @AfterEach
    void close() {
        processes.forEach(RtpPeerProcess::stop);
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
        meters.close();
    }

    /** One leg behind its own network. */
    private final class Case {
        final RtpPeerProcess.Tool tool;
        final boolean fec;
        final double loss;
        final RecordingCall call = new RecordingCall();
        final CallMeters counted = meters.forCall(CallLabels.unknown(LegKind.RTP), "test-call");
        final int peerPort = RtpPeerProcess.freePort();
        final LossyRelay relay;
        final RtpLeg leg;

        Case(RtpPeerProcess.Tool tool, boolean fec, double loss, long seed) {
            this.tool = tool;
            this.fec = fec;
            this.loss = loss;
            RtpEnd end = RtpScene.await(media.bind(loop, RtpPeer.Rtcp.MUXED));
            relay = new LossyRelay(end.port(), peerPort, loss, seed);
            leg =
                    RtpScene.await(
                            end.join(
                                    new RtpSession(
                                            RtpFormats.symmetric(RtpCodec.OPUS, 111, 110, fec),
                                            new RtpPeer(
                                                    relay.legSide(),
                                                    false,
                                                    RtpPeer.Rtcp.MUXED,
                                                    null),
                                            AudioFormat.PCM_24K,
                                            counted,
                                            "test-call",
                                            () -> {})));
            loop.execute(() -> leg.start(call));
        }

        long count(CallCounter counter) {
            return onLoop(() -> counted.counted(counter));
        }

        void hangUp() {
            onLoop(() -> {
                leg.hungUp();
                return true;
            });
            relay.close();
        }

        @Override
        public String toString() {
            return "%-9s %s %2.0f %%".formatted(tool, fec ? "FEC   " : "no FEC", 100 * loss);
        }
    }

    private List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        for (RtpPeerProcess.Tool tool : RtpPeerProcess.Tool.values()) {
            for (boolean fec : new boolean[] {true, false}) {
                for (double loss : new double[] {0.05, 0.20}) {
                    cases.add(new Case(tool, fec, loss, 100 + cases.size()));
                }
            }
        }
        return cases;
    }

    private <T> T onLoop(java.util.concurrent.Callable<T> task) {
        try {
            return loop.submit(task).get(10, TimeUnit.SECONDS);
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
    }

    @Test
    void whatThePeerSays_isRecognisedByTheCall() throws Exception {
        List<Case> cases = cases();
        for (Case each : cases) {
            processes.add(
                    RtpPeerProcess.sender(
                            each.tool,
                            SpeechLikeness.speech24k(),
                            each.relay.peerSidePort(),
                            each.fec,
                            directory));
        }
        for (RtpPeerProcess process : processes) {
            process.awaitEnd(Duration.ofSeconds(60));
        }
        SoftAssertions all = new SoftAssertions();
        for (Case each : cases) {
            await(() -> onLoop(() -> each.call.audioBytes()) >= 96 * (SPEECH_MS - 100));
            byte[] audio = onLoop(each.call::audio);
            each.hangUp(); // counts what is left to count
            double likeness = SpeechLikeness.of(SpeechLikeness.narrow(audio, 48_000), 400);
            long lost = each.count(CallCounter.RTP_LOST);
            long fecMs = each.count(CallCounter.CONCEALED_FEC_MS);
            long plcMs = each.count(CallCounter.CONCEALED_PLC_MS);
            System.out.printf(
                    "peer to call, %s: correlation %.2f, lost %d, rebuilt %d ms, made up %d ms%n",
                    each, likeness, lost, fecMs, plcMs);
            all.assertThat(likeness).as("%s", each).isGreaterThan(threshold(each.loss, each.fec));
            long expected = each.relay.lostToLeg.get();
            all.assertThat(lost).as("%s", each).isBetween(expected - 15, expected);
            all.assertThat(fecMs + plcMs).as("%s", each).isGreaterThanOrEqualTo(lost * 19);
            if (each.fec) {
                all.assertThat(fecMs).as("%s", each).isGreaterThan(0);
            }
        }
        all.assertAll();
    }

    @Test
    void whatTheCallSays_isRecognisedByThePeer() throws Exception {
        List<Case> cases = cases();
        List<Speaking> speakers = new ArrayList<>();
        for (Case each : cases) {
            RtpPeerProcess process = RtpPeerProcess.receiver(each.tool, each.peerPort, directory);
            processes.add(process);
        }
        for (int i = 0; i < cases.size(); i++) {
            RtpPeerProcess process = processes.get(i);
            int port = cases.get(i).peerPort;
            await(() -> process.listens(port));
        }
        for (Case each : cases) {
            Speaking speaking = new Speaking(each.leg);
            speakers.add(speaking);
            loop.execute(speaking::begin);
        }
        for (Speaking speaking : speakers) {
            await(() -> onLoop(speaking::isOver));
        }
        // a second for what is still in the peers' buffers
        long from = System.nanoTime();
        await(() -> System.nanoTime() - from > 1_500_000_000L);
        SoftAssertions all = new SoftAssertions();
        for (int i = 0; i < cases.size(); i++) {
            Case each = cases.get(i);
            byte[] audio = processes.get(i).stopAndRead();
            each.hangUp();
            double likeness = SpeechLikeness.of(SpeechLikeness.narrow(audio, 48_000), 2_500);
            System.out.printf(
                    "call to peer, %s: correlation %.2f, %d packets lost%n",
                    each, likeness, each.relay.lostToPeer.get());
            all.assertThat(each.call.ends).as("%s", each).containsExactly(true);
            all.assertThat(likeness).as("%s", each).isGreaterThan(threshold(each.loss, each.fec));
        }
        all.assertAll();
    }

    private static void await(java.util.function.BooleanSupplier holds) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not in a minute");
            }
            java.util.concurrent.locks.LockSupport.parkNanos(5_000_000L);
        }
    }

    /** An agent that reads the speech out: hands frames over whenever the leg takes one. */
    private static final class Speaking {
        private final RtpLeg leg;
        private final ByteBuf speech = Unpooled.buffer();
        private final byte[] frame;

        Speaking(RtpLeg leg) throws IOException {
            this.leg = leg;
            frame = new byte[leg.agentFormat().bytes(20)];
            AudioConverter converter =
                    new AudioConverter(
                            AudioFormat.PCM_24K, leg.agentFormat(), ResamplerProfile.HIGH);
            byte[] source = Files.readAllBytes(SpeechLikeness.speech24k());
            converter.convert(source, 0, source.length, speech);
        }

        void begin() {
            while (speech.readableBytes() >= frame.length && leg.writable()) {
                speech.readBytes(frame);
                leg.sendFrame(frame);
            }
            if (speech.readableBytes() >= frame.length) {
                var _ = leg.eventLoop().schedule(this::begin, 50, TimeUnit.MILLISECONDS);
            }
        }

        boolean isOver() {
            return speech.readableBytes() < frame.length;
        }
    }
}
