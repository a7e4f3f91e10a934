package dev.trunkline.gateway.call;

import dev.trunkline.gateway.agent.AgentProfile;
import dev.trunkline.observability.metrics.CallMeters;
import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;

/** Sessions that a test opens or refuses by hand: three tries within 5 s, the next 60 s before. */
final class FakeModels implements ModelConnector {
    final List<Promise<ModelSession>> opened = new ArrayList<>();

    /** Of each: {@code greeting} or {@code silent}. */
    final List<String> how = new ArrayList<>();

    @Override
    public Future<ModelSession> open(
            AgentProfile agent, Modality modality, CallMeters meters, EventLoop loop) {
        return add("greeting");
    }

    @Override
    public Future<ModelSession> resume(
            AgentProfile agent, Modality modality, CallMeters meters, EventLoop loop) {
        return add("silent");
    }

    private Future<ModelSession> add(String manner) {
        Promise<ModelSession> promise = Promise.promise();
        how.add(manner);
        opened.add(promise);
        return promise.future();
    }

    @Override
    public TakeoverSettings takeover() {
        return new TakeoverSettings(3, 5_000_000_000L, 60_000_000_000L);
    }
}
