package dev.trunkline.gateway.pbx.sdp;

import java.util.List;
import java.util.Optional;

/**
 * What a peer offers, as far as it concerns the first audio stream in it.
 *
 * @param host address that the peer receives at, as written
 * @param port UDP port that the peer receives RTP at; even or not
 * @param rtcpPort where it receives RTCP (RFC 3605); by default the next one
 * @param rtcpMux whether RTP and RTCP may share a port (RFC 5761)
 * @param codecs in the order of the peer's preference
 * @param direction from the peer's point of view
 * @param ptimeMs what the peer wants to get in one packet; 20 if it does not say
 * @param streams the first four words of each {@code m=} line: an answer has as many
 * @param chosen which of the streams this is about
 */
public record SdpOffer(
        String host,
        int port,
        int rtcpPort,
        boolean rtcpMux,
        List<Codec> codecs,
        Direction direction,
        int ptimeMs,
        List<Stream> streams,
        int chosen) {
    public SdpOffer {
        codecs = List.copyOf(codecs);
        streams = List.copyOf(streams);
    }

    /** RFC 3264 section 5.1. */
    public enum Direction {
        SENDRECV,
        SENDONLY,
        RECVONLY,
        INACTIVE
    }

    /** One {@code m=} line: its kind of media, its protocol, and its formats as written. */
    public record Stream(String media, String protocol, String formats) {}

    /**
     * A payload type and what it stands for.
     *
     * @param name as in {@code rtpmap}, in lower case
     * @param parameters of {@code fmtp}; empty if there are none
     */
    public record Codec(int payloadType, String name, int clockHz, String parameters) {
        /** Whether {@code name=1} stands among the parameters. */
        public boolean asksFor(String parameter) {
            for (String each : parameters.split(";", -1)) {
                if (each.strip().equals(parameter + "=1")) {
                    return true;
                }
            }
            return false;
        }
    }

    /** Reads an offer. */
    public static SdpOffer parse(String sdp) throws MalformedSdpException {
        return new SdpReader(sdp).read();
    }

    /** The first of the peer's codecs that is spoken here: Opus, μ-law or A-law. */
    public Optional<Codec> voice() {
        return codecs.stream().filter(SdpOffer::isVoice).findFirst();
    }

    /** Telephone events with this clock (RFC 4733): with any other they could not be placed. */
    public Optional<Codec> telephoneEvents(int clockHz) {
        return codecs.stream()
                .filter(codec ->
                        codec.name().equals("telephone-event") && codec.clockHz() == clockHz)
                .findFirst();
    }

    private static boolean isVoice(Codec codec) {
        if (codec.payloadType() >= 64 && codec.payloadType() <= 95) {
            return false; // could not be told from RTCP (RFC 5761 section 4)
        }
        return switch (codec.name()) {
            case "opus" -> codec.clockHz() == 48_000;
            case "pcmu", "pcma" -> codec.clockHz() == 8_000;
            default -> false;
        };
    }
}
