package dev.trunkline.gateway.pbx.rtp;

import dev.trunkline.gateway.config.pbx.PbxFormat;
import dev.trunkline.gateway.pbx.MediaEnd;
import dev.trunkline.gateway.pbx.MediaOrder;
import dev.trunkline.gateway.pbx.PbxLeg;
import io.vertx.core.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Our end of an external media channel over RTP (chan_rtp, UnicastRTP). It has no SDP: payload
 * types are Asterisk's own, it sends from the address that it says, and takes only static payload
 * types from us, so what is heard in Opus is answered in μ-law. No RTCP, and keys come by ARI.
 */
record ExternalMediaEnd(RtpEnd end, MediaOrder order) implements MediaEnd {
    private static final String ADDRESS = "UNICASTRTP_LOCAL_ADDRESS";
    private static final String PORT = "UNICASTRTP_LOCAL_PORT";

    private static final int PCMU = 0;
    private static final int PCMA = 8;
    private static final int OPUS = 107;

    @Override
    public Map<String, String> externalMedia() {
        String host = end.host().contains(":") ? "[" + end.host() + "]" : end.host();
        return Map.of(
                "external_host",
                host + ":" + end.port(),
                "encapsulation",
                "rtp",
                "transport",
                "udp",
                "format",
                order.asterisk().format().asteriskName());
    }

    @Override
    public Future<PbxLeg> join(Map<String, String> channelVariables) {
        InetSocketAddress asterisk = address(channelVariables);
        if (asterisk == null) {
            abandon();
            return Future.failedFuture(
                    new RtpUnavailableException(
                            "Asterisk did not say where it sends RTP from: expected an address in "
                                    + ADDRESS
                                    + " and a port in "
                                    + PORT));
        }
        RtpPeer peer = new RtpPeer(asterisk, true, RtpPeer.Rtcp.NONE, null);
        return end.join(
                        new RtpSession(
                                formats(order.asterisk().format()),
                                peer,
                                order.call().modelFormat(),
                                order.call().meters(),
                                order.call().reference(),
                                order.onClosed()))
                .map(leg -> leg);
    }

    private static RtpFormats formats(PbxFormat format) {
        RtpCodec spoken = format == PbxFormat.ALAW ? RtpCodec.PCMA : RtpCodec.PCMU;
        int spokenType = format == PbxFormat.ALAW ? PCMA : PCMU;
        boolean opus = format == PbxFormat.OPUS;
        return new RtpFormats(
                opus ? RtpCodec.OPUS : spoken,
                opus ? OPUS : spokenType,
                RtpFormats.NONE,
                spoken,
                spokenType,
                RtpFormats.NONE,
                20,
                false,
                true);
    }

    private static @Nullable InetSocketAddress address(Map<String, String> variables) {
        String host = variables.getOrDefault(ADDRESS, "");
        String port = variables.getOrDefault(PORT, "");
        if (!port.matches("[0-9]{1,5}") || Integer.parseInt(port) > 65_535) {
            return null;
        }
        try {
            return new InetSocketAddress(InetAddress.ofLiteral(host), Integer.parseInt(port));
        } catch (IllegalArgumentException noAddress) {
            return null; // a name would have to be looked up, and Asterisk never gives one
        }
    }

    @Override
    public void abandon() {
        end.abandon();
    }
}
