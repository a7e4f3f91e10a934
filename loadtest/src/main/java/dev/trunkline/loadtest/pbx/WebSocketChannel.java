package dev.trunkline.loadtest.pbx;

import dev.trunkline.codecs.opus.OpusEngine;
import dev.trunkline.loadtest.pbx.PbxCallReport.SocketSide;
import io.netty.channel.EventLoop;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocketBase;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * {@code WebSocket/INCOMING}: the gateway connects to {@code /media/<id>}, is told the format, gets
 * a binary message a packet of the caller, and fills the queue that plays to the caller. One event
 * loop.
 */
final class WebSocketChannel extends ExternalChannel implements MediaQueue.Events {
    private static final int LONGEST_COMMAND_BYTES = 128;
    private static final short CLOSED_NORMALLY = 1_000;
    private static final int TICK_MS = 20;

    private final String connectionId = UUID.randomUUID().toString();
    private final MediaControl control;
    private final Line line;
    private final MediaQueue queue;
    private final Translator fromGateway;
    private final List<String> commands = new ArrayList<>();
    private @Nullable WebSocketBase socket;
    private @Nullable ScheduledFuture<?> ticks;
    private boolean toGateway = true;
    private boolean fromGatewayOn = true;
    private long messagesSent;
    private long messagesReceived;
    private boolean gone;

    /** What the channel tells of itself. */
    interface Line {
        /** The gateway is connected. */
        void connected(WebSocketChannel channel);

        /** The gateway asks to answer. */
        void answer(WebSocketChannel channel);

        /** The gateway has closed, or asks to hang up. */
        void closed(WebSocketChannel channel);
    }

    WebSocketChannel(Birth birth, MediaFormat format, OpusEngine opus, boolean json, Line line) {
        super(birth, format, opus);
        this.line = line;
        control = new MediaControl(json, birth.id());
        queue = new MediaQueue(format.frameBytes(), this);
        fromGateway = new Translator(format, MediaFormat.ULAW, opus);
        variables().put("MEDIA_WEBSOCKET_CONNECTION_ID", connectionId);
        variables()
                .put("MEDIA_WEBSOCKET_OPTIMAL_FRAME_SIZE", Integer.toString(format.frameBytes()));
    }

    String connectionId() {
        return connectionId;
    }

    boolean isConnected() {
        return socket != null;
    }

    void connect(WebSocketBase opened, EventLoop eventLoop) {
        socket = opened;
        opened.textMessageHandler(this::text);
        opened.binaryMessageHandler(this::binary);
        opened.closeHandler(_ -> {
            if (!gone) {
                line.closed(this);
            }
        });
        opened.exceptionHandler(_ -> {}); // it closes then
        send(
                control.mediaStart(
                        new MediaControl.Start(connectionId, name(), format(), variables())));
        ticks = eventLoop.scheduleAtFixedRate(this::tick, TICK_MS, TICK_MS, TimeUnit.MILLISECONDS);
        line.connected(this);
    }

    @Override
    void write(VoiceFrame frame) {
        if (socket != null && toGateway) {
            messagesSent++;
            var _ = socket.writeBinaryMessage(Buffer.buffer(frame.payload()));
        }
    }

    private void binary(Buffer message) {
        messagesReceived++;
        if (fromGatewayOn) {
            queue.message(message.getBytes());
        }
    }

    private void tick() {
        byte[] frame = queue.tick();
        if (frame != null) {
            toCaller(fromGateway.translate(frame));
        }
    }

    private void text(String text) {
        commands.add(text);
        if (text.isEmpty()
                || text.getBytes(StandardCharsets.UTF_8).length > LONGEST_COMMAND_BYTES) {
            return; // as the real one: a line in its log
        }
        MediaControl.Command command = control.read(text);
        if (command == null) {
            send(control.error("Unable to parse JSON command"));
        } else {
            obey(command);
        }
    }

    private void obey(MediaControl.Command command) {
        switch (command.name()) {
            case "ANSWER" -> line.answer(this);
            case "HANGUP" -> line.closed(this);
            case "GET_STATUS" -> send(control.status(queue.status()));
            case "START_MEDIA_BUFFERING",
                    "STOP_MEDIA_BUFFERING",
                    "MARK_MEDIA",
                    "FLUSH_MEDIA",
                    "PAUSE_MEDIA",
                    "CONTINUE_MEDIA",
                    "REPORT_QUEUE_DRAINED" -> {
                if (queue.passthrough()) {
                    send(control.error(command.name() + " not supported in passthrough mode"));
                } else {
                    queued(command);
                }
            }
            case "SET_MEDIA_DIRECTION" -> direction(command.direction());
            default -> {} // only logged
        }
    }

    private void queued(MediaControl.Command command) {
        switch (command.name()) {
            case "START_MEDIA_BUFFERING" -> queue.startBuffering();
            case "STOP_MEDIA_BUFFERING" -> queue.stopBuffering(command.id());
            case "MARK_MEDIA" -> queue.mark(command.id());
            case "FLUSH_MEDIA" -> queue.flush();
            case "PAUSE_MEDIA" -> queue.pause(true);
            case "CONTINUE_MEDIA" -> queue.pause(false);
            default -> queue.reportDrained();
        }
    }

    private void direction(String direction) {
        if (!control.isJson()) {
            send(control.error("SET_MEDIA_DIRECTION only supports JSON format.\n"));
        } else if (queue.passthrough()) {
            send(control.error("SET_MEDIA_DIRECTION not supported in passthrough mode"));
        } else {
            toGateway = !direction.equals("out");
            fromGatewayOn = !direction.equals("in");
        }
    }

    @Override
    public void xOff() {
        send(control.bare("MEDIA_XOFF"));
    }

    @Override
    public void xOn() {
        send(control.bare("MEDIA_XON"));
    }

    @Override
    public void drained() {
        send(control.bare("QUEUE_DRAINED"));
    }

    @Override
    public void markProcessed(String correlationId) {
        send(control.correlated("MEDIA_MARK_PROCESSED", correlationId));
    }

    @Override
    public void bufferingCompleted(String correlationId) {
        send(control.correlated("MEDIA_BUFFERING_COMPLETED", correlationId));
    }

    @Override
    void playDigit(char digit) {
        send(control.dtmfEnd(digit));
    }

    private void send(String text) {
        if (socket != null && !gone) {
            var _ = socket.writeTextMessage(text);
        }
    }

    @Override
    void released(HangUpCause cause) {
        gone = true;
        closeTranslator();
        fromGateway.close();
        if (ticks != null) {
            ticks.cancel(false);
        }
        if (socket != null && !socket.isClosed()) {
            var _ = socket.close(CLOSED_NORMALLY);
        }
    }

    /** What passed the socket so far. */
    SocketSide report() {
        return new SocketSide(
                messagesSent,
                messagesReceived,
                List.copyOf(commands),
                queue.flushedFrames(),
                queue.droppedBytes());
    }
}
