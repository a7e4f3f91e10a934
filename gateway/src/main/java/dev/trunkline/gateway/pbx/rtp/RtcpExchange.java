package dev.trunkline.gateway.pbx.rtp;

import dev.trunkline.codecs.rtp.NtpTime;
import dev.trunkline.codecs.rtp.RtcpPacketView;
import dev.trunkline.codecs.rtp.RtcpWriter;
import dev.trunkline.codecs.rtp.RtpReception;
import dev.trunkline.codecs.rtp.RtpSender;
import dev.trunkline.observability.latency.LatencyMetric;
import dev.trunkline.observability.metrics.CallCounter;
import dev.trunkline.observability.metrics.CallMeters;
import io.netty.buffer.ByteBuf;
import java.util.Random;
import java.util.function.IntConsumer;

/**
 * The reports of an RTP leg (RFC 3550 section 6): tells the peer what was received and sent, and
 * learns from it the round trip and what it loses. Peers without RTCP are fine. The NTP times in it
 * are of the gateway's monotonic clock: they order and measure, and tell no time of day. Confined
 * to the leg's event loop.
 */
final class RtcpExchange {
    /** Sender report, source description with the longest CNAME, BYE. */
    static final int MOST_BYTES = 400;

    private static final long INTERVAL_NANOS = 5_000_000_000L;
    private static final int CNAME_CHARACTERS = 16; // 96 bits (RFC 7022 section 4.2)
    private static final String LETTERS =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    /** Weight of the newest report in what the far end is said to lose. */
    private static final double NEWEST = 0.5;

    private final RtpSender sender;
    private final RtpReception reception;
    private final CallMeters meters;
    private final IntConsumer expectLoss;
    private final Random random;
    private final RtcpPacketView view = new RtcpPacketView();
    private final String cname;
    private long nextNanos;
    private long farLost;
    private double lossPercent;
    private boolean leaving;

    /**
     * For one leg.
     *
     * @param expectLoss told what the far end loses, in percent, with every report
     */
    RtcpExchange(
            RtpSender sender,
            RtpReception reception,
            CallMeters meters,
            IntConsumer expectLoss,
            Random random,
            long nowNanos) {
        this.sender = sender;
        this.reception = reception;
        this.meters = meters;
        this.expectLoss = expectLoss;
        this.random = random;
        StringBuilder name = new StringBuilder();
        for (int i = 0; i < CNAME_CHARACTERS; i++) {
            name.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        cname = name.toString();
        // half the interval at first (RFC 3550 section 6.2)
        nextNanos = nowNanos + randomised() / 2;
    }

    /** A compound packet of the peer's; borrows it. False if it is malformed. */
    boolean onPacket(ByteBuf datagram, long nowNanos) {
        if (!view.wrap(datagram)) {
            return false;
        }
        while (view.next()) {
            switch (view.type()) {
                case RtcpPacketView.SENDER_REPORT -> {
                    if (reception.receiving() && view.senderSsrc() == reception.ssrc()) {
                        reception.onSenderReport(view.ntpTime(), nowNanos);
                    }
                    onBlocks(nowNanos);
                }
                case RtcpPacketView.RECEIVER_REPORT -> onBlocks(nowNanos);
                case RtcpPacketView.BYE ->
                        leaving |= reception.receiving() && view.senderSsrc() == reception.ssrc();
                default -> {} // who it says it is does not matter here
            }
        }
        return true;
    }

    private void onBlocks(long nowNanos) {
        for (int i = 0; i < view.count(); i++) {
            if (view.reportedSsrc(i) == sender.ssrc()) {
                onBlock(i, nowNanos);
            }
        }
    }

    private void onBlock(int index, long nowNanos) {
        long roundTripNanos =
                NtpTime.roundTripNanos(
                        NtpTime.ofUnixNanos(nowNanos),
                        view.lastSenderReport(index),
                        view.delaySinceLastSenderReport(index));
        if (roundTripNanos >= 0) {
            meters.latency(LatencyMetric.LEG_RTT, roundTripNanos);
        }
        meters.count(CallCounter.RTP_FAR_LOST, view.cumulativeLost(index) - farLost);
        farLost = Math.max(farLost, view.cumulativeLost(index));
        lossPercent += (view.fractionLost(index) / 2.56 - lossPercent) * NEWEST;
        expectLoss.accept((int) Math.round(lossPercent));
    }

    /** Whether the peer's source has said goodbye; that it did is then forgotten. */
    boolean takeLeaving() {
        boolean was = leaving;
        leaving = false;
        return was;
    }

    /** Whether the next report is due. */
    boolean due(long nowNanos) {
        return nowNanos - nextNanos >= 0;
    }

    /** Writes a report; {@code out} is borrowed and has {@link #MOST_BYTES} of room. */
    void write(ByteBuf out, long nowNanos) {
        nextNanos = nowNanos + randomised();
        if (sender.packets() > 0) {
            RtcpWriter.senderReport(
                    out,
                    sender,
                    NtpTime.ofUnixNanos(nowNanos),
                    sender.timestamp(),
                    reception,
                    nowNanos);
        } else {
            RtcpWriter.receiverReport(out, sender.ssrc(), reception, nowNanos);
        }
        RtcpWriter.sourceDescription(out, sender.ssrc(), cname);
        if (reception.receiving()) {
            meters.latency(LatencyMetric.UPLINK_JITTER, reception.jitterNanos());
        }
    }

    /** The last report, and goodbye. */
    void writeBye(ByteBuf out, long nowNanos) {
        write(out, nowNanos);
        RtcpWriter.bye(out, sender.ssrc());
    }

    /** 0.5 to 1.5 of the interval, so that no two ends report in step. */
    private long randomised() {
        return INTERVAL_NANOS / 2 + (long) (random.nextDouble() * INTERVAL_NANOS);
    }
}
