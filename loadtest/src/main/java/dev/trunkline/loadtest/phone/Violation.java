package dev.trunkline.loadtest.phone;

/**
 * Something that Twilio would have put into its debugger.
 *
 * @param code Twilio's error code (Error and Warning Dictionary), or 0 for what only this simulator
 *     insists on
 * @param atNanos monotonic time
 * @param detail what came and what was expected; never audio
 */
public record Violation(int code, long atNanos, String detail) {
    static final int HTTP_RETRIEVAL = 11200;
    static final int HTTP_TIMEOUT = 11205;
    static final int DOCUMENT_PARSE = 12100;
    static final int SCHEMA = 12200;
    static final int CONTENT_TYPE = 12300;
    static final int STREAM_NO_ANSWER = 31901;
    static final int STREAM_REFUSED = 31902;
    static final int STREAM_BROKEN = 31903;
    static final int STREAM_TLS = 31910;
    static final int STREAM_HANDSHAKE = 31920;
    static final int STREAM_CLOSED_BY_SERVER = 31921;
    static final int STREAM_SCHEME = 31922;
    static final int STREAM_URL = 31923;
    static final int STREAM_PROTOCOL = 31924;
    static final int STREAM_CONGESTION = 31930;
    static final int STREAM_TRACK = 31941;
    static final int STREAM_UNDECODABLE = 31950;
    static final int STREAM_INVALID_MESSAGE = 31951;
    static final int SIMULATOR = 0;
}
