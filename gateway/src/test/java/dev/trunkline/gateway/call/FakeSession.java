package dev.trunkline.gateway.call;

import dev.trunkline.gateway.agent.AgentProfile;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import io.vertx.core.Future;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A model session that records what it is sent; a test plays the model by its listener. */
final class FakeSession implements ModelSession {
    /** What was asked for, but for audio. */
    final List<String> sent = new ArrayList<>();

    /** Audio in the order it came: {@code audio 160} or {@code silence 160}. */
    final List<String> appended = new ArrayList<>();

    final ByteArrayOutputStream audio = new ByteArrayOutputStream();
    final List<EventLoop> moves = new ArrayList<>();
    boolean writable = true;
    long limitNanos = NO_LIMIT;

    /** Messages of audio after which it does not read until it is flushed. */
    int mostUnflushed = Integer.MAX_VALUE;

    private int unflushed;
    boolean pending;
    int flushes;
    int closes;
    @Nullable String active;
    @Nullable ModelSessionListener listener;
    EventLoop loop;

    FakeSession() {
        this(new EmbeddedChannel().eventLoop());
    }

    FakeSession(EventLoop loop) {
        this.loop = loop;
    }

    /** The call, once it has started the session. */
    ModelSessionListener call() {
        if (listener == null) {
            throw new IllegalStateException("the session was not started");
        }
        return listener;
    }

    @Override
    public long connectingNanos() {
        return 0;
    }

    @Override
    public long updatedNanos() {
        return 0;
    }

    @Override
    public EventLoop eventLoop() {
        return loop;
    }

    @Override
    public Future<Void> moveTo(EventLoop target) {
        moves.add(target);
        loop = target;
        return Future.succeededFuture();
    }

    @Override
    public void start(ModelSessionListener to) {
        listener = to;
    }

    @Override
    public long limitNanos() {
        return limitNanos;
    }

    @Override
    public boolean writable() {
        return writable;
    }

    @Override
    public void appendBase64(ByteBuf message, int payloadStart, int payloadEnd) {
        byte[] decoded =
                Base64.getDecoder()
                        .decode(
                                message.toString(
                                        payloadStart,
                                        payloadEnd - payloadStart,
                                        StandardCharsets.US_ASCII));
        message.release();
        if (++unflushed >= mostUnflushed) {
            writable = false;
        }
        appended.add("audio " + decoded.length);
        audio.writeBytes(decoded);
    }

    @Override
    public void append(byte[] bytes, int offset, int byteCount) {
        appended.add("silence " + byteCount);
        audio.writeBytes(Arrays.copyOfRange(bytes, offset, offset + byteCount));
    }

    @Override
    public void flush() {
        flushes++;
        if (unflushed >= mostUnflushed) {
            writable = true;
            if (listener != null) {
                listener.onModelWritable();
            }
        }
        unflushed = 0;
    }

    @Override
    public void cancelResponse(String responseId) {
        sent.add("cancel " + responseId);
    }

    @Override
    public void truncate(String itemId, int contentIndex, long audioEndMs) {
        sent.add("truncate " + itemId + " " + contentIndex + " " + audioEndMs);
    }

    @Override
    public void requestResponse(ResponseRequest request) {
        sent.add(request.automatic() ? "answer" : "say " + request.instructions());
    }

    @Override
    public void addUserText(String text) {
        sent.add("user " + text);
    }

    @Override
    public void addAgentText(String itemId, String text) {
        sent.add("agent " + itemId + " " + text);
    }

    @Override
    public void amendText(String itemId, String spoken) {
        sent.add("amend " + itemId + " " + spoken);
    }

    @Override
    public void reconfigure(AgentProfile agent) {
        sent.add("reconfigure " + agent.name());
    }

    @Override
    public void addToolCall(ModelSessionListener.ToolCall call) {
        sent.add("tool " + call.toolCallId() + " " + call.name() + call.argumentsJson());
    }

    @Override
    public void addToolOutput(String toolCallId, String output) {
        sent.add("output " + toolCallId + " " + output);
    }

    @Override
    public @Nullable String activeResponseId() {
        return active;
    }

    @Override
    public boolean responsePending() {
        return pending;
    }

    @Override
    public void close() {
        closes++;
    }
}
