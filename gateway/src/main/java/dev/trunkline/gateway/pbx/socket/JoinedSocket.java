package dev.trunkline.gateway.pbx.socket;

import dev.trunkline.gateway.call.EventLoopClock;
import dev.trunkline.gateway.call.LegClose;
import dev.trunkline.gateway.config.pbx.AsteriskConfig.Control;
import dev.trunkline.gateway.config.pbx.PbxFormat;
import dev.trunkline.gateway.pbx.MediaEnd;
import dev.trunkline.gateway.pbx.MediaOrder;
import dev.trunkline.gateway.pbx.PbxLeg;
import dev.trunkline.gateway.pbx.socket.PbxSocketLeg.Keys;
import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocket;
import io.vertx.core.internal.http.WebSocketInternal;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/** What both ends have in common: a socket becomes a leg when its first message has come. */
abstract class JoinedSocket implements MediaEnd, PbxSocketLeg.Opening {
    private static final long JOIN_TIMEOUT_MS = 5_000;

    private final MediaOrder order;
    private final Vertx vertx;
    private final PbxSocketSettings settings;
    private final Promise<PbxLeg> leg = Promise.promise();
    private final AtomicBoolean decided = new AtomicBoolean();

    JoinedSocket(MediaOrder order, Vertx vertx, PbxSocketSettings settings) {
        this.order = order;
        this.vertx = vertx;
        this.settings = settings;
    }

    final MediaOrder order() {
        return order;
    }

    /** What both ways of connecting ask for. */
    final Map<String, String> externalMedia(String arguments) {
        Map<String, String> parameters = new HashMap<>();
        parameters.put("transport", "websocket");
        parameters.put("encapsulation", "none");
        parameters.put("format", order.asterisk().format().asteriskName());
        boolean json = order.asterisk().control() == Control.JSON;
        String options = (json ? "f(json)" : "") + arguments;
        if (!options.isEmpty()) { // before Asterisk 22.8 there is no such parameter
            parameters.put("transport_data", options);
        }
        return parameters;
    }

    /** The socket is open, on its event loop. */
    final void listen(WebSocket socket) {
        EventLoop loop = ((WebSocketInternal) socket).channelHandlerContext().channel().eventLoop();
        if (decided.get()) {
            var _ = socket.close(LegClose.REFUSED.code(), LegClose.REFUSED.reason());
            return;
        }
        var _ = PbxSocketLeg.of(socket, settings, new EventLoopClock(loop), Keys.OF_CONTROL, this);
    }

    @Override
    public final void onMediaStart(PbxSocketLeg opened, String channelId, PbxFormat format) {
        if (!decided.compareAndSet(false, true)) {
            opened.close(LegClose.REFUSED);
            return;
        }
        opened.ready(format, order.call().modelFormat(), order.call().meters(), order.onClosed());
        leg.complete(opened);
    }

    @Override
    public final void onNeverStarted() {
        fail("the media socket closed before its MEDIA_START");
    }

    /** The leg, within a limit. */
    final Future<PbxLeg> awaitLeg() {
        long timer =
                vertx.setTimer(
                        JOIN_TIMEOUT_MS,
                        _ -> fail("no media socket within " + JOIN_TIMEOUT_MS + " ms"));
        return leg.future().onComplete(_ -> vertx.cancelTimer(timer));
    }

    /** Nothing comes of it. */
    final void fail(String sentence) {
        if (decided.compareAndSet(false, true)) {
            givenUp();
            leg.fail(sentence);
        }
    }

    /** It is not to be waited for any more. */
    void givenUp() {}

    @Override
    public final void abandon() {
        fail("abandoned");
        leg.future()
                .onSuccess(joined -> joined.eventLoop().execute(() -> joined.close(LegClose.DONE)));
    }
}
