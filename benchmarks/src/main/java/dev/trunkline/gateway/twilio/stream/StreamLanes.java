package dev.trunkline.gateway.twilio.stream;

import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;

/** Opens the phone's lanes to the benchmarks; on the class path only, beside the gateway's. */
public final class StreamLanes {
    private final MediaScanner scanner;
    private final StreamOutput output;

    /** The channel must have a WebSocket encoder. */
    public StreamLanes(EmbeddedChannel channel, String streamSid) {
        scanner = new MediaScanner(streamSid);
        output = new FastStreamOutput(channel, streamSid);
    }

    /** Finds the audio of a media message. */
    public boolean scan(ByteBuf message) {
        return scanner.scan(message);
    }

    public int payloadStart() {
        return scanner.payload().start();
    }

    public int payloadEnd() {
        return scanner.payload().end();
    }

    public void media(byte[] frame) {
        output.media(frame);
    }

    public void flush() {
        output.flush();
    }

    /** The audio of a media message, as the plain lane finds it. */
    public static String plainMedia(String message) {
        try {
            return ((StreamMessage.Media) StreamMessageDecoder.decode(message)).payload();
        } catch (MalformedMessageException malformed) {
            throw new IllegalStateException(malformed);
        }
    }
}
