package dev.trunkline.gateway.pbx.ari;

import dev.trunkline.gateway.call.CallClock;
import dev.trunkline.gateway.call.EventLoopClock;
import dev.trunkline.gateway.config.pbx.AsteriskConfig;
import dev.trunkline.gateway.pbx.PbxCalls;
import dev.trunkline.gateway.pbx.PbxMedia;
import dev.trunkline.observability.metrics.PbxMeters;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** The Asterisks that hand calls over, each on an event loop of its own. Any thread. */
public final class Asterisks {
    private final VertxInternal vertx;
    private final PbxCalls calls;
    private final PbxMeters meters;
    private final List<Link> links = new CopyOnWriteArrayList<>();

    public Asterisks(Vertx vertx, PbxCalls calls, PbxMeters meters) {
        this.vertx = (VertxInternal) vertx;
        this.calls = calls;
        this.meters = meters;
    }

    /** One Asterisk, and all that belongs to it. */
    private record Link(
            ContextInternal context, AsteriskHost host, AriEvents events, AriRest rest) {
        Future<Void> close() {
            Promise<Void> closed = context.promise();
            context.runOnContext(_ ->
                    host.close()
                            .eventually(events::close)
                            .eventually(rest::close)
                            .onComplete(closed));
            return closed.future();
        }
    }

    /**
     * Begins to connect to an Asterisk, and goes on until {@link #close}, whatever it answers.
     *
     * @param media how the audio of its calls comes
     */
    public void connect(AsteriskConfig config, PbxMedia media) {
        ContextInternal context = vertx.createEventLoopContext();
        CallClock clock = new EventLoopClock(context.nettyEventLoop());
        Gauge gauge = new Gauge();
        AsteriskConnection connection =
                new AsteriskConnection(config, clock, meters.link(config.name(), gauge::connected));
        AriRest rest = new AriRest(vertx, connection);
        AsteriskHost host =
                new AsteriskHost(
                        new AsteriskSurroundings(
                                config,
                                rest,
                                media,
                                calls,
                                new OurIds(config.application()),
                                clock,
                                task -> context.runOnContext(_ -> task.run())));
        gauge.host = host;
        AriEvents events = new AriEvents(vertx, connection, host, Backoff.STANDARD);
        host.onReopen(events::open);
        links.add(new Link(context, host, events, rest));
        context.runOnContext(_ -> events.open());
    }

    /** There before the host that it asks. */
    private static final class Gauge {
        private volatile @Nullable AsteriskHost host;

        boolean connected() {
            AsteriskHost asked = host;
            return asked != null && asked.connected();
        }
    }

    /** Asterisks whose events come now. */
    public int connected() {
        return (int) links.stream().filter(link -> link.host().connected()).count();
    }

    /**
     * Takes no callers any more, sees out the calls that have ended, and closes the connections. To
     * be called once all calls have ended: what they leave in an Asterisk is removed first, for a
     * few seconds at most.
     */
    public Future<Void> close() {
        return Future.join(links.stream().map(Link::close).toList()).mapEmpty();
    }
}
