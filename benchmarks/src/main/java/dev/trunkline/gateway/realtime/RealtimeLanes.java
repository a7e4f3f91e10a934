package dev.trunkline.gateway.realtime;

import io.netty.buffer.ByteBuf;

/** Opens the model's lanes to the benchmarks; on the class path only, beside the gateway's. */
public final class RealtimeLanes {
    private final DeltaScanner scanner = new DeltaScanner();

    /** Writes the append frame around the payload, in place. */
    public static void append(ByteBuf message, int payloadStart, int payloadEnd, int maskingKey) {
        AppendFrame.write(message, payloadStart, payloadEnd, maskingKey);
    }

    /** The event as the plain lane writes it. */
    public static String plainAppend(String base64) {
        return ClientEvents.append(base64);
    }

    /** Finds the audio of a delta. */
    public boolean scan(ByteBuf message) {
        return scanner.scan(message);
    }

    public int payloadStart() {
        return scanner.payloadStart();
    }

    public int payloadEnd() {
        return scanner.payloadEnd();
    }

    /** The audio of a delta, as the plain lane finds it. */
    public static String plainDelta(ByteBuf message) {
        try {
            return ((ServerEvent.AudioDelta) ServerEventDecoder.decode(message)).base64();
        } catch (MalformedEventException malformed) {
            throw new IllegalStateException(malformed);
        }
    }
}
