package dev.trunkline.gateway.twilio.stream;

import dev.trunkline.codecs.audio.AudioFormat;
import dev.trunkline.gateway.call.Base64Payload;
import dev.trunkline.gateway.call.CallClock;
import dev.trunkline.gateway.call.LegClose;
import dev.trunkline.gateway.call.MarkName;
import dev.trunkline.gateway.call.PhoneLeg;
import dev.trunkline.gateway.call.PhoneLegListener;
import dev.trunkline.gateway.twilio.stream.StreamMessage.Media;
import dev.trunkline.gateway.twilio.stream.StreamMessage.Start;
import dev.trunkline.observability.metrics.CallCounter;
import dev.trunkline.observability.metrics.CallMeters;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.websocketx.WebSocketFrameDecoder;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.internal.http.WebSocketInternal;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * One media stream: waits for {@code start}, then carries the call's audio both ways, and ends
 * once, at the first of {@code stop}, the socket's close, our own, and a silence of all messages.
 *
 * <pre>
 *   opened ── start, accepted ──▶ streaming ── stop | close | nothing comes ──▶ ended
 *      └── 5 s, or refused ───────────────────────────────────────────────────▶ ended
 * </pre>
 *
 * <p>Confined to the event loop of its socket.
 */
final class StreamLeg implements PhoneLeg {
    /** Twilio's messages are under 1 kB. */
    static final int MOST_MESSAGE_BYTES = 64 * 1024;

    /** Of the marks that ask whether the phone is there: no playout has so many. */
    private static final int ASKING_GENERATION = 999_999_999;

    private static final String MULAW = "audio/x-mulaw";
    private static final String INBOUND = "inbound";

    private final ServerWebSocket socket;
    private final Channel channel;
    private final StreamSettings settings;
    private final StreamAcceptor acceptor;
    private final CallClock clock;
    private final StreamWatch watch = new StreamWatch();

    private CallMeters meters;
    private CallClock.@Nullable Timer startDeadline;
    private CallClock.@Nullable Timer watching;
    private @Nullable PhoneLegListener call;
    private @Nullable StreamOutput output;
    private String streamSid = "";
    private boolean ended;
    private boolean closed;

    StreamLeg(
            ServerWebSocket socket,
            StreamSettings settings,
            StreamAcceptor acceptor,
            CallClock clock) {
        this.socket = socket;
        this.settings = settings;
        this.acceptor = acceptor;
        this.clock = clock;
        meters = settings.unclaimed();
        channel = ((WebSocketInternal) socket).channelHandlerContext().channel();
        startDeadline = clock.schedule(settings.startTimeout().toNanos(), this::onStartTimeout);
    }

    // From the socket.

    /** A text message, on the parser's path. */
    void onText(String text) {
        watch.heard();
        if (text.length() > MOST_MESSAGE_BYTES) {
            onMalformed(); // in many frames
            return;
        }
        StreamMessage message;
        try {
            message = StreamMessageDecoder.decode(text);
        } catch (MalformedMessageException malformed) {
            onMalformed();
            return;
        }
        if (ended) {
            return;
        }
        switch (message) { // no default: a new message must not compile until this reader decides
            case Start start -> onStart(start);
            case Media media -> onMedia(media);
            case StreamMessage.Mark(String sid, String name) -> onMark(sid, name);
            case StreamMessage.Dtmf(String sid, char digit) -> {
                if (call != null && sid.equals(streamSid)) {
                    call.onDtmf(digit);
                } else {
                    onMalformed();
                }
            }
            case StreamMessage.Stop(String sid) -> {
                if (call != null && sid.equals(streamSid)) {
                    end(true);
                } else {
                    onMalformed();
                }
            }
            case StreamMessage.Connected _ -> {}
            case StreamMessage.Unrecognized _ -> meters.count(CallCounter.UNRECOGNIZED_LEG);
        }
    }

    /** A message that cannot be used: counted, and the call goes on. */
    void onMalformed() {
        meters.count(CallCounter.MALFORMED_LEG);
    }

    /** A frame as long as none of Twilio's: what follows it may be anything. */
    void onOversized() {
        onMalformed();
        breakOff(LegClose.TOO_LONG);
    }

    /** Audio that the fast lane found. Takes the payload's message. Hot path. */
    void onScannedMedia(Base64Payload payload, long timestampMs) {
        watch.heard();
        PhoneLegListener listener = call;
        if (ended || listener == null) {
            payload.message().release();
        } else {
            listener.onMedia(payload, timestampMs, clock.nanos());
        }
    }

    void onReadComplete() {
        if (call != null && !ended) {
            call.onReadComplete();
        }
    }

    void onWritable() {
        if (call != null && !ended) {
            call.onWritable();
        }
    }

    void onSocketClosed() {
        Short code = socket.closeStatusCode();
        closed = true;
        // 1006 is no code of the peer's: the connection just broke (RFC 6455 7.4.1).
        end(code != null && code != 1006);
    }

