package dev.trunkline.gateway.pbx.rtp;

/**
 * What was agreed on for one RTP session. The two ways may differ: a payload type means something
 * only towards the one who declared it.
 *
 * @param heard what the peer sends
 * @param heardType its payload type, 0 to 127
 * @param heardEventType of telephone events from the peer; {@link #NONE} if it sends none
 * @param spoken what is sent to the peer
 * @param spokenType its payload type
 * @param spokenEventType of telephone events to the peer, with the clock of {@code spoken}; {@link
 *     #NONE}: keys are played as tones
 * @param ptimeMs audio per packet that is sent: 20, 40 or 60. What comes may have any
 * @param fec whether the peer can use in-band FEC
 * @param sends whether anything may be sent at all
 */
public record RtpFormats(
        RtpCodec heard,
        int heardType,
        int heardEventType,
        RtpCodec spoken,
        int spokenType,
        int spokenEventType,
        int ptimeMs,
        boolean fec,
        boolean sends) {
    /** No payload type. */
    public static final int NONE = -1;

    /** Comfort noise (RFC 3389), which needs no agreement. */
    static final int COMFORT_NOISE = 13;

    public RtpFormats {
        require(isType(heardType), "heardType", heardType, "0 to 127");
        require(isType(spokenType), "spokenType", spokenType, "0 to 127");
        require(
                heardEventType == NONE || (isType(heardEventType) && heardEventType != heardType),
                "heardEventType",
                heardEventType,
                "another payload type than the audio's");
        require(
                spokenEventType == NONE
                        || (isType(spokenEventType) && spokenEventType != spokenType),
                "spokenEventType",
                spokenEventType,
                "another payload type than the audio's");
        require(
                ptimeMs == 20 || ptimeMs == 40 || ptimeMs == 60,
                "ptimeMs",
                ptimeMs,
                "20, 40 or 60");
    }

    /** The same both ways, in packets of 20 ms. */
    public static RtpFormats symmetric(RtpCodec codec, int type, int eventType, boolean fec) {
        return new RtpFormats(codec, type, eventType, codec, type, eventType, 20, fec, true);
    }

    /** RFC 5761 section 4: with 64 to 95 RTP could not be told from RTCP. */
    private static boolean isType(int type) {
        return type >= 0 && type <= 127 && (type < 64 || type > 95);
    }

    private static void require(boolean holds, String name, int value, String expected) {
        if (!holds) {
            throw new IllegalArgumentException(name + "=" + value + ": expected " + expected);
        }
    }
}
