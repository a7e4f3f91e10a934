package dev.trunkline.gateway.agent.tool;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.trunkline.gateway.call.ToolResult;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a service answers, made into something that a model can use: text as it is, cut to a length;
 * anything else a short error. Takes no more than that length into memory. Confined to the call's
 * event loop.
 */
final class ServiceAnswer {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String CUT = "\n[cut off here: the answer is longer]";
    private static final int NO_CONTENT = 204;

    private final int status;
    private final boolean html;
    private final int maxBytes;
    private final Buffer body = Buffer.buffer();
    private boolean cut;

    ServiceAnswer(int status, @Nullable String contentType, int maxBytes) {
        this.status = status;
        this.maxBytes = maxBytes;
        String type = contentType == null ? "" : contentType.toLowerCase(Locale.ROOT);
        html = type.startsWith("text/html") || type.startsWith("application/xhtml");
    }

    /** Whether its body matters; otherwise {@link #result} is known already. */
    boolean isWanted() {
        return status / 100 == 2 && !html;
    }

    /** Whether the same request may be answered otherwise later. */
    boolean mayPass() {
        return status == 429 || status == 502 || status == 503 || status == 504;
    }

    /** Takes a piece of the body; false if there is more than may be taken. */
    boolean offer(Buffer chunk) {
        int room = maxBytes - body.length();
        body.appendBuffer(chunk, 0, Math.min(room, chunk.length()));
        cut = chunk.length() > room;
        return !cut;
    }

    /** The result of what was taken so far. */
    ToolResult result() {
        if (status / 100 == 3) {
            return error("the service answered with a redirect, which is not followed");
        }
        if (status / 100 != 2) {
            return error("the service answered with an error");
        }
        if (status == NO_CONTENT) {
            return ToolResult.done("done; there is nothing to say about it");
        }
        if (html) {
            return error("the service answered with a web page instead of data");
        }
        String text = text();
        if (text == null) {
            return error("the service answered with something that is no text");
        }
        if (text.isBlank()) {
            return error("the service gave an empty answer");
        }
        String beginning = text.stripLeading();
        if (beginning.regionMatches(true, 0, "<!doctype html", 0, 14)
                || beginning.regionMatches(true, 0, "<html", 0, 5)) {
            return error("the service answered with a web page instead of data");
        }
        return ToolResult.ok(cut ? text + CUT : text);
    }

    /** Null if it is not UTF-8. The last character may have been cut through. */
    private @Nullable String text() {
        int length = cut ? maxBytes - CUT.length() : body.length();
        CharsetDecoder decoder =
                StandardCharsets.UTF_8
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT);
        CharBuffer text = CharBuffer.allocate(length);
        CoderResult decoded = decoder.decode(ByteBuffer.wrap(body.getBytes(0, length)), text, !cut);
        return decoded.isError() ? null : text.flip().toString();
    }

    private ToolResult error(String what) {
        return new ToolResult(
                ToolResult.Status.FAILED,
                JSON.createObjectNode().put("error", what).put("status", status).toString());
    }
}
