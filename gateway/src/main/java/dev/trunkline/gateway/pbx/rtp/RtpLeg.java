package dev.trunkline.gateway.pbx.rtp;

import dev.trunkline.codecs.audio.AudioFormat;
import dev.trunkline.codecs.rtp.RtcpPacketView;
import dev.trunkline.gateway.call.CallClock;
import dev.trunkline.gateway.call.LegClose;
import dev.trunkline.gateway.call.PhoneLegListener;
import dev.trunkline.gateway.pbx.FramePacer;
import dev.trunkline.gateway.pbx.PbxLeg;
import dev.trunkline.observability.metrics.CallCounter;
import dev.trunkline.observability.metrics.CallMeters;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One RTP session as the leg of a call: sends from the beginning, so that the peer knows where we
 * are, and delivers from {@link #start} on. It ends once, at the first of our own close, the
 * control's word, the peer's BYE, and no RTP for too long. Confined to the event loop of its
 * sockets.
 */
public final class RtpLeg implements PbxLeg, RtpDownlink.Output {
    private static final Logger LOG = LoggerFactory.getLogger(RtpLeg.class);

    /** Behind its due time by more than this, a frame is late. */
    private static final long LATE_NANOS = FramePacer.FRAME_MS * 1_000_000L / 2;

    private static final int BEATS_PER_COUNT = 50;

    private final RtpEnd end;
    private final RtpPeer peer;
    private final RtpCodec heard;
    private final AudioFormat agentFormat;
    private final CallMeters meters;
    private final CallClock clock;
    private final RtpDrops drops;
    private final RtpUplink uplink;
    private final RtpDownlink downlink;
    private final RtcpExchange reports;
    private final FramePacer.Pacing pacing;
    private final Runnable onClosed;
    private final Runnable closeDecoder;
    private final String reference;
    private final RtpWire wire;
    private final MediaWatch watch;

    private @Nullable PhoneLegListener call;
    private int beats;
    private boolean full;
    private boolean ended;
    private boolean socketFailed;

    /** Made on the event loop of {@code end}. */
    RtpLeg(RtpEnd end, RtpSession session, RtpParts parts, Random random) {
        this.end = end;
        peer = session.peer();
        heard = session.formats().heard();
        meters = session.meters();
        clock = parts.clock();
        onClosed = session.onClosed();
        closeDecoder = parts.closeDecoder();
        reference = session.reference();
        agentFormat = session.formats().spoken().spoken(session.modelFormat());
        watch = new MediaWatch(parts.noMediaTimeout());
        drops = new RtpDrops(meters, reference);
        long now = clock.nanos();
        uplink =
                new RtpUplink(
                        session.formats(),
                        peer,
                        parts.decoder(),
                        parts.jitter(),
                        meters,
                        drops,
                        now);
        wire = new RtpWire(end, peer, uplink.latch());
        downlink =
                new RtpDownlink(
                        session.formats(),
                        agentFormat,
                        parts.encoder(),
                        parts.sendsSilence(),
                        end.rtp().alloc(),
                        random,
                        this);
        reports =
                new RtcpExchange(
                        downlink.sender(),
                        uplink.reception(),
                        meters,
                        downlink::expectLoss,
                        random,
                        now);
        pacing = parts.pacer().begin(this::onBeat);
    }

    // From the sockets.

    /** A datagram on the port of RTP. Takes it. Hot path. */
    void onDatagram(ByteBuf datagram, InetSocketAddress sender) {
        if (ended) {
            datagram.release();
        } else if (RtcpPacketView.isRtcp(datagram)) {
            onRtcp(datagram, sender);
        } else {
            uplink.onDatagram(datagram, sender, clock.nanos());
        }
    }

    /** A datagram that must be RTCP. Takes it. */
    void onRtcp(ByteBuf datagram, InetSocketAddress sender) {
        try {
            if (ended) {
                return;
            }
            if (!wire.isPeer(sender)) {
                drops.drop(CallCounter.RTP_DROPPED_STRANGER);
            } else if (!reports.onPacket(datagram, clock.nanos())) {
                drops.drop(CallCounter.RTP_DROPPED_MALFORMED);
            } else if (reports.takeLeaving()) {
                watch.saidGoodbye(clock.nanos());
            }
        } finally {
            datagram.release();
        }
    }

    void onReadComplete() {
        if (!ended && call != null && uplink.takeHandedOver()) {
            call.onReadComplete();
        }
    }

    /** The socket could not send or receive; a call survives that until nothing comes any more. */
    void onSocketFailure(Throwable cause) {
        if (!socketFailed) {
            socketFailed = true;
            LOG.atWarn()
                    .setMessage("rtp.socket_failed")
                    .addKeyValue("call", reference)
                    .addKeyValue("cause", cause.getClass().getSimpleName())
                    .log();
        }
    }

    private void onBeat(long dueNanos, int skipped) {
        long nowNanos = clock.nanos();
        if (nowNanos - dueNanos > LATE_NANOS) {
            meters.count(CallCounter.PACED_LATE_FRAMES);
        }
        meters.count(CallCounter.PACED_SKIPPED_FRAMES, skipped);
        downlink.beat(skipped);
        if (!ended) {
            report(nowNanos);
            wire.flush();
            uplink.tick(nowNanos);
            onReadComplete();
        }
        if (!ended && full && writable()) {
            full = false;
            if (call != null) {
                call.onWritable();
            }
        }
        if (++beats % BEATS_PER_COUNT == 0 && !ended) {
            uplink.countOf();
            watch(nowNanos);
        }
    }

    /** Ends a call whose media has. */
    private void watch(long nowNanos) {
        switch (watch.verdict(uplink.lastNanos(), nowNanos)) {
            case GOES_ON -> {}
            case LEFT -> finish(true);
            case SILENT -> {
                meters.count(CallCounter.RTP_MEDIA_TIMEOUTS);
                LOG.atWarn()
                        .setMessage("rtp.no_media")
                        .addKeyValue("call", reference)
                        .addKeyValue("ever", uplink.receiving())
                        .log();
                finish(false);
            }
        }
    }

    private void report(long nowNanos) {
        if (peer.rtcp() != RtpPeer.Rtcp.NONE && reports.due(nowNanos)) {
            ByteBuf out = end.rtp().alloc().directBuffer(RtcpExchange.MOST_BYTES);
            reports.write(out, nowNanos);
            wire.sendRtcp(out);
        }
    }

    // To the sockets.

    /** Takes the packet. */
    @Override
    public void send(ByteBuf packet) {
        wire.sendRtp(packet);
    }

    @Override
    public void played(int generation, int sequence) {
        if (call != null && !ended) {
            call.onMark(generation, sequence);
        }
    }

    // From the control.

    RtpEnd end() {
        return end;
    }

    /** Audio that waits behind a gap. */
    double bufferedMs() {
        return uplink.bufferedMs();
    }

    @Override
    public EventLoop eventLoop() {
        return end.loop();
    }

    @Override
    public void start(PhoneLegListener listener) {
        if (ended) {
            listener.onEnded(false);
            return;
        }
        call = listener;
        uplink.deliverTo(listener);
    }

    @Override
    public void pressed(char digit) {
        if (call != null && !ended) {
            call.onDtmf(digit);
        }
    }

    @Override
    public void hungUp() {
        finish(true);
    }

    // From the call.

    @Override
    public AudioFormat callerFormat() {
        return uplink.format();
    }

    @Override
    public AudioFormat agentFormat() {
        return agentFormat;
    }

    @Override
    public boolean echoesMarks() {
        return false;
    }

    @Override
    public boolean writable() {
        boolean room = !ended && downlink.playout().hasRoomFor(downlink.playout().frameBytes());
        full |= !room;
        return room;
    }

    @Override
    public void sendFrame(byte[] audio) {
        if (ended) {
            return;
        }
        meters.count(CallCounter.DOWNLINK_FRAMES);
        if (!downlink.playout().offer(audio)) {
            meters.count(CallCounter.DROPPED_SLOW_LEG_MS, agentFormat.durationMs(audio.length));
        }
    }

    @Override
    public void sendMark(int generation, int sequence) {
        downlink.playout().mark(generation, sequence);
    }

    @Override
    public void sendClear() {
        downlink.playout().drop();
    }

    @Override
    public boolean sendKeys(String digits) {
        return !ended && downlink.sendKeys(digits);
    }

    @Override
    public void flush() {
        // packets leave on the beat
    }

    @Override
    public void close(LegClose cause) {
        finish(true);
    }

    /** The one end. */
    private void finish(boolean clean) {
        if (ended) {
            return;
        }
        ended = true;
        pacing.end();
        if (peer.rtcp() != RtpPeer.Rtcp.NONE) {
            ByteBuf out = end.rtp().alloc().directBuffer(RtcpExchange.MOST_BYTES);
            reports.writeBye(out, clock.nanos());
            wire.sendRtcp(out);
        }
        wire.flush();
        uplink.close();
        closeDecoder.run();
        downlink.close();
        if (call != null) {
            call.onEnded(clean);
        }
        end.close();
        onClosed.run();
    }

    @Override
    public String toString() {
        return "rtp(" + heard + ", " + downlink + ")";
    }
}
