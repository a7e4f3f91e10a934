package dev.trunkline.loadtest.load;

import dev.trunkline.loadtest.audio.ProbeTallies;
import dev.trunkline.loadtest.model.Faults;
import dev.trunkline.loadtest.model.LoadTalk;
import dev.trunkline.loadtest.model.ModelBehavior;
import dev.trunkline.loadtest.model.SimulatedRealtime;
import dev.trunkline.loadtest.phone.CallScript;
import dev.trunkline.loadtest.phone.PhoneCall;
import dev.trunkline.loadtest.phone.SimulatedTwilio;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The phones and the model on both sides of the gateway, for the time of a scenario. All frames in
 * both directions are sent on an open-loop schedule: what the target does to one never delays the
 * next.
 */
final class LoadStage {
    /** No call of the test ends by itself before the test does. */
    private static final long MAX_CALL_MS = 86_400_000;

    private static final long ANSWER_SECONDS = 30;
    private static final long GRACE_MS = 5_000;
    private static final long POLL_MS = 100;

    private final LoadTarget target;
    private final @Nullable Conversations conversations;
    private final ProbeTallies tallies;
    private final SimulatedRealtime model;
    private final SimulatedTwilio twilio;

    private LoadStage(
            LoadTarget target,
            ProbeTallies tallies,
            SimulatedRealtime model,
            SimulatedTwilio twilio,
            @Nullable Conversations conversations) {
        this.target = target;
        this.conversations = conversations;
        this.tallies = tallies;
        this.model = model;
        this.twilio = twilio;
    }

    /** Blocks until the model listens; conversations begin. */
    static LoadStage open(Vertx vertx, LoadSetting setting, ProbeTallies tallies)
            throws InterruptedException {
        LoadPlan plan = setting.plan();
        LoadTalk probes =
                LoadTalk.continuous(plan.deltaMs())
                        .tallied(tallies)
                        .withUpgradeDelayMs(plan.upgradeDelayMs());
        boolean talk = setting.conversations() > 0;
        ModelBehavior behavior =
                talk
                        ? Conversations.model(ModelBehavior.loading(probes.besideConversations()))
                        : ModelBehavior.loading(probes);
        Faults faults =
                Faults.none()
                        .withCreatedDelayMs(plan.sessionDelayMs())
                        .withUpdatedDelayMs(plan.sessionDelayMs());
        SimulatedRealtime model =
                get(
                        SimulatedRealtime.start(
                                vertx,
                                plan.modelPort(),
                                info -> behavior.withFaults(faults).withSeed(info.number())));
        SimulatedTwilio twilio = setting.target().twilio(vertx);
        Conversations conversations =
                talk
                        ? Conversations.begin(
                                vertx, twilio, setting.target(), setting.conversations())
                        : null;
        return new LoadStage(setting.target(), tallies, model, twilio, conversations);
    }

    /** Makes a call whose frames are all probes. */
    PhoneCall place(int callIndex) {
        return twilio.place(
                target.script()
                        .background(CallScript.Background.PROBES)
                        .hearing(CallScript.Hearing.COUNT)
                        .callIndex(callIndex)
                        .tallies(tallies)
                        .maxDurationMs(MAX_CALL_MS)
                        .build());
    }

    /**
     * The window has closed: what is on the way has a while to arrive, and conversations end, so
     * that what was heard of them counts.
     */
    void finish() throws InterruptedException {
        if (conversations != null) {
            get(Future.fromCompletionStage(conversations.end()));
        }
        for (long waitedMs = 0; waitedMs < GRACE_MS; waitedMs += POLL_MS) {
            TimeUnit.MILLISECONDS.sleep(POLL_MS);
            if (tallies.uplink().counts().lost() + tallies.downlink().counts().lost() == 0) {
                return;
            }
        }
    }

    /** What came of the conversations so far; null if there are none. */
    Conversations.@Nullable Found conversations() {
        return conversations == null ? null : conversations.found();
    }

    /** Hangs up every call and stops the model. */
    void close() throws InterruptedException {
        if (conversations != null) {
            var _ = conversations.end();
        }
        get(Future.fromCompletionStage(twilio.closeAll()));
        get(model.close());
    }

    private static <T> T get(Future<T> future) throws InterruptedException {
        try {
            return future.toCompletionStage()
                    .toCompletableFuture()
                    .get(ANSWER_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException failed) {
            throw new LoadException(
                    "the simulators could not be used: " + failed.getMessage(), failed);
        } catch (TimeoutException late) {
            throw new LoadException(
                    "the simulators did not start or stop within " + ANSWER_SECONDS + " s", late);
        }
    }
}
