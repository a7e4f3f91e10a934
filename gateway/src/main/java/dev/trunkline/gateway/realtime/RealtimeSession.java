package dev.trunkline.gateway.realtime;

import dev.trunkline.codecs.audio.AudioFormat;
import dev.trunkline.gateway.agent.AgentProfile;
import dev.trunkline.gateway.agent.Greeting;
import dev.trunkline.gateway.call.CallClock;
import dev.trunkline.gateway.call.CallClock.Timer;
import dev.trunkline.gateway.call.EventLoopClock;
import dev.trunkline.gateway.call.Modality;
import dev.trunkline.gateway.call.ModelFailure;
import dev.trunkline.gateway.call.ModelSession;
import dev.trunkline.gateway.call.ModelSessionListener;
import dev.trunkline.gateway.call.ModelSessionListener.AudioItem;
import dev.trunkline.gateway.call.ModelUnavailableException;
import dev.trunkline.gateway.call.ResponseRequest;
import dev.trunkline.gateway.config.RealtimeConfig;
import dev.trunkline.observability.metrics.CallCounter;
import dev.trunkline.observability.metrics.CallMeters;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.flow.FlowControlHandler;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * One conversation with the model over one socket:
 *
 * <pre>
 *   connecting ── upgrade ──▶ configuring ── session.updated ──▶ waiting ── start() ──▶ talking ──▶ closed
 * </pre>
 *
 * <p>While it waits for its phone, the socket is not read: whatever the model says, a greeting that
 * was asked for included, stays in order in the kernel until {@link #start}.
 *
 * <p>Confined to its event loop; {@link #moveTo} changes the loop while it waits.
 */
final class RealtimeSession implements ModelSession {
    private static final String CONFIGURE_EVENT_ID = "tl_configure";
    private static final long CLOSE_TIMEOUT_NANOS = 2_000_000_000L;
    private static final ModelFailure LOST_ON_THE_WAY =
            new ModelFailure(ModelFailure.Kind.LOST, "closed as it changed loops");

    private final AgentProfile agent;
    private final Modality modality;
    private final AudioFormat format;
    private final boolean greets;
    private final RealtimeConfig config;
    private final CallMeters meters;
    private final ClientEvents events;
    private final Amendments amendments;
    private final ResponseQueue responses;
    private final McpServers mcp;
    private final EventReader reader;
    private final Heartbeat heartbeat;
    private final StallWatch stalls;
    private final SessionLimit limit;
    private final ModelOutput.Factory outputs;
    private final Promise<ModelSession> opened = Promise.promise();
    private final long openedNanos;
    private long updatedNanos;
    private EventLoop loop;
    private CallClock clock;
    private @Nullable ModelOutput output;
    private @Nullable Channel channel;

    /** Hears what the model says, until the session is closed from this side. */
    private @Nullable ModelSessionListener listener;

    /** Hears of the session's end, until it was told. */
    private @Nullable ModelSessionListener endListener;

    private @Nullable ModelFailure failure;
    private @Nullable Timer readyDeadline;
    private @Nullable Timer closeDeadline;
    private boolean closing;
    private boolean closed;

    /**
     * A session that connects.
     *
     * @param greets whether the agent's greeting is asked for; not in a conversation that goes on
     * @param wallClock what its limit is read against
     */
    RealtimeSession(
            AgentProfile agent,
            Modality modality,
            boolean greets,
            RealtimeConfig config,
            CallMeters meters,
            ModelOutput.Factory outputs,
            InstantSource wallClock,
            EventLoop loop) {
        this.agent = agent;
        this.modality = modality;
        this.greets = greets;
        this.config = config;
        this.meters = meters;
        this.outputs = outputs;
        this.loop = loop;
        format = config.formatOf(agent);
        clock = new EventLoopClock(loop);
        openedNanos = clock.nanos();
        limit = new SessionLimit(openedNanos, config.sessionLimit(), wallClock);
        heartbeat = new Heartbeat(config, meters, this::onDead);
        events = new ClientEvents(config.dialect());
        amendments = new Amendments(events);
        responses = new ResponseQueue((id, request) -> send(events.responseCreate(id, request)));
        mcp = new McpServers(agent, events, responses, meters, this::send);
        stalls =
                new StallWatch(
                        config.stall(),
                        agent,
                        responses,
                        meters,
                        why -> fail(ModelFailure.Kind.LOST, why));
        reader = new EventReader(responses, mcp, stalls, meters, this);
        readyDeadline =
                clock.schedule(
                        config.readyTimeout().toNanos(),
                        () -> fail(ModelFailure.Kind.NOT_READY, "no session.updated in time"));
    }

    /** The session once it takes input, or a {@link ModelUnavailableException}. */
    Future<ModelSession> opened() {
        return opened.future();
    }

    // The socket's fate, told by RealtimeSocket.

    void onConnected(Channel connected) {
        channel = connected;
        output = outputs.on(connected);
        if (closing) {
            sendClose(connected);
            return;
        }
        send(
                events.sessionUpdate(
                        CONFIGURE_EVENT_ID,
                        SessionUpdate.session(agent, modality, format, config.dialect())));
        heartbeat.start(connected, clock);
    }

    void onConnectFailed(String detail) {
        failure = new ModelFailure(ModelFailure.Kind.UNREACHABLE, detail);
        onSocketClosed(detail);
    }

    /** RFC 6455 4.1: anything but 101. What may pass by itself counts as unreachable. */
    void onUpgradeRefused(int status) {
        boolean passing = status == 0 || status == 408 || status == 429 || status >= 500;
        failure =
                new ModelFailure(
                        passing ? ModelFailure.Kind.UNREACHABLE : ModelFailure.Kind.REFUSED,
                        "upgrade refused with HTTP " + status);
    }

    void onSocketClosed(String fate) {
        if (closed) {
            return;
        }
        closed = true;
        cancelTimers();
        boolean wasReady = ready();
        ModelFailure why =
                failure != null
                        ? failure
                        : new ModelFailure(
                                wasReady ? ModelFailure.Kind.LOST : ModelFailure.Kind.UNREACHABLE,
                                fate);
        opened.tryFail(new ModelUnavailableException(why));
        if (!closing) {
            failure = why; // for a call that has yet to start
        }
        tellEnd();
    }

    /** Once: as soon as it is known, not when the socket is gone at last. */
    private void tellEnd() {
        ModelSessionListener to = endListener;
        endListener = null;
        if (to != null) {
            to.onSessionEnded(failure);
        }
    }

    boolean closing() {
        return closing;
    }

    // What the model sent.

    /** An audio delta, from either lane. Hot path; borrows {@code message}. */
    void onDelta(AudioItem item, ByteBuf message, int payloadStart, int payloadEnd) {
        stalls.onDelta();
        if (listener != null) {
            listener.onAudio(item, message, payloadStart, payloadEnd, clock.nanos());
        }
    }

    /** Borrows {@code message}. */
    void onText(ByteBuf message) {
        stalls.onEvent();
        try {
            reader.read(ServerEventDecoder.decode(message));
        } catch (MalformedEventException malformed) {
            onMalformed();
        }
    }

    void onMalformed() {
        meters.count(CallCounter.MALFORMED_MODEL);
    }

    void onReadComplete() {
        if (listener != null) {
            listener.onModelReadComplete();
        }
        flush();
    }

    void onWritable() {
        if (listener != null) {
            listener.onModelWritable();
        }
    }

    void onPong(ByteBuf payload) {
        heartbeat.onPong(payload, clock.nanos());
    }

    // What an EventReader tells.

    @Nullable ModelSessionListener listener() {
        return listener;
    }

    boolean ready() {
        return opened.future().isComplete();
    }

    long nanos() {
        return clock.nanos();
    }

    /** The model has made the session; {@code expiresAt} is as it says. */
    void onCreated(long expiresAt) {
        limit.announced(expiresAt, clock.nanos());
    }

    void onConfigured() {
        Channel socket = channel;
        if (ready() || socket == null) {
            return; // a later update
        }
        if (readyDeadline != null) {
            readyDeadline.cancel();
        }
        updatedNanos = clock.nanos();
        greet();
        if (listener == null) {
            socket.config().setAutoRead(false);
        }
        opened.complete(this);
    }

    /** Has the first words made while the phone is still connecting: they are there when it is. */
    private void greet() {
        Greeting greeting = agent.greeting();
        boolean saidByLeg = modality == Modality.TEXT && greeting.text() != null; // exactly so
        if (greets && greeting.first() == Greeting.Speaker.AGENT && !saidByLeg) {
            requestResponse(new ResponseRequest(false, greeting.prompt()));
        }
    }

    void fail(ModelFailure.Kind kind, String detail) {
        if (failure == null && !closed) {
            failure = new ModelFailure(kind, detail);
        }
        close();
        ModelFailure why = failure;
        if (why != null) {
            opened.tryFail(new ModelUnavailableException(why));
            tellEnd();
        }
    }

    // What the call asks for.

    @Override
    public long connectingNanos() {
        return openedNanos;
    }

    @Override
    public long updatedNanos() {
        return updatedNanos;
    }

    @Override
    public EventLoop eventLoop() {
        return loop;
    }

    @Override
    public Future<Void> moveTo(EventLoop target) {
        Channel socket = channel;
        if (target.equals(loop) || socket == null) {
            return Future.succeededFuture();
        }
        cancelTimers();
        return ChannelMove.move(
                        socket,
                        target,
                        () -> {
                            loop = target;
                            clock = new EventLoopClock(target);
                        })
                .onSuccess(_ -> heartbeat.start(socket, clock))
                .recover(_ -> { // start() tells that it is over
                    failure = failure == null ? LOST_ON_THE_WAY : failure;
                    return Future.succeededFuture();
                });
    }

    @Override
    public void start(ModelSessionListener to) {
        endListener = to;
        if (!closing) {
            listener = to;
        }
        if (closed || failure != null) {
            tellEnd();
        } else if (channel != null) {
            stalls.start(clock);
            channel.config().setAutoRead(true);
            ChannelHandler hold = channel.pipeline().get(FlowControlHandler.class);
            if (hold != null) { // hands on what it kept: from here on nothing waits
                channel.pipeline().remove(hold);
            }
        }
    }

    @Override
    public long limitNanos() {
        return limit.nanos();
    }

    @Override
    public boolean connected() {
        return ready() && !closed && failure == null;
    }

    @Override
    public boolean writable() {
        return channel != null && channel.isWritable();
    }

    @Override
    public void appendBase64(ByteBuf message, int payloadStart, int payloadEnd) {
        ModelOutput socket = output;
        if (socket == null || closing) {
            message.release();
        } else {
            socket.append(message, payloadStart, payloadEnd);
        }
    }

    @Override
    public void append(byte[] audio, int offset, int byteCount) {
        if (output != null && !closing) {
            output.append(audio, offset, byteCount);
        }
    }

    @Override
    public void flush() {
        if (output != null) {
            output.flush();
        }
    }

    @Override
    public void cancelResponse(String responseId) {
        send(events.responseCancel(responseId));
    }

    @Override
    public void truncate(String itemId, int contentIndex, long audioEndMs) {
        send(events.truncate(itemId, contentIndex, audioEndMs));
    }

    @Override
    public void requestResponse(ResponseRequest request) {
        responses.request(request);
    }

    @Override
    public void addUserText(String text) {
        send(events.userText(text));
    }

    @Override
    public void addAgentText(String itemId, String text) {
        send(events.agentText(itemId, text));
    }

    @Override
    public void amendText(String itemId, String spoken) {
        amendments.amend(itemId, spoken).forEach(this::send);
    }

    @Override
    public void reconfigure(AgentProfile next) {
        stalls.follow(next);
        mcp.follow(next);
        send(events.sessionUpdate(SessionUpdate.later(next, modality, format, config.dialect())));
    }

    @Override
    public void addToolCall(ModelSessionListener.ToolCall call) {
        send(events.toolCall(call));
    }

    @Override
    public void addToolOutput(String toolCallId, String toolOutput) {
        send(events.toolOutput(toolCallId, toolOutput));
    }

    @Override
    public @Nullable String activeResponseId() {
        return responses.active();
    }

    @Override
    public boolean responsePending() {
        return responses.pending();
    }

    @Override
    public void close() {
        if (closing || closed) {
            return;
        }
        closing = true;
        listener = null; // what still arrives is for nobody: its call has given its memory back
        cancelTimers();
        Channel socket = channel;
        if (socket != null) {
            sendClose(socket);
        }
    }

    private void sendClose(Channel socket) {
        socket.config().setAutoRead(true); // or the model's close would never be seen
        var _ = socket.writeAndFlush(new CloseWebSocketFrame(1000, ""));
        closeDeadline = clock.schedule(CLOSE_TIMEOUT_NANOS, this::closeSocket);
    }

    private void send(String event) {
        if (output != null && !closing) {
            output.send(event);
        }
    }

    private void onDead(String why) {
        failure = new ModelFailure(ModelFailure.Kind.LOST, why);
        closeSocket();
    }

    private void closeSocket() {
        if (channel != null) {
            var _ = channel.close();
        }
    }

    private void cancelTimers() {
        if (readyDeadline != null) {
            readyDeadline.cancel();
        }
        heartbeat.stop();
        stalls.stop();
        if (closeDeadline != null) {
            closeDeadline.cancel();
        }
    }

    @Override
    public String toString() {
        return "model(" + config.model() + ", " + format + ")";
    }
}
