package dev.trunkline.gateway.pbx.socket;

import dev.trunkline.gateway.call.EventLoopClock;
import dev.trunkline.gateway.config.pbx.PbxSocketConfig;
import dev.trunkline.gateway.pbx.PbxCalls;
import dev.trunkline.gateway.pbx.socket.PbxSocketLeg.Keys;
import dev.trunkline.gateway.pbx.socket.WebSocketMedia.AwaitedSocket;
import dev.trunkline.observability.metrics.CallOutcome;
import dev.trunkline.observability.metrics.LegKind;
import io.netty.channel.EventLoop;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.WebSocket;
import io.vertx.core.internal.http.WebSocketInternal;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes upgrade requests of Asterisk's media sockets, each on its own event loop. Two locks:
 * credentials on every request, and a token on those of calls that the control has announced. A
 * socket without a token is a call of its own, from the dialplan:
 *
 * <pre>
 *   same => n,Dial(WebSocket/trunkline/c(ulaw)f(json)nv(agent=sales,caller=${CALLERID(num)}))
 *   same => n,…  ; with n above: what a caller hears whose call is not taken
 * </pre>
 *
 * <p>The server should offer the subprotocol {@link #SUBPROTOCOL}. Immutable.
 */
public final class PbxSocketHandler implements Handler<HttpServerRequest> {
    /** Where Asterisk's {@code websocket_client.conf} points to. */
    public static final String PATH = "/pbx/media";

    /** What Asterisk asks for; it goes on without. */
    public static final String SUBPROTOCOL = "media";

    private static final String TOKEN = "token";
    private static final int MOST_ARGUMENTS = 32;
    private static final int LONGEST_ARGUMENT = 256;

    private static final Logger LOG = LoggerFactory.getLogger(PbxSocketHandler.class);

    private final PbxSocketSettings settings;
    private final BasicCredentials credentials;
    private final PbxCalls calls;
    private final WebSocketMedia media;

    /**
     * One for all event loops.
     *
     * @param media whose sockets come here, too
     */
    public PbxSocketHandler(PbxSocketSettings settings, PbxCalls calls, WebSocketMedia media) {
        this.settings = settings;
        this.calls = calls;
        this.media = media;
        credentials = new BasicCredentials(settings.sockets());
    }

    @Override
    public void handle(HttpServerRequest request) {
        if (!credentials.anyone()) {
            refuse(
                    request,
                    403,
                    "Sockets of a PBX are not taken here: pbx.socket.password is not set.");
            return;
        }
        if (!credentials.shownBy(request.getHeader(HttpHeaders.AUTHORIZATION))) {
            request.response().putHeader("WWW-Authenticate", "Basic realm=\"media\"");
            refuse(request, 401, "User or password is wrong: see websocket_client.conf.");
            return;
        }
        Map<String, String> arguments = new HashMap<>();
        request.params()
                .forEach(each -> {
                    if (arguments.size() < MOST_ARGUMENTS
                            && each.getValue().length() <= LONGEST_ARGUMENT) {
                        arguments.put(each.getKey(), each.getValue());
                    }
                });
        String token = arguments.remove(TOKEN);
        if (token == null) {
            upgrade(request, socket -> open(socket, arguments));
            return;
        }
        AwaitedSocket awaited = media.take(token);
        if (awaited == null) {
            refuse(
                    request,
                    403,
                    "No call waits for this socket: its token is wrong, used or stale.");
            return;
        }
        upgrade(request, awaited::opened);
    }

    /** A call of the dialplan's alone. */
    private void open(WebSocket socket, Map<String, String> arguments) {
        PbxSocketConfig config = settings.sockets();
        EventLoopClock clock = new EventLoopClock(loop(socket));
        var _ =
                PbxSocketLeg.of(
                        socket,
                        settings,
                        clock,
                        Keys.OF_SOCKET,
                        new DialplanCall(calls, config.trunk(), arguments, clock, settings));
    }

    private void upgrade(HttpServerRequest request, Handler<WebSocket> opened) {
        request.toWebSocket()
                .onSuccess(opened)
                .onFailure(_ -> request.response().setStatusCode(400).end("No valid upgrade."));
    }

    private void refuse(HttpServerRequest request, int status, String sentence) {
        settings.unclaimed().ended(CallOutcome.REJECTED_TOKEN);
        LOG.atWarn()
                .setMessage("leg.refused")
                .addKeyValue("leg", LegKind.WS.label())
                .addKeyValue("reason", sentence)
                .log();
        request.response().setStatusCode(status).end(sentence);
    }

    private static EventLoop loop(WebSocket socket) {
        return ((WebSocketInternal) socket).channelHandlerContext().channel().eventLoop();
    }
}
