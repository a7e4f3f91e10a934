package dev.trunkline.gateway.pbx.rtp;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Our end of an RTP session: a bound port, or two, on one event loop, held until it is closed. What
 * comes before a leg was made of it is dropped. Any thread, unless a method says.
 */
public final class RtpEnd {
    private final String host;
    private final int port;
    private final Channel rtp;
    private final @Nullable Channel rtcp;
    private final Runnable giveBack;
    private final Function<RtpEnd, LegMaker> makers;

    /** On the loop only. */
    private @Nullable RtpLeg leg;

    private boolean closed;

    /** Makes the leg of an end, on its loop. */
    @FunctionalInterface
    interface LegMaker {
        RtpLeg make(RtpSession session);
    }

    RtpEnd(
            String host,
            int port,
            Channel rtp,
            @Nullable Channel rtcp,
            Runnable giveBack,
            Function<RtpEnd, LegMaker> makers) {
        this.host = host;
        this.port = port;
        this.rtp = rtp;
        this.rtcp = rtcp;
        this.giveBack = giveBack;
        this.makers = makers;
    }

    /** The address that the peer is to send to. */
    public String host() {
        return host;
    }

    /** Where RTP is received and sent from; even. RTCP comes on the next one, or on the same. */
    public int port() {
        return port;
    }

    /** Where the sockets and the leg live. */
    public EventLoop loop() {
        return rtp.eventLoop();
    }

    Channel rtp() {
        return rtp;
    }

    /** Null where the session has none of its own. */
    @Nullable Channel rtcp() {
        return rtcp;
    }

    /**
     * Makes the leg. Once. From then on RTP is sent.
     *
     * @return completes on the loop; fails if this end was closed meanwhile
     */
    public Future<RtpLeg> join(RtpSession session) {
        Promise<RtpLeg> joined = Promise.promise();
        loop().execute(() -> joinOnLoop(session, joined));
        return joined.future();
    }

    private void joinOnLoop(RtpSession session, Promise<RtpLeg> joined) {
        if (closed || leg != null) {
            joined.fail(
                    new RtpUnavailableException(
                            "RTP port " + port + " was given back or is in use already"));
            return;
        }
        RtpLeg made = makers.apply(this).make(session);
        leg = made;
        deliver(rtp, made);
        if (rtcp != null) {
            deliver(rtcp, made);
        }
        joined.complete(made);
    }

    private static void deliver(Channel channel, RtpLeg to) {
        RtpHandler handler = channel.pipeline().get(RtpHandler.class);
        if (handler != null) { // gone with a socket that has failed meanwhile
            handler.deliverTo(to);
        }
    }

    /** Gives the ports back; a leg that was made of them ends. Harmless twice. */
    public void abandon() {
        loop().execute(() -> {
            if (leg != null) {
                leg.hungUp();
            } else {
                close();
            }
        });
    }

    /** On the loop. */
    void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (rtcp != null) {
            RtpSockets.close(rtcp);
        }
        var _ = rtp.close().addListener(_ -> giveBack.run());
    }
}
