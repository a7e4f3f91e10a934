package dev.trunkline.loadtest.pbx;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.http.WebSocketBase;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * The event sockets: one for each application, a newer one wins. Without one an application does
 * not exist. One event loop.
 */
final class EventSockets {
    private final Map<String, WebSocketBase> byApplication = new HashMap<>();
    private final List<WebSocketBase> open = new ArrayList<>();

    /**
     * @param replaced the event that tells the older socket so
     */
    void connect(
            List<String> applications,
            WebSocketBase socket,
            Function<String, ObjectNode> replaced) {
        open.add(socket);
        socket.closeHandler(_ -> {
            open.remove(socket);
            byApplication.values().removeIf(socket::equals);
        });
        socket.exceptionHandler(_ -> {}); // it closes then
        for (String application : applications) {
            WebSocketBase older = byApplication.put(application, socket);
            if (older != null && !older.equals(socket)) {
                write(older, replaced.apply(application));
            }
        }
    }

    boolean exists(String application) {
        return byApplication.containsKey(application);
    }

    Set<String> applications() {
        return Set.copyOf(byApplication.keySet());
    }

    void send(String application, ObjectNode event) {
        WebSocketBase socket = byApplication.get(application);
        if (socket != null) {
            write(socket, event);
        }
    }

    private static void write(WebSocketBase socket, ObjectNode event) {
        if (!socket.isClosed()) {
            var _ = socket.writeTextMessage(event.toString());
        }
    }

    void closeAll() {
        for (WebSocketBase socket : List.copyOf(open)) {
            var _ = socket.close();
        }
    }
}
