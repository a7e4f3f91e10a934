package dev.trunkline.loadtest.network;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/** A connection through the relay, both of its ways. The relay's event loop only. */
final class RelayLink {
    private final TcpRelay relay;
    private final Channel client;
    private final Channel server;
    private final RelayWay up;
    private final RelayWay down;
    private boolean judged;
    private boolean affected;

    RelayLink(TcpRelay relay, Channel client, Channel server, SplittableRandom random) {
        this.relay = relay;
        this.client = client;
        this.server = server;
        up = new RelayWay(this, server, random.split());
        down = new RelayWay(this, client, random.split());
    }

    void begin() {
        client.pipeline().addLast(up);
        server.pipeline().addLast(down);
        client.config().setAutoRead(true);
        server.config().setAutoRead(true);
    }

    /** The first chunk of the client's says whether the connection is affected. */
    void seen(RelayWay way, ByteBuf bytes) {
        if (!judged && way == up) {
            judged = true;
            String text = bytes.toString(StandardCharsets.ISO_8859_1);
            int end = text.indexOf('\r');
            affected = relay.affects(end < 0 ? text : text.substring(0, end));
        }
    }

    PathState state() {
        return affected ? relay.state() : PathState.CLEAR;
    }

    void changed() {
        up.changed();
        down.changed();
    }

    /** Whether both ends have gone. */
    boolean isOver() {
        return !client.isOpen() && !server.isOpen();
    }

    /** Both ends are reset, if the connection is affected. */
    void reset() {
        if (affected) {
            for (Channel each : new Channel[] {client, server}) {
                each.config().setOption(ChannelOption.SO_LINGER, 0);
            }
            close();
        }
    }

    void close() {
        var _ = client.close();
        var _ = server.close();
        up.release();
        down.release();
    }
}
