package dev.trunkline.gateway.pbx.socket;

import dev.trunkline.codecs.audio.AudioFormat;
import dev.trunkline.gateway.call.CallClock;
import dev.trunkline.gateway.call.LegClose;
import dev.trunkline.gateway.call.MarkName;
import dev.trunkline.gateway.call.PhoneLegListener;
import dev.trunkline.gateway.config.pbx.PbxFormat;
import dev.trunkline.gateway.pbx.LoopPacer;
import dev.trunkline.gateway.pbx.PbxLeg;
import dev.trunkline.observability.metrics.CallCounter;
import dev.trunkline.observability.metrics.CallMeters;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.vertx.core.http.WebSocket;
import org.jspecify.annotations.Nullable;

/**
 * One media socket as a call's leg: is told whose call it is once it has said what it is, carries
 * the call's audio both ways, and ends once, at the first of the socket's close, our own, and what
 * the control learned.
 *
 * <pre>
 *   opened ── MEDIA_START, ready ──▶ ready ── start ──▶ carrying ── close | hungUp ──▶ ended
 *      └── 5 s ──────────────────────────────────────────────────────────────────────▶ ended
 * </pre>
 *
 * <p>Confined to the event loop of its socket.
 */
final class PbxSocketLeg implements PbxLeg, MediaSocket.Listener, AgentAudio.Listener {
    /** Who waits for the socket to say what it is. */
    interface Opening {
        /** Its first message. {@link #ready} or {@link #close} follows. */
        void onMediaStart(PbxSocketLeg leg, String channelId, PbxFormat format);

        /** It is over before that. */
        void onNeverStarted();
    }

    /** Of whom keys are taken: both would tell of the same one. */
    enum Keys {
        /** From the socket: there is no other way. */
        OF_SOCKET,
        /** From the control, as of legs of every kind. */
        OF_CONTROL
    }

    private static final int USUAL_MESSAGE_BYTES = 2_048;

    private final MediaSocket socket;
    private final PbxSocketSettings settings;
    private final CallClock clock;
    private final Keys keys;
    private final Opening opening;

    private CallMeters meters;
    private Runnable onOver = () -> {};
    private byte[] message = new byte[USUAL_MESSAGE_BYTES];
    private @Nullable SocketAudio audio;
    private @Nullable SocketHeartbeat heartbeat;
    private @Nullable PhoneLegListener call;
    private boolean ended;

    private PbxSocketLeg(
            WebSocket socket,
            PbxSocketSettings settings,
            CallClock clock,
            Keys keys,
            Opening opening) {
        this.settings = settings;
        this.clock = clock;
        this.keys = keys;
        this.opening = opening;
        meters = settings.unclaimed();
        this.socket = new MediaSocket(socket, settings, clock, this);
    }

    /** Takes an upgraded socket, on its event loop. */
    static PbxSocketLeg of(
            WebSocket socket,
            PbxSocketSettings settings,
            CallClock clock,
            Keys keys,
            Opening opening) {
        PbxSocketLeg leg = new PbxSocketLeg(socket, settings, clock, keys, opening);
        leg.socket.listen();
        return leg;
    }

    /**
     * Whose call it is.
     *
     * @param modelFormat what the model's session takes: Opus is encoded no wider than that
     * @param whenOver told once, after the call, when the leg is over
     */
    void ready(
            PbxFormat format, AudioFormat modelFormat, CallMeters callMeters, Runnable whenOver) {
        meters = callMeters;
        onOver = whenOver;
        audio =
                SocketAudio.of(
                        format,
                        modelFormat,
                        settings,
                        LoopPacer.of(eventLoop()),
                        new SocketAudio.Parts(socket.output(), socket.control(), clock, meters),
                        this);
        heartbeat =
                new SocketHeartbeat(
                        socket.output(), clock, meters, () -> socket.close(LegClose.SLOW, false));
    }

    /** Has the channel answered: it may have been told to wait until the call is taken. */
    void answer() {
        if (!ended) {
            socket.output().command(new MediaCommand.Answer(), socket.control());
            socket.output().flush();
        }
    }

    // From the socket.

    @Override
    public void onStart(String channelId, PbxFormat format) {
        opening.onMediaStart(this, channelId, format);
    }

