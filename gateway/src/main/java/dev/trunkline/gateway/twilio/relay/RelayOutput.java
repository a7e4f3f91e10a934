package dev.trunkline.gateway.twilio.relay;

import io.vertx.core.http.ServerWebSocket;
import java.util.ArrayDeque;

/**
 * Messages on their way to Twilio, in order and at once while it reads. What it does not read waits
 * here, bounded: words cannot be left out of a sentence, so who lets them pile up is given up.
 * Confined to the socket's event loop.
 */
final class RelayOutput {
    /** More than an hour of speech. */
    private static final int MOST_WAITING_CHARACTERS = 64 * 1024;

    private final ServerWebSocket socket;
    private final ArrayDeque<String> waiting = new ArrayDeque<>();
    private int waitingCharacters;

    RelayOutput(ServerWebSocket socket) {
        this.socket = socket;
    }

    /** False if too much waits: nothing more can be said on this socket. */
    boolean send(RelayCommand command) {
        String message = command.encode();
        if (waiting.isEmpty() && !full()) {
            write(message);
            return true;
        }
        waiting.add(message);
        waitingCharacters += message.length();
        return waitingCharacters <= MOST_WAITING_CHARACTERS;
    }

    /** Twilio reads again. */
    void onWritable() {
        while (!waiting.isEmpty() && !full()) {
            String message = waiting.remove();
            waitingCharacters -= message.length();
            write(message);
        }
    }

    /** Of a closed socket, Vert.x does not let one ask; what is written there is lost. */
    private boolean full() {
        return !socket.isClosed() && socket.writeQueueFull();
    }

    private void write(String message) {
        if (!socket.isClosed()) {
            var _ = socket.writeTextMessage(message);
        }
    }
}
