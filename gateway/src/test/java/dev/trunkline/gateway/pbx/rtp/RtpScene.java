package dev.trunkline.gateway.pbx.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.codecs.audio.AudioFormat;
import dev.trunkline.codecs.opus.OpusEngine;
import dev.trunkline.codecs.opus.OpusEngineChoice;
import dev.trunkline.gateway.call.FakeClock;
import dev.trunkline.gateway.config.pbx.OpusConfig;
import dev.trunkline.gateway.config.pbx.RtpConfig;
import dev.trunkline.gateway.pbx.FramePacer;
import dev.trunkline.observability.metrics.CallCounter;
import dev.trunkline.observability.metrics.CallLabels;
import dev.trunkline.observability.metrics.CallMeters;
import dev.trunkline.observability.metrics.GatewayMeters;
import dev.trunkline.observability.metrics.LegKind;
import io.netty.channel.EventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.vertx.core.Future;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A leg on an event loop of its own, a peer, and time that stands still until it is moved. */
final class RtpScene implements AutoCloseable {
    static final OpusEngine CONCENTUS = OpusEngine.select(OpusEngineChoice.CONCENTUS);

    /** Of no use to anybody else: below the ports that Linux gives away by itself. */
    static final int FIRST_PORT = 21_200;

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

    final FakeClock clock = new FakeClock();
    final GatewayMeters gatewayMeters = new GatewayMeters();
    final CallMeters meters = gatewayMeters.forCall(CallLabels.unknown(LegKind.RTP), "test-call");
    final RecordingCall call = new RecordingCall();
    final Peer peer = new Peer();
    final List<FramePacer.Beat> beats = new ArrayList<>();
    final MultiThreadIoEventLoopGroup group;
    final EventLoop loop;
    final RtpMedia media;
    int closes;
    private @Nullable RtpLeg leg;

    RtpScene() {
        this(EpollIoHandler.newFactory(), config(FIRST_PORT + 99, true));
    }

    RtpScene(IoHandlerFactory transport, RtpConfig config) {
        group = new MultiThreadIoEventLoopGroup(1, transport);
        loop = group.next();
        media =
                new RtpMedia(
                        config,
                        new OpusConfig(OpusEngineChoice.CONCENTUS, null, 5),
                        CONCENTUS,
                        gatewayMeters.pbx(),
                        _ -> clock,
                        _ ->
                                beat -> {
                                    beats.add(beat);
                                    return () -> beats.remove(beat);
                                });
    }

    static RtpScene onNio() {
        return new RtpScene(NioIoHandler.newFactory(), config(FIRST_PORT + 99, true));
    }

    static RtpConfig config(int lastPort, boolean sendSilence) {
        return new RtpConfig(
                "127.0.0.1", null, FIRST_PORT, lastPort, Duration.ofSeconds(30), 200, sendSilence);
    }

    /** G.711 with telephone events, latching to whoever sends first, as it begins. */
    RtpLeg talk() {
        return talk(
                RtpFormats.symmetric(RtpCodec.PCMU, 0, 101, false),
                new RtpPeer(null, false, RtpPeer.Rtcp.MUXED, null),
                AudioFormat.PCMU);
    }

    RtpLeg talk(RtpFormats formats, RtpPeer who, AudioFormat modelFormat) {
        RtpLeg joined = join(formats, who, modelFormat);
        onLoop(() -> {
            joined.start(call);
            return true;
        });
        return joined;
    }

    RtpLeg join(RtpFormats formats, RtpPeer who, AudioFormat modelFormat) {
        RtpEnd end = await(media.bind(loop, who.rtcp()));
        peer.sendsTo(end.port());
        RtpLeg joined =
                await(
                        end.join(
                                new RtpSession(
                                        formats,
                                        who,
                                        modelFormat,
                                        meters,
                                        "test-call",
                                        () -> closes++)));
        leg = joined;
        return joined;
    }

    @Nullable RtpLeg leg() {
        return leg;
    }

    RtpPeer said(InetSocketAddress address, boolean fixed, RtpPeer.Rtcp rtcp) {
        return new RtpPeer(address, fixed, rtcp, null);
    }

    /** 20 ms pass, and a frame is due. */
    void beat() {
        beat(0);
    }

    void beat(int skipped) {
        onLoop(() -> {
            clock.advanceMs(20L * (1 + skipped));
            List.copyOf(beats).forEach(beat -> beat.onBeat(clock.nanos(), skipped));
            return true;
        });
    }

    void beats(int count) {
        for (int i = 0; i < count; i++) {
            beat();
        }
    }

    void pass(long ms) {
        onLoop(() -> {
            clock.advanceMs(ms);
            return true;
        });
    }

    <T> T onLoop(Callable<T> task) {
        try {
            return loop.submit(task).get(10, TimeUnit.SECONDS);
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
    }

    /** Waits until something holds that changes on the loop. */
    void until(String what, Callable<Boolean> holds) {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (!onLoop(holds)) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("never: " + what);
            }
            Thread.onSpinWait();
        }
    }

    /** Waits until so many packets were dropped for a reason. */
    void untilCounted(CallCounter counter, long count) {
        until(counter + " " + count, () -> meters.counted(counter) >= count);
        assertThat(counted(counter)).isEqualTo(count);
    }

    long counted(CallCounter counter) {
        return onLoop(() -> meters.counted(counter));
    }

    static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
    }

    @Override
    public void close() {
        RtpLeg last = leg;
        if (last != null) {
            onLoop(() -> {
                last.hungUp();
                return true;
            });
            assertThat(beats).isEmpty();
        }
        peer.close();
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
        gatewayMeters.close();
    }
}