    private void onStart(Start start) {
        if (call != null) {
            onMalformed();
            return;
        }
        cancelDeadline();
        if (!start.encoding().equals(MULAW)
                || start.sampleRateHz() != AudioFormat.PCMU.sampleRateHz()
                || start.channels() != 1
                || !start.streamSid()
                        .matches("[A-Za-z0-9]{1," + FastStreamOutput.LONGEST_STREAM_SID + "}")) {
            onMalformed();
            close(LegClose.PROTOCOL);
            return;
        }
        streamSid = start.streamSid();
        boolean fast = settings.fastLane();
        output =
                fast
                        ? new FastStreamOutput(channel, streamSid)
                        : new PlainStreamOutput(socket, streamSid);
        String decoder = channel.pipeline().context(WebSocketFrameDecoder.class).name();
        MediaScanner scanner = fast ? new MediaScanner(streamSid) : null;
        channel.pipeline().addAfter(decoder, "stream", new StreamLane(this, scanner));
        if (scanner != null) {
            channel.pipeline().addBefore(decoder, "media", new MediaFrameLane(this, scanner));
        }
        StreamAcceptor.Accepted accepted =
                acceptor.accept(
                        new StreamAcceptor.Opening(
                                this,
                                start.callSid(),
                                start.accountSid(),
                                start.parameters(),
                                channel.eventLoop(),
                                channel.alloc()));
        if (accepted == null) {
            close(LegClose.REFUSED);
            return;
        }
        meters = accepted.meters();
        call = accepted.call();
        if (!ended) {
            watching = clock.every(settings.noMessageTimeout().toNanos() / 2, this::watch);
        }
    }

    private void watch() {
        switch (watch.verdict()) {
            case GOES_ON -> {}
            case ASK -> {
                sendMark(ASKING_GENERATION, 0);
                flush();
            }
            case GONE -> {
                meters.count(CallCounter.STREAM_TIMEOUTS);
                breakOff(LegClose.SILENT);
            }
        }
    }

    private void onMedia(Media media) {
        PhoneLegListener listener = call;
        if (listener == null || !media.streamSid().equals(streamSid)) {
            onMalformed();
            return;
        }
        if (!media.track().equals(INBOUND)) {
            meters.count(CallCounter.UNRECOGNIZED_LEG);
            return;
        }
        if (settings.fastLane()) {
            meters.count(CallCounter.LANE_FALLBACKS_LEG);
        }
        int characters = media.payload().length();
        ByteBuf message = channel.alloc().buffer(characters + 2);
        message.writeCharSequence(media.payload(), StandardCharsets.US_ASCII);
        Base64Payload payload = Base64Payload.ofThisLoop();
        if (!payload.read(message, 0, message.writerIndex())) {
            message.release();
            onMalformed();
            return;
        }
        listener.onMedia(payload, media.timestampMs(), clock.nanos());
    }

    private void onMark(String sid, String name) {
        int generation = MarkName.generation(name);
        int sequence = MarkName.sequence(name);
        if (call == null || !sid.equals(streamSid) || generation < 0 || sequence < 0) {
            onMalformed();
            return;
        }
        if (generation != ASKING_GENERATION) {
            call.onMark(generation, sequence);
        }
    }

    private void onStartTimeout() {
        startDeadline = null;
        acceptor.startTimedOut();
        close(LegClose.PROTOCOL);
    }

    /** For the phone's own fault. */
    private void breakOff(LegClose cause) {
        if (!closed) {
            closed = true;
            var _ = socket.close(cause.code(), cause.reason());
        }
        end(false);
    }

    private void end(boolean clean) {
        if (ended) {
            return;
        }
        ended = true;
        cancelDeadline();
        if (watching != null) {
            watching.cancel();
            watching = null;
        }
        if (call != null) {
            call.onEnded(clean);
        }
        if (output != null) {
            output.close();
        }
    }

    private void cancelDeadline() {
        if (startDeadline != null) {
            startDeadline.cancel();
            startDeadline = null;
        }
    }

    // From the call.

    @Override
    public AudioFormat callerFormat() {
        return AudioFormat.PCMU;
    }

    @Override
    public AudioFormat agentFormat() {
        return AudioFormat.PCMU;
    }

    @Override
    public boolean echoesMarks() {
        return true;
    }

    @Override
    public boolean writable() {
        return !closed && channel.isWritable();
    }

    @Override
    public void sendFrame(byte[] audio) {
        if (output != null) {
            output.media(audio);
            meters.count(CallCounter.DOWNLINK_FRAMES);
        }
    }

    @Override
    public void sendMark(int generation, int sequence) {
        if (output != null) {
            output.mark(generation, sequence);
        }
    }

    @Override
    public void sendClear() {
        if (output != null) {
            output.clear();
        }
    }

    @Override
    public void flush() {
        if (output != null) {
            output.flush();
        }
    }

    @Override
    public void close(LegClose cause) {
        if (closed) {
            return;
        }
        closed = true;
        flush();
        var _ = socket.close(cause.code(), cause.reason());
        end(true);
    }

    @Override
    public String toString() {
        return "stream(" + agentFormat() + ")";
    }
}
