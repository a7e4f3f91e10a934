package dev.trunkline.gateway.pbx.ari;

import dev.trunkline.gateway.call.CallClock;
import dev.trunkline.gateway.call.CallClock.Timer;
import dev.trunkline.gateway.config.pbx.AsteriskConfig;
import dev.trunkline.observability.metrics.PbxMeters;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientWebSocket;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The event socket of one Asterisk: opened, held open, opened again. Tells each event once, in
 * order. Confined to the Asterisk's context.
 *
 * <p>While it is closed Asterisk keeps our channels and forgets their events: whoever listens has
 * to look around each time it opens.
 */
final class AriEvents {
    private static final Logger LOG = LoggerFactory.getLogger(AriEvents.class);

    private static final long PING_NANOS = TimeUnit.SECONDS.toNanos(10);

    /** Two pings were not answered. */
    private static final long SILENT_NANOS = TimeUnit.SECONDS.toNanos(25);

    private static final long OPEN_LIMIT_NANOS = TimeUnit.SECONDS.toNanos(10);

    /** One that lived as long was no failure. */
    private static final long STABLE_NANOS = TimeUnit.SECONDS.toNanos(5);

    /** Events are a few hundred bytes, and as many more as {@code channelvars} of ari.conf adds. */
    private static final int LONGEST_MESSAGE_BYTES = 1024 * 1024;

    private final CallClock clock;
    private final AsteriskConfig config;
    private final PbxMeters.Link meters;
    private final Backoff backoff;
    private final Listener listener;
    private final WebSocketClient client;
    private @Nullable Session session;
    private @Nullable Timer next;
    private int failures;
    private boolean opened;
    private boolean closed;
    private String lastTrouble = "";

    /** Who is told, on the Asterisk's context. */
    interface Listener {
        /** Events come from now on; what happened before is not known. */
        void opened();

        void event(AriEvent event);

        /** No events for a while. The next is {@link #opened}. */
        void lost();

        /** Another program has the application. No more is tried until {@link #open}. */
        void replaced();
    }

    AriEvents(Vertx vertx, AsteriskConnection connection, Listener listener, Backoff backoff) {
        clock = connection.clock();
        config = connection.config();
        meters = connection.meters();
        this.backoff = backoff;
        this.listener = listener;
        client =
                vertx.createWebSocketClient(
                        new WebSocketClientOptions()
                                .setConnectTimeout(3_000)
                                .setMaxFrameSize(LONGEST_MESSAGE_BYTES)
                                .setMaxMessageSize(LONGEST_MESSAGE_BYTES)
                                .setClosingTimeout(1)
                                .setTcpNoDelay(true));
    }

    /** Opens the socket, and opens it again whenever it is lost. */
    void open() {
        if (!closed && session == null && next == null) {
            session = new Session();
            session.connect();
        }
    }

    Future<Void> close() {
        closed = true;
        if (next != null) {
            next.cancel();
            next = null;
        }
        if (session != null) {
            session.drop();
            session = null;
        }
        return client.close();
    }

    /** One socket. What it still says after it was given up is nothing. */
    private final class Session {
        private final ClientWebSocket socket = client.webSocket();
        private Timer timer = clock.schedule(OPEN_LIMIT_NANOS, () -> over("no answer", null));
        private boolean live;
        private long openedNanos;
        private long pongNanos;
        private boolean over;

        void connect() {
            socket.textMessageHandler(this::message);
            socket.pongHandler(_ -> pongNanos = clock.nanos());
            socket.exceptionHandler(_ -> {}); // the close handler follows
            socket.closeHandler(_ -> over("closed", null));
            socket.connect(
                            AsteriskAddress.of(config)
                                    .webSocket("/events?app=" + config.application()))
                    .onSuccess(_ -> live())
                    .onFailure(cause ->
                            over("no connection: " + cause.getClass().getSimpleName(), cause));
        }

        private void live() {
            if (over) {
                socket.close();
                return;
            }
            timer.cancel();
            live = true;
            openedNanos = clock.nanos();
            pongNanos = openedNanos;
            timer = clock.every(PING_NANOS, this::ping);
            isOpen();
        }

        private void ping() {
            if (clock.nanos() - pongNanos > SILENT_NANOS) {
                over("pings are not answered", null);
            } else {
                socket.writePing(Buffer.buffer("trunkline"));
            }
        }

        private void message(String text) {
            if (over) {
                return;
            }
            try {
                AriEvent event = AriReader.event(text);
                if (event instanceof AriEvent.ApplicationReplaced) {
                    over = true;
                    drop();
                    isReplaced();
                } else {
                    listener.event(event);
                }
            } catch (MalformedEventException malformed) {
                meters.malformedEvent();
            }
        }

        private void over(String why, @Nullable Throwable cause) {
            if (over) {
                return;
            }
            boolean stable = live && clock.nanos() - openedNanos > STABLE_NANOS;
            over = true;
            drop();
            isLost(why, live, stable, cause);
        }

        void drop() {
            over = true;
            timer.cancel();
            if (live) { // else it is closed once it opens
                socket.close();
            }
        }
    }

    private void isOpen() {
        LOG.atInfo().setMessage("pbx.connected").addKeyValue("pbx", config.name()).log();
        if (opened) {
            meters.reconnected();
        }
        opened = true;
        lastTrouble = "";
        listener.opened();
    }

    private void isLost(String why, boolean was, boolean stable, @Nullable Throwable cause) {
        session = null;
        failures = stable ? 1 : failures + 1;
        boolean refused =
                cause instanceof UpgradeRejectedException rejected
                        && (rejected.getStatus() == 401 || rejected.getStatus() == 403);
        warn(
                refused,
                cause instanceof UpgradeRejectedException u ? "status " + u.getStatus() : why);
        Duration pause = refused ? backoff.pauseAfterRefusal() : backoff.pause(failures);
        next =
                clock.schedule(
                        pause.toNanos(),
                        () -> {
                            next = null;
                            open();
                        });
        if (was) {
            listener.lost();
        }
    }

    /** The same trouble is told once, until the socket was open. */
    private void warn(boolean refused, String why) {
        if (why.equals(lastTrouble)) {
            return;
        }
        lastTrouble = why;
        if (refused) {
            LOG.atError()
                    .setMessage("pbx.refused")
                    .addKeyValue("pbx", config.name())
                    .addKeyValue("why", why)
                    .addKeyValue("remedy", "user and password as in ari.conf of that Asterisk")
                    .log();
        } else {
            LOG.atWarn()
                    .setMessage("pbx.not_connected")
                    .addKeyValue("pbx", config.name())
                    .addKeyValue("why", why)
                    .log();
        }
    }

    private void isReplaced() {
        session = null;
        LOG.atError()
                .setMessage("pbx.replaced")
                .addKeyValue("pbx", config.name())
                .addKeyValue("application", config.application())
                .addKeyValue("remedy", "one gateway for each application of an Asterisk")
                .log();
        listener.replaced();
    }
}
