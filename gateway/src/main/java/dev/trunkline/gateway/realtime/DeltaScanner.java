package dev.trunkline.gateway.realtime;

import dev.trunkline.gateway.call.Base64Audio;
import dev.trunkline.gateway.call.FlatJson;
import dev.trunkline.gateway.call.ModelSessionListener.AudioItem;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Finds the audio in a {@code response.output_audio.delta} without parsing it as JSON:
 *
 * <pre>
 *   {"type":"response.output_audio.delta","event_id":"e23","response_id":"resp_77","item_id":"item_A2",
 *    "output_index":0,"content_index":0,"delta":"/v7+/w=="}
 * </pre>
 *
 * <p>Members in any order; the beta's name too. Any other shape is refused and takes the parser's
 * path, an escape in the audio included: some writers of JSON escape {@code +} and {@code /}. Hot
 * path: one scanner a session, allocates only when a new item begins. Borrows the message.
 */
final class DeltaScanner {
    private static final byte[] TYPE = ascii("type");
    private static final byte[] GA_DELTA = ascii("response.output_audio.delta");
    private static final byte[] BETA_DELTA = ascii("response.audio.delta");
    private static final byte[] RESPONSE_ID = ascii("response_id");
    private static final byte[] ITEM_ID = ascii("item_id");
    private static final byte[] CONTENT_INDEX = ascii("content_index");
    private static final byte[] DELTA = ascii("delta");

    private static final int SEEN_TYPE = 1;
    private static final int SEEN_RESPONSE = 2;
    private static final int SEEN_ITEM = 4;
    private static final int SEEN_DELTA = 8;
    private static final int SEEN_CONTENT_INDEX = 16;
    private static final int SEEN_ALL = SEEN_TYPE | SEEN_RESPONSE | SEEN_ITEM | SEEN_DELTA;

    private final FlatJson json = new FlatJson(DELTA);

    private byte[] responseIdBytes = {};
    private byte[] itemIdBytes = {};
    private int contentIndex;
    private @Nullable AudioItem item;

    private int responseStart;
    private int responseEnd;
    private int itemStart;
    private int itemEnd;
    private int payloadStart;
    private int payloadEnd;

    /**
     * True if {@code message} is an audio delta of the plain kind; its parts can then be asked for.
     */
    boolean scan(ByteBuf message) {
        if (!json.wrap(message)) {
            return false;
        }
        int seen = 0;
        int index = 0;
        while (true) {
            switch (json.next()) {
                case STRING -> {
                    int member = string();
                    if (member < 0 || (seen & member) != 0) {
                        return false;
                    }
                    seen |= member;
                }
                case INTEGER -> {
                    if (json.keyIs(CONTENT_INDEX)) {
                        if ((seen & SEEN_CONTENT_INDEX) != 0
                                || json.valueEnd() - json.valueStart() > 6) {
                            return false;
                        }
                        seen |= SEEN_CONTENT_INDEX;
                        index = (int) json.valueAsLong();
                    } else if (isOurs()) {
                        return false;
                    }
                }
                case OPEN, CLOSE, REFUSED -> {
                    return false;
                }
                case END -> {
                    if ((seen & SEEN_ALL) != SEEN_ALL
                            || !Base64Audio.isValid(json.bytes(), payloadStart, payloadEnd)) {
                        return false;
                    }
                    identify(json.bytes(), index);
                    payloadStart += message.readerIndex();
                    payloadEnd += message.readerIndex();
                    return true;
                }
            }
        }
    }

    /** Which item the delta belongs to: the same object as long as it is the same item. */
    AudioItem item() {
        if (item == null) {
            throw new IllegalStateException("no delta was scanned");
        }
        return item;
    }

    /** Absolute index of the first base64 character. */
    int payloadStart() {
        return payloadStart;
    }

    /** Absolute index after the last one. */
    int payloadEnd() {
        return payloadEnd;
    }

    /** Notes a member; which one, 0 if it is of no use, -1 if this is no audio delta. */
    private int string() {
        if (json.keyIs(TYPE)) {
            return json.valueIs(GA_DELTA) || json.valueIs(BETA_DELTA) ? SEEN_TYPE : -1;
        }
        if (json.keyIs(RESPONSE_ID)) {
            responseStart = json.valueStart();
            responseEnd = json.valueEnd();
            return SEEN_RESPONSE;
        }
        if (json.keyIs(ITEM_ID)) {
            itemStart = json.valueStart();
            itemEnd = json.valueEnd();
            return SEEN_ITEM;
        }
        if (json.keyIs(DELTA)) {
            payloadStart = json.valueStart();
            payloadEnd = json.valueEnd();
            return SEEN_DELTA;
        }
        return json.keyIs(CONTENT_INDEX) ? -1 : 0;
    }

    private boolean isOurs() {
        return json.keyIs(TYPE)
                || json.keyIs(RESPONSE_ID)
                || json.keyIs(ITEM_ID)
                || json.keyIs(DELTA);
    }

    private void identify(byte[] message, int index) {
        if (item == null
                || index != contentIndex
                || !same(message, responseStart, responseEnd, responseIdBytes)
                || !same(message, itemStart, itemEnd, itemIdBytes)) {
            responseIdBytes = Arrays.copyOfRange(message, responseStart, responseEnd);
            itemIdBytes = Arrays.copyOfRange(message, itemStart, itemEnd);
            contentIndex = index;
            item =
                    new AudioItem(
                            new String(responseIdBytes, StandardCharsets.US_ASCII),
                            new String(itemIdBytes, StandardCharsets.US_ASCII),
                            index);
        }
    }

    private static boolean same(byte[] message, int start, int end, byte[] known) {
        return Arrays.equals(message, start, end, known, 0, known.length);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
