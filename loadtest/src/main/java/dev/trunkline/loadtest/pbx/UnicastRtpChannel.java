package dev.trunkline.loadtest.pbx;

import dev.trunkline.codecs.opus.OpusEngine;
import dev.trunkline.codecs.rtp.RtpPacketView;
import dev.trunkline.loadtest.pbx.PbxCallReport.RtpSide;
import dev.trunkline.loadtest.rtp.StreamArrivals;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.HdrHistogram.Histogram;

/**
 * {@code UnicastRTP}, as a real one behaves: sends to the address that was asked for and takes
 * nothing from another; has payload types that nobody negotiated, so that it drops dynamic ones
 * without a word; no RTCP, no marker, the caller's packet times; passes on what comes as it comes.
 * One event loop.
 */
final class UnicastRtpChannel extends ExternalChannel {
    /** RFC 3551 section 6: from here on payload types need a negotiation that never was. */
    private static final int FIRST_DYNAMIC_TYPE = 35;

    private static final int TELEPHONE_HZ = 8_000;

    private final DatagramChannel socket;
    private final InetSocketAddress gateway;
    private final LongSupplier nanoTime;
    private final int ssrc;
    private final int firstSequence;
    private final int firstTimestamp;
    private final RtpPacketView view = new RtpPacketView();
    private final Map<MediaFormat, Translator> fromGateway = new EnumMap<>(MediaFormat.class);
    private final Histogram deviation = StreamArrivals.histogram();
    private final StreamArrivals arrivals = new StreamArrivals(TELEPHONE_HZ, deviation);
    private long sent;
    private long dynamicTypes;
    private long undecodable;
    private long strangers;
    private long malformed;

    /** Both ends of its media. */
    record Ends(DatagramChannel socket, InetSocketAddress gateway, LongSupplier nanoTime) {}

    UnicastRtpChannel(Birth birth, MediaFormat format, OpusEngine opus, Ends ends) {
        super(birth, format, opus);
        socket = ends.socket;
        gateway = ends.gateway;
        nanoTime = ends.nanoTime;
        RandomGenerator random = RandomGenerator.getDefault();
        ssrc = random.nextInt();
        firstSequence = random.nextInt(0x1_0000);
        firstTimestamp = random.nextInt();
        socket.pipeline()
                .addLast(
                        new SimpleChannelInboundHandler<DatagramPacket>() {
                            @Override
                            protected void channelRead0(
                                    ChannelHandlerContext context, DatagramPacket packet) {
                                received(packet);
                            }
                        });
        variables().put("UNICASTRTP_LOCAL_PORT", Integer.toString(localPort()));
        variables().put("UNICASTRTP_LOCAL_ADDRESS", gateway.getAddress().getHostAddress());
    }

    int localPort() {
        return socket.localAddress().getPort();
    }

    @Override
    void write(VoiceFrame frame) {
        byte[] payload = frame.payload();
        ByteBuf packet = socket.alloc().buffer(RtpPacketView.FIXED_HEADER_BYTES + payload.length);
        packet.writeByte(0x80).writeByte(format().payloadType());
        packet.writeShort(firstSequence + (int) frame.sequence());
        packet.writeInt(
                firstTimestamp
                        + (int) (frame.samplesAt8k() * (format().clockRateHz() / TELEPHONE_HZ)));
        packet.writeInt(ssrc);
        if (format().isLinear()) {
            swapped(payload, packet);
        } else {
            packet.writeBytes(payload);
        }
        var _ = socket.writeAndFlush(new DatagramPacket(packet, gateway));
        sent++;
    }

    /** L16 is big-endian on the wire (RFC 3551 section 4.5.11). */
    private static void swapped(byte[] samples, ByteBuf into) {
        for (int at = 0; at + 1 < samples.length; at += 2) {
            into.writeByte(samples[at + 1]).writeByte(samples[at]);
        }
    }

    private void received(DatagramPacket packet) {
        if (!packet.sender().equals(gateway)) {
            strangers++;
        } else if (!view.wrap(packet.content())) {
            malformed++;
        } else if (view.payloadType() >= FIRST_DYNAMIC_TYPE) {
            dynamicTypes++;
        } else {
            arrivals.arrived(view.sequenceNumber(), view.timestamp(), nanoTime.getAsLong());
            byte[] payload = new byte[view.payloadBytes()];
            packet.content().getBytes(view.payloadIndex(), payload);
            heard(view.payloadType(), payload);
        }
    }

    private void heard(int payloadType, byte[] payload) {
        switch (payloadType) {
            case 0 -> toCaller(translated(MediaFormat.ULAW, payload));
            case 8 -> toCaller(translated(MediaFormat.ALAW, payload));
            case 10 -> {
                ByteBuf samples = socket.alloc().heapBuffer(payload.length);
                swapped(payload, samples);
                byte[] littleEndian = new byte[samples.readableBytes()];
                samples.readBytes(littleEndian).release();
                toCaller(translated(MediaFormat.SLIN, littleEndian));
            }
            default -> undecodable++; // Asterisk decodes some of these: G.722, GSM
        }
    }

    private byte[] translated(MediaFormat from, byte[] payload) {
        return fromGateway
                .computeIfAbsent(from, each -> new Translator(each, MediaFormat.ULAW, opus()))
                .translate(payload);
    }

    @Override
    void playDigit(char digit) {} // the driver knows no digits

    @Override
    void released(HangUpCause cause) {
        closeTranslator();
        fromGateway.values().forEach(Translator::close);
        var _ = socket.close();
    }

    /** What passed the socket so far. */
    RtpSide report() {
        return new RtpSide(
                sent,
                arrivals.counts(),
                deviation.copy(),
                arrivals.driftNanos(),
                dynamicTypes,
                undecodable,
                strangers,
                malformed);
    }
}
