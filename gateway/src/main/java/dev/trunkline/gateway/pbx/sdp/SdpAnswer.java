package dev.trunkline.gateway.pbx.sdp;

import dev.trunkline.gateway.pbx.sdp.SdpOffer.Codec;
import dev.trunkline.gateway.pbx.sdp.SdpOffer.Direction;
import dev.trunkline.gateway.pbx.sdp.SdpOffer.Stream;
import java.util.Optional;

/**
 * What is answered to an offer (RFC 3264 section 6): the one codec that is spoken, telephone events
 * with its clock, and no for every other stream.
 *
 * @param host our address
 * @param port where we receive RTP; RTCP comes at the next one, or at the same
 * @param voice of the offer's codecs
 * @param events of the offer's codecs
 * @param sessionId anything that differs from call to call
 */
public record SdpAnswer(
        SdpOffer offer,
        String host,
        int port,
        Codec voice,
        Optional<Codec> events,
        long sessionId) {
    private static final String LINE = "\r\n";

    /** As text. */
    public String write() {
        String family = host.contains(":") ? "IP6" : "IP4";
        StringBuilder out = new StringBuilder(512);
        out.append("v=0").append(LINE);
        out.append("o=- ").append(sessionId).append(" 1 IN ").append(family).append(' ');
        out.append(host).append(LINE);
        out.append("s=-").append(LINE);
        out.append("c=IN ").append(family).append(' ').append(host).append(LINE);
        out.append("t=0 0").append(LINE);
        for (int i = 0; i < offer.streams().size(); i++) {
            if (i == offer.chosen()) {
                audio(out, offer.streams().get(i));
            } else {
                refuse(out, offer.streams().get(i));
            }
        }
        return out.toString();
    }

    private void audio(StringBuilder out, Stream stream) {
        out.append("m=audio ").append(port).append(' ').append(stream.protocol());
        out.append(' ').append(voice.payloadType());
        events.ifPresent(codec -> out.append(' ').append(codec.payloadType()));
        out.append(LINE);
        boolean opus = voice.name().equals("opus");
        map(out, voice, opus ? "/2" : ""); // RFC 7587 section 7: two channels, also for mono
        if (opus) {
            out.append("a=fmtp:").append(voice.payloadType());
            out.append(" useinbandfec=1;stereo=0;sprop-stereo=0").append(LINE);
        }
        events.ifPresent(codec -> {
            map(out, codec, "");
            out.append("a=fmtp:").append(codec.payloadType()).append(" 0-15").append(LINE);
        });
        out.append("a=ptime:").append(offer.ptimeMs()).append(LINE);
        if (offer.rtcpMux()) {
            out.append("a=rtcp-mux").append(LINE);
        }
        out.append("a=").append(direction()).append(LINE);
    }

    /** A stream that is not wanted stays in its place, with port 0. */
    private static void refuse(StringBuilder out, Stream stream) {
        out.append("m=").append(stream.media()).append(" 0 ").append(stream.protocol());
        out.append(' ').append(stream.formats()).append(LINE);
    }

    private static void map(StringBuilder out, Codec codec, String channels) {
        out.append("a=rtpmap:").append(codec.payloadType()).append(' ').append(codec.name());
        out.append('/').append(codec.clockHz()).append(channels).append(LINE);
    }

    /** The offer's, seen from here. */
    private String direction() {
        return switch (offer.direction()) {
            case SENDRECV -> "sendrecv";
            case SENDONLY -> "recvonly";
            case RECVONLY -> "sendonly";
            case INACTIVE -> "inactive";
        };
    }

    /** Whether we may send. */
    public boolean sends() {
        return offer.direction() == Direction.SENDRECV || offer.direction() == Direction.RECVONLY;
    }
}
