package dev.trunkline.loadtest.pbx;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trunkline.codecs.opus.OpusEngine;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DatagramChannel;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.internal.VertxInternal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code POST /ari/channels/externalMedia}, and the WebSockets that come to {@code /media/<id>} for
 * it. One event loop.
 */
final class ExternalMedia implements WebSocketChannel.Line {
    /** How long an external channel is dialled. */
    private static final int DIAL_SECONDS = 30;

    /** Nobody's name server is asked here. */
    private static final Pattern HOST_AND_PORT =
            Pattern.compile("(\\d+\\.\\d+\\.\\d+\\.\\d+):(\\d{1,5})");

    private static final Pattern JSON_CONTROL = Pattern.compile(".*f\\(json\\).*");

    private final VertxInternal vertx;
    private final EventLoop eventLoop;
    private final Switchboard switchboard;
    private final OpusEngine opus;
    private final Supplier<String> ids;
    private final LongSupplier nanoTime;

    /** What follows once the gateway connects, of channels whose WebSocket is awaited. */
    private final Map<WebSocketChannel, Runnable> ringing = new HashMap<>();

    /** What external channels are made of. */
    record Parts(
            VertxInternal vertx,
            EventLoop eventLoop,
            OpusEngine opus,
            Supplier<String> ids,
            LongSupplier nanoTime) {}

    ExternalMedia(Parts parts, Switchboard switchboard) {
        vertx = parts.vertx;
        eventLoop = parts.eventLoop;
        opus = parts.opus;
        ids = parts.ids;
        nanoTime = parts.nanoTime;
        this.switchboard = switchboard;
    }

    /** A request whose shape is all right. */
    private record Order(String application, String id, MediaFormat format, String data) {}

    Future<AriReply> answer(AriCall call) {
        if (!call.method().equals("POST")) {
            throw call.badMethod();
        }
        Order order = order(call);
        String transport = call.text("transport", "udp");
        String encapsulation = call.text("encapsulation", "rtp");
        return switch (transport + "/" + encapsulation) {
            case "udp/rtp" -> rtp(call, order);
            case "websocket/none" -> {
                if (!call.text("connection_type", "client").equals("server")) {
                    throw new AriRefusal(400, "external_host is not a valid websocket_client id");
                }
                yield Future.succeededFuture(webSocket(call, order));
            }
            default ->
                    throw new AriRefusal(
                            501, "The encapsulation and/or transport is not supported");
        };
    }

    private Order order(AriCall call) {
        String application = call.text("app");
        if (application.isEmpty()) {
            throw new AriRefusal(400, "app cannot be empty");
        }
        String format = call.text("format");
        if (format.isEmpty()) {
            throw new AriRefusal(400, "format cannot be empty");
        }
        String id = call.text("channelId", ids.get());
        if (switchboard.channels().containsKey(id)) {
            throw new AriRefusal(409, "Channel with given unique ID already exists");
        }
        return new Order(
                application,
                id,
                MediaFormat.named(format)
                        .orElseThrow(() ->
                                new AriRefusal(
                                        400, "Provided format (" + format + ") was not found")),
                call.text("data"));
    }

    private Future<AriReply> rtp(AriCall call, Order order) {
        Matcher host = HOST_AND_PORT.matcher(call.text("external_host"));
        if (!host.matches()) {
            throw new AriRefusal(400, "external_host must be <host>:<port> for rtp");
        }
        InetSocketAddress gateway =
                new InetSocketAddress(
                        InetAddress.ofLiteral(host.group(1)), Integer.parseInt(host.group(2)));
        Promise<AriReply> answered = Promise.promise();
        bind().addListener((io.netty.channel.ChannelFuture bound) -> {
            if (!bound.isSuccess()) {
                answered.fail(new AriRefusal(500, "Failed to create RTP instance"));
                return;
            }
            UnicastRtpChannel channel =
                    new UnicastRtpChannel(
                            birth(order, "UnicastRTP/" + call.text("external_host") + "-"),
                            order.format,
                            opus,
                            new UnicastRtpChannel.Ends(
                                    (DatagramChannel) bound.channel(), gateway, nanoTime));
            channel.variables().putAll(call.variables());
            switchboard.created(channel, order.application);
            answered.complete(reply(channel));
            String dialString = call.text("external_host") + "/c(" + order.format.ariName() + ")";
            eventLoop.execute(() -> dialled(channel, order, dialString));
        });
        return answered.future();
    }