    @Override
    public void onEvent(MediaEvent event) {
        SocketHeartbeat.heard(heartbeat);
        if (audio == null) {
            return; // refused, and being closed
        }
        AgentAudio agent = audio.agent();
        switch (event) { // no default: a new event must not compile until this reader decides
            case MediaEvent.DtmfEnd(char digit) -> {
                if (keys == Keys.OF_SOCKET && call != null) {
                    call.onDtmf(digit);
                }
            }
            case MediaEvent.MediaXoff _ -> agent.hold(true);
            case MediaEvent.MediaXon _ -> {
                agent.hold(false);
                onRoom();
            }
            case MediaEvent.MarkProcessed(String name) -> {
                int generation = MarkName.generation(name);
                int sequence = MarkName.sequence(name);
                if (generation < 0 || sequence < 0) {
                    onMalformed();
                } else {
                    agent.onMarkProcessed(generation, sequence);
                }
            }
            case MediaEvent.Status _ -> agent.onStatus();
            case MediaEvent.MediaStart _ -> onMalformed(); // a second one
            case MediaEvent.Refused _, MediaEvent.Unrecognized _ ->
                    meters.count(CallCounter.UNRECOGNIZED_LEG);
            case MediaEvent.Unused _ -> {}
        }
    }

    @Override
    public void onAudio(ByteBuf content) {
        SocketHeartbeat.heard(heartbeat);
        if (audio == null) {
            return;
        }
        int byteCount = content.readableBytes();
        if (byteCount > message.length) {
            message = new byte[byteCount];
        }
        content.getBytes(content.readerIndex(), message, 0, byteCount);
        audio.caller().offer(message, byteCount, clock.nanos());
    }

    @Override
    public void onPong(ByteBuf payload) {
        if (heartbeat != null) {
            heartbeat.onPong(payload);
        }
    }

    @Override
    public void onReadComplete() {
        if (call != null) {
            call.onReadComplete();
        }
    }

    @Override
    public void onMalformed() {
        meters.count(CallCounter.MALFORMED_LEG);
    }

    @Override
    public void onClosed(boolean clean) {
        ended = true;
        if (heartbeat != null) {
            heartbeat.stop();
        }
        if (audio != null) {
            audio.close();
        }
        socket.output().close();
        if (call != null) {
            call.onEnded(clean);
        }
        if (!socket.isStarted()) {
            opening.onNeverStarted();
        }
        onOver.run();
    }

    // From the agent's audio.

    @Override
    public void onMark(int generation, int sequence) {
        if (call != null && !ended) {
            call.onMark(generation, sequence);
        }
    }

    @Override
    public void onRoom() {
        if (call != null && writable()) {
            call.onWritable();
        }
    }

    // From the control.

    @Override
    public EventLoop eventLoop() {
        return socket.eventLoop();
    }

    @Override
    public void start(PhoneLegListener listener) {
        if (ended) {
            listener.onEnded(false); // while the control was still at it
            return;
        }
        call = listener;
        if (audio != null) {
            audio.caller().start(listener);
        }
    }

    @Override
    public void pressed(char digit) {
        if (keys == Keys.OF_CONTROL && call != null && !ended) {
            call.onDtmf(digit);
        }
    }

    @Override
    public void hungUp() {
        close(LegClose.DONE);
    }

    // From the call.

    @Override
    public AudioFormat callerFormat() {
        return audio == null ? AudioFormat.PCMU : audio.caller().format();
    }

    @Override
    public AudioFormat agentFormat() {
        return audio == null ? AudioFormat.PCMU : audio.agent().format();
    }

    @Override
    public boolean echoesMarks() {
        return audio != null && audio.agent().echoesMarks();
    }

    /** One that follows nothing waits for Asterisk's next beat, up to 20 ms: pings tell it. */
    @Override
    public boolean marksTellRoundTrip() {
        return false;
    }

    @Override
    public boolean writable() {
        return !ended && audio != null && audio.agent().hasRoom();
    }

    @Override
    public void sendFrame(byte[] frame) {
        if (audio != null && !ended) {
            audio.agent().frame(frame);
            meters.count(CallCounter.DOWNLINK_FRAMES);
        }
    }

    @Override
    public void sendMark(int generation, int sequence) {
        if (audio != null && !ended) {
            audio.agent().mark(generation, sequence);
        }
    }

    @Override
    public void sendClear() {
        if (audio != null && !ended) {
            audio.agent().clear();
        }
    }

    @Override
    public void flush() {
        if (audio != null && !ended) {
            audio.agent().flush();
        }
    }

    @Override
    public void close(LegClose cause) {
        flush();
        socket.close(cause, true);
    }

    @Override
    public String toString() {
        return "socket(" + (audio == null ? "not started" : audio.agent()) + ")";
    }
}
