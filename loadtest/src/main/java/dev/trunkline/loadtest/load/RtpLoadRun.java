package dev.trunkline.loadtest.load;

import dev.trunkline.loadtest.model.LoadTalk;
import dev.trunkline.loadtest.model.ModelBehavior;
import dev.trunkline.loadtest.model.ModelConnection;
import dev.trunkline.loadtest.model.SimulatedRealtime;
import dev.trunkline.loadtest.rtp.RtpGenerator;
import dev.trunkline.loadtest.rtp.RtpStream;
import dev.trunkline.loadtest.rtp.SdpPeer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Makes the calls of a plan over RTP, measures, hangs up. Both directions are continuous: the
 * caller speaks all the time, and so does the model, whatever it hears. Blocks.
 */
final class RtpLoadRun {
    private static final long ANSWER_SECONDS = 30;
    private static final long NANOS_PER_MS = 1_000_000;

    private final Vertx vertx;
    private final SdpPeer gateway;
    private final RtpLoadPlan plan;
    private final long targetPid;
    private final List<URI> calls = new ArrayList<>();

    /**
     * @param vertx whose event loop carries the model
     * @param targetPid process whose CPU time and memory are reported; 0 for none
     */
    RtpLoadRun(Vertx vertx, SdpPeer gateway, RtpLoadPlan plan, long targetPid) {
        this.vertx = vertx;
        this.gateway = gateway;
        this.plan = plan;
        this.targetPid = targetPid;
    }

    RtpLoadResult run() throws IOException, InterruptedException {
        int deltaMs = plan.load().deltaMs();
        LoadTalk talk = new LoadTalk(List.of(deltaMs), deltaMs, 0, false);
        SimulatedRealtime model =
                get(
                        SimulatedRealtime.start(
                                        vertx,
                                        plan.load().modelPort(),
                                        info -> ModelBehavior.loading(talk).withSeed(info.number()))
                                .toCompletionStage()
                                .toCompletableFuture());
        try (RtpGenerator generator = RtpGenerator.start(plan.codec())) {
            begin(generator);
            TimeUnit.MILLISECONDS.sleep(plan.load().warmUpMs());
            return measure(generator, model);
        } finally {
            for (URI call : calls) {
                gateway.hangUp(call);
            }
            Future<Void> closed = model.close();
            get(closed.toCompletionStage().toCompletableFuture());
        }
    }

    private void begin(RtpGenerator generator) throws IOException, InterruptedException {
        int all = plan.load().calls();
        long beganNanos = System.nanoTime();
        for (int i = 0; i < all; i++) {
            long dueNanos = beganNanos + plan.load().rampMs() * NANOS_PER_MS * i / all;
            TimeUnit.NANOSECONDS.sleep(dueNanos - System.nanoTime());
            RtpStream stream = generator.stream();
            try {
                calls.add(gateway.call(stream));
            } catch (SdpPeer.RefusedException refused) {
                throw new LoadException("call " + (i + 1) + ": " + refused.getMessage(), refused);
            }
            get(generator.begin(stream, i, all));
        }
    }

    private RtpLoadResult measure(RtpGenerator generator, SimulatedRealtime model)
            throws InterruptedException {
        long heardBefore = heardMs(model);
        get(generator.beginWindow());
        MachineUsage machine = MachineUsage.now();
        ProcessUsage target = ProcessUsage.of(targetPid);
        ProcessUsage own = ProcessUsage.own();
        TimeUnit.MILLISECONDS.sleep(plan.load().measuredMs());
        RtpLoadResult.Usage usage =
                new RtpLoadResult.Usage(
                        ProcessUsage.of(targetPid).since(target),
                        ProcessUsage.own().since(own),
                        MachineUsage.now().coresSince(machine));
        RtpGenerator.Window window = get(generator.endWindow());
        double heardShare =
                (heardMs(model) - heardBefore)
                        / (double) (plan.load().calls() * plan.load().measuredMs());
        return RtpLoadResult.of(plan, window, heardShare, usage);
    }

    /** Milliseconds of callers' audio that the model has got. */
    private static long heardMs(SimulatedRealtime model) {
        return model.connections().stream().mapToLong(ModelConnection::appendedMs).sum();
    }

    private static <T> T get(CompletableFuture<T> future) throws InterruptedException {
        try {
            return future.get(ANSWER_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException failed) {
            throw new LoadException(
                    "the simulators could not be used: " + failed.getMessage(), failed);
        } catch (TimeoutException late) {
            throw new LoadException(
                    "the simulators did not answer within " + ANSWER_SECONDS + " s", late);
        }
    }
}
