package dev.trunkline.observability.trace;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Ids that follow from names: whoever has a call's id has its trace, before a span is made and
 * after this process has ended.
 *
 * <pre>
 *   SHA-256 of the call's id:  ├─ trace id, 16 bytes ─┼─ root span id, 8 bytes ─┼─ not used ─┤
 * </pre>
 */
final class TraceIds {
    private static final int TRACE_BYTES = 16;
    private static final int SPAN_BYTES = 8;

    private TraceIds() {}

    /** 32 hexadecimal digits. */
    static String trace(String callId) {
        return HexFormat.of().formatHex(digest(callId), 0, TRACE_BYTES);
    }

    /** 16 hexadecimal digits: the span {@code call}. */
    static String root(String callId) {
        return HexFormat.of().formatHex(digest(callId), TRACE_BYTES, TRACE_BYTES + SPAN_BYTES);
    }

    /** 16 hexadecimal digits: the span of one use of a tool. */
    static String tool(String callId, String toolCallId) {
        return HexFormat.of().formatHex(digest(callId + " " + toolCallId), 0, SPAN_BYTES);
    }

    private static byte[] digest(String text) {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) { // every JDK has it
            throw new IllegalStateException(impossible);
        }
    }
}
