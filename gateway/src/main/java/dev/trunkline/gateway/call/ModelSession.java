package dev.trunkline.gateway.call;

import dev.trunkline.gateway.agent.AgentProfile;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/**
 * A configured conversation with a realtime voice model over one socket. Confined to the event loop
 * it lives on.
 */
public interface ModelSession {
    /** The model keeps the session for as long as it is open. */
    long NO_LIMIT = Long.MAX_VALUE;

    /** When connecting to the model was begun, on the clock of {@link CallClock#nanos}. */
    long connectingNanos();

    /** When the model had taken the session's configuration. */
    long updatedNanos();

    /** The loop that the session's socket is registered with. */
    EventLoop eventLoop();

    /**
     * Moves the socket to the loop of the phone's, before {@link #start}. A session that was opened
     * while the phone was still connecting may sit on another loop, and a call must not cross
     * loops. Call it on the present loop; the result completes on {@code loop}.
     */
    Future<Void> moveTo(EventLoop loop);

    /**
     * Delivers events from now on, the ones that waited included. Call it once, on the session's
     * loop.
     */
    void start(ModelSessionListener listener);

    /**
     * When the model ends the session by itself, on the clock of {@link CallClock#nanos}, or {@link
     * #NO_LIMIT}.
     */
    default long limitNanos() {
        return NO_LIMIT;
    }

    /** False once the session is over, and while the call waits for another in its place. */
    default boolean connected() {
        return true;
    }

    /** False while the model reads slower than we write, and where there is none. */
    boolean writable();

    /**
     * Sends caller audio as it stands in the phone's message, in place. Hot path. Nothing leaves
     * before {@link #flush}.
     *
     * @param message taken; bytes around the payload may be overwritten
     */
    void appendBase64(ByteBuf message, int payloadStart, int payloadEnd);

    /**
     * Sends audio in the session's input format.
     *
     * @param audio borrowed
     */
    void append(byte[] audio, int offset, int byteCount);

    void flush();

    /** Cancels a response that the model still generates. */
    void cancelResponse(String responseId);

    /** Tells the model how much of an item was heard; must not exceed what it sent of it. */
    void truncate(String itemId, int contentIndex, long audioEndMs);

    /** Asks for an answer, after the running one if there is one. */
    void requestResponse(ResponseRequest request);

    /**
     * Adds what the agent said by another mouth, in words, to the conversation.
     *
     * @param itemId names it for {@link #amendText}; new, of letters and digits, at most 32
     */
    void addAgentText(String itemId, String text);

    /**
     * Replaces an item of the agent's by what was said of it, in a session of words: there is no
     * truncating a text. The model then remembers no more than that. It may be amended again.
     *
     * @param spoken empty if nothing of it was said: the item goes
     */
    void amendText(String itemId, String spoken);

    /** Gives the conversation to another agent: its instructions, tools and limits from now on. */
    void reconfigure(AgentProfile agent);

    /**
     * Adds what the caller said or did, in words, to the conversation, without asking for an
     * answer.
     */
    void addUserText(String text);

    /** Repeats a function call that an earlier session's model made. */
    void addToolCall(ModelSessionListener.ToolCall call);

    /** Answers a function call of the model, without asking for an answer. */
    void addToolOutput(String toolCallId, String output);

    /** The response that the model is generating now, or null. */
    @Nullable String activeResponseId();

    /** Whether a response is asked for, or waits to be, that has not started. */
    boolean responsePending();

    /** Closes the socket; at most once, later calls do nothing. */
    void close();
}
