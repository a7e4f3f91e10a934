package dev.trunkline.loadtest.rtp;

import java.util.Locale;

/** What a generated call speaks, both ways. */
public enum RtpCodec {
    /** RFC 7587: the clock is 48 kHz and two channels are named, whatever is in it. */
    OPUS(111, 48_000, "opus/48000/2", "a=fmtp:111 useinbandfec=1\r\n"),
    PCMU(0, 8_000, "PCMU/8000", "");

    private static final int FRAMES_PER_SECOND = 50;

    private final int payloadType;
    private final int clockRateHz;
    private final String map;
    private final String parameters;

    RtpCodec(int payloadType, int clockRateHz, String map, String parameters) {
        this.payloadType = payloadType;
        this.clockRateHz = clockRateHz;
        this.map = map;
        this.parameters = parameters;
    }

    /** Reads {@code opus} or {@code pcmu}. */
    public static RtpCodec named(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "opus" -> OPUS;
            case "pcmu" -> PCMU;
            default -> throw new IllegalArgumentException(name + ": expected opus or pcmu");
        };
    }

    int payloadType() {
        return payloadType;
    }

    int clockRateHz() {
        return clockRateHz;
    }

    /** Clock ticks in 20 ms. */
    int frameTicks() {
        return clockRateHz / FRAMES_PER_SECOND;
    }

    /** An offer of this codec alone, with RTCP on the same port. */
    String offer(String host, int port) {
        return "v=0\r\n"
                + ("o=- 1 1 IN IP4 " + host + "\r\n")
                + "s=-\r\n"
                + ("c=IN IP4 " + host + "\r\n")
                + "t=0 0\r\n"
                + ("m=audio " + port + " RTP/AVP " + payloadType + "\r\n")
                + ("a=rtpmap:" + payloadType + " " + map + "\r\n")
                + parameters
                + "a=ptime:20\r\n"
                + "a=rtcp-mux\r\n"
                + "a=sendrecv\r\n";
    }
}