    private io.netty.channel.ChannelFuture bind() {
        return new Bootstrap()
                .group(eventLoop)
                .channelFactory(() -> vertx.transport().datagramChannel())
                .handler(
                        new ChannelInitializer<>() {
                            @Override
                            protected void initChannel(io.netty.channel.Channel channel) {}
                        })
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    private void dialled(ExternalChannel channel, Order order, String dialString) {
        switchboard.events().dial(channel, dialString, "");
        up(channel, order, dialString);
    }

    private void up(ExternalChannel channel, Order order, String dialString) {
        switchboard.answer(channel);
        switchboard.events().dial(channel, dialString, "ANSWER");
        List<String> arguments = order.data.isEmpty() ? List.of() : List.of(order.data.split(","));
        if (!switchboard.stasis(channel, order.application, arguments)) {
            switchboard.hangUp(channel, HangUpCause.NORMAL);
        }
    }

    private AriReply webSocket(AriCall call, Order order) {
        WebSocketChannel channel =
                new WebSocketChannel(
                        birth(order, "WebSocket/INCOMING/"),
                        order.format,
                        opus,
                        JSON_CONTROL.matcher(call.text("transport_data")).matches(),
                        this);
        channel.variables().putAll(call.variables());
        switchboard.created(channel, order.application);
        String dialString =
                "INCOMING/c(" + order.format.ariName() + ")" + call.text("transport_data");
        ScheduledFuture<?> limit =
                eventLoop.schedule(
                        () -> switchboard.hangUp(channel, HangUpCause.NO_ANSWER),
                        DIAL_SECONDS,
                        TimeUnit.SECONDS);
        ringing.put(
                channel,
                () -> {
                    limit.cancel(false);
                    up(channel, order, dialString);
                });
        eventLoop.execute(() -> switchboard.events().dial(channel, dialString, ""));
        return reply(channel);
    }

    private Channel.Birth birth(Order order, String prefix) {
        long address = 0x7f00_0000_0000L | ThreadLocalRandom.current().nextLong(1L << 40);
        return new Channel.Birth(
                order.id,
                prefix + "0x" + HexFormat.of().toHexDigits(address, 12),
                "",
                Channel.Party.NOBODY,
                Channel.State.DOWN,
                new Channel.Position("default", "s", 1, "AppDial2", "(Outgoing Line)"));
    }

    private static AriReply reply(Channel channel) {
        ObjectNode json = AriEvents.json(channel);
        ObjectNode variables = json.putObject("channelvars");
        channel.variables().forEach(variables::put);
        return AriReply.ok(json);
    }

    /** Somebody wants to upgrade at {@code /media/<id>}; the status if that is refused. */
    int upgrade(HttpServerRequest request, String connectionId) {
        Optional<WebSocketChannel> asked =
                switchboard.channels().values().stream()
                        .filter(WebSocketChannel.class::isInstance)
                        .map(WebSocketChannel.class::cast)
                        .filter(each -> each.connectionId().equals(connectionId))
                        .findAny();
        if (asked.isEmpty()) {
            return 404;
        }
        WebSocketChannel channel = asked.get();
        if (channel.isConnected()) {
            return 409;
        }
        request.toWebSocket()
                .onSuccess(socket -> {
                    if (channel.isConnected()) {
                        var _ = socket.close((short) 1_002);
                    } else {
                        channel.connect(socket, eventLoop);
                    }
                });
        return 101;
    }

    @Override
    public void connected(WebSocketChannel channel) {
        Runnable up = ringing.remove(channel);
        if (up != null) {
            up.run();
        }
    }

    @Override
    public void answer(WebSocketChannel channel) {
        switchboard.answer(channel);
    }

    @Override
    public void closed(WebSocketChannel channel) {
        ringing.remove(channel);
        switchboard.hangUp(channel, HangUpCause.NORMAL);
    }
}
