package dev.trunkline.gateway.pbx.rtp;

import dev.trunkline.codecs.opus.OpusDecoder;
import dev.trunkline.codecs.opus.OpusEngine;
import dev.trunkline.codecs.opus.OpusSettings;
import dev.trunkline.codecs.rtp.JitterBufferSettings;
import dev.trunkline.gateway.call.CallClock;
import dev.trunkline.gateway.call.EventLoopClock;
import dev.trunkline.gateway.config.pbx.OpusConfig;
import dev.trunkline.gateway.config.pbx.PbxFormat;
import dev.trunkline.gateway.config.pbx.RtpConfig;
import dev.trunkline.gateway.pbx.FramePacer;
import dev.trunkline.gateway.pbx.LoopPacer;
import dev.trunkline.gateway.pbx.MediaEnd;
import dev.trunkline.gateway.pbx.MediaOrder;
import dev.trunkline.gateway.pbx.PbxMedia;
import dev.trunkline.observability.metrics.PbxMeters;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.util.Random;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Brings calls by RTP: opens ports, and makes legs of them when the other side is known. Serves
 * Asterisk's external media channels, and whoever agrees on formats by other means through {@link
 * #bind}. Any thread.
 */
public final class RtpMedia implements PbxMedia {
    /** What is still on its way to a call that is over has arrived by then. */
    private static final long PORT_REST_NANOS = 5_000_000_000L;

    private final RtpConfig config;
    private final OpusConfig opus;
    private final OpusEngine engine;
    private final PbxMeters meters;
    private final Function<EventLoop, CallClock> clocks;
    private final Function<EventLoop, FramePacer> pacers;
    private final InetAddress host;
    private final RtpPorts ports;
    private final Random random = new SecureRandom();

    /**
     * For all calls of a gateway.
     *
     * @throws IllegalArgumentException if the configured host is no IP address
     */
    public RtpMedia(RtpConfig config, OpusConfig opus, OpusEngine engine, PbxMeters meters) {
        this(config, opus, engine, meters, EventLoopClock::new, LoopPacer::of);
    }

    RtpMedia(
            RtpConfig config,
            OpusConfig opus,
            OpusEngine engine,
            PbxMeters meters,
            Function<EventLoop, CallClock> clocks,
            Function<EventLoop, FramePacer> pacers) {
        this.config = config;
        this.opus = opus;
        this.engine = engine;
        this.meters = meters;
        this.clocks = clocks;
        this.pacers = pacers;
        host = InetAddress.ofLiteral(config.host());
        ports = new RtpPorts(config.firstPort(), config.lastPort(), PORT_REST_NANOS, random);
        meters.readPorts(ports::used, ports::pairs);
    }

    @Override
    public Future<MediaEnd> open(MediaOrder order) {
        PbxFormat format = order.asterisk().format();
        if (!format.isG711() && format != PbxFormat.OPUS) {
            return Future.failedFuture(
                    new RtpUnavailableException(
                            "format "
                                    + format.asteriskName()
                                    + " over RTP: expected ulaw, alaw or opus"));
        }
        // UnicastRTP knows no RTCP
        return bind(order.call().loop(), RtpPeer.Rtcp.NONE)
                .map(end -> new ExternalMediaEnd(end, order));
    }

    /**
     * Binds a free port of the range.
     *
     * @param loop where the sockets and the leg are to live
     * @param rtcp with {@link RtpPeer.Rtcp#BESIDE} the next port is bound as well
     * @return fails with {@link RtpUnavailableException} if none can be bound
     */
    public Future<RtpEnd> bind(EventLoop loop, RtpPeer.Rtcp rtcp) {
        Promise<RtpEnd> bound = Promise.promise();
        tryNext(loop, rtcp == RtpPeer.Rtcp.BESIDE, ports.pairs(), bound);
        return bound.future();
    }

    private void tryNext(EventLoop loop, boolean beside, int triesLeft, Promise<RtpEnd> bound) {
        CallClock clock = clocks.apply(loop);
        int port = triesLeft == 0 ? RtpPorts.NONE : ports.take(clock.nanos());
        if (port == RtpPorts.NONE) {
            meters.portsUsedUp();
            bound.fail(
                    new RtpUnavailableException(
                            "no pair of UDP ports is free from "
                                    + config.firstPort()
                                    + " to "
                                    + config.lastPort()
                                    + ": every call takes one; widen pbx.rtp"));
            return;
        }
        Runnable giveBack = () -> ports.giveBack(port, clock.nanos());
        Runnable next =
                () -> { // another program has it
                    giveBack.run();
                    tryNext(loop, beside, triesLeft - 1, bound);
                };
        ChannelFuture rtp = RtpSockets.bind(loop, host, port, new RtpHandler(false));
        var _ =
                rtp.addListener(_ -> {
                    if (!rtp.isSuccess()) {
                        next.run();
                    } else if (beside) {
                        bindBeside(rtp.channel(), port, giveBack, next, bound);
                    } else {
                        bound.complete(end(rtp.channel(), null, port, giveBack));
                    }
                });
    }

    private void bindBeside(
            Channel rtp, int port, Runnable giveBack, Runnable next, Promise<RtpEnd> bound) {
        ChannelFuture rtcp = RtpSockets.bind(rtp.eventLoop(), host, port + 1, new RtpHandler(true));
        var _ =
                rtcp.addListener(_ -> {
                    if (rtcp.isSuccess()) {
                        bound.complete(end(rtp, rtcp.channel(), port, giveBack));
                    } else {
                        var _ = rtp.close().addListener(_ -> next.run());
                    }
                });
    }

    private RtpEnd end(Channel rtp, @Nullable Channel rtcp, int port, Runnable giveBack) {
        String announced = config.announcedHost() == null ? config.host() : config.announcedHost();
        return new RtpEnd(
                announced, port, rtp, rtcp, giveBack, end -> session -> leg(end, session));
    }

    private RtpLeg leg(RtpEnd end, RtpSession session) {
        RtpFormats formats = session.formats();
        OpusDecoder decoder =
                formats.heard() == RtpCodec.OPUS
                        ? engine.decoder(session.modelFormat().sampleRateHz())
                        : null;
        RtpParts parts =
                new RtpParts(
                        clocks.apply(end.loop()),
                        pacers.apply(end.loop()),
                        formats.heard().decoder(decoder),
                        encoder(session),
                        jitter(),
                        config.noMediaTimeout(),
                        config.sendSilence(),
                        () -> {
                            if (decoder != null) {
                                decoder.close();
                            }
                        });
        return new RtpLeg(end, session, parts, random);
    }

    private JitterBufferSettings jitter() {
        JitterBufferSettings usual = JitterBufferSettings.forCall();
        int most = config.maxJitterMs();
        return new JitterBufferSettings(
                usual.frameMs(),
                Math.min(usual.minDelayMs(), most),
                Math.min(usual.initialDelayMs(), most),
                most,
                usual.inTimeQuantile());
    }

    private FrameEncoder encoder(RtpSession session) {
        RtpFormats formats = session.formats();
        if (formats.spoken() != RtpCodec.OPUS) {
            return new FrameEncoder.Passing();
        }
        OpusSettings voice =
                opus.voice(session.modelFormat().isLinear(), engine).withFrameMs(formats.ptimeMs());
        return new FrameEncoder.Opus(
                engine.encoder(formats.fec() ? voice : voice.withFecForLoss(0)));
    }

    @Override
    public String toString() {
        return "rtp(" + engine.name() + ")";
    }
}
