package dev.trunkline.gateway.pbx.ari;

import dev.trunkline.gateway.call.CallClock.Timer;
import dev.trunkline.gateway.call.LegClose;
import dev.trunkline.gateway.call.NextStep;
import dev.trunkline.gateway.call.PhoneLegListener;
import dev.trunkline.gateway.pbx.MediaEnd;
import dev.trunkline.gateway.pbx.MediaOrder;
import dev.trunkline.gateway.pbx.PbxAdmission;
import dev.trunkline.gateway.pbx.PbxLeg;
import dev.trunkline.observability.metrics.CallOutcome;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One call's control, from the caller's coming to the last thing removed. Confined to the
 * Asterisk's event loop; the leg and the call are spoken to on theirs.
 *
 * <pre>
 *   OPENING_MEDIA ▶ ANSWERING ▶ BRIDGING ▶ CREATING_MEDIA ▶ JOINING ▶ ADDING ▶ TALKING
 *        └── caller gone ──▶ CLEARING          └── failed, or too slow ──▶ LEAVING   │
 *   TALKING ── the leg is closed ──▶ LEAVING: what follows ──▶ CLEARING ──▶ OVER     │
 *           └─ caller gone ────────────────────────────────────▶ CLEARING ──▶ OVER ◀─┘
 * </pre>
 *
 * Whatever way a call ends, what it has made is removed: {@link CallBridge}.
 */
final class AsteriskCall {
    private static final Logger LOG = LoggerFactory.getLogger(AsteriskCall.class);

    /** A leg hears by itself that its far end is gone, or never. */
    private static final Duration MEDIA_LOST_GRACE = Duration.ofSeconds(2);

    private final AsteriskSurroundings around;
    private final PbxAdmission.Accepted accepted;
    private final String callerId;
    private final CallBridge bridge;
    private final Consumer<AsteriskCall> onOver;
    private CallState state = CallState.OPENING_MEDIA;
    private @Nullable Timer timer;
    private @Nullable MediaEnd end;
    private @Nullable PbxLeg leg;
    private @Nullable Departure departure;
    private boolean mediaEntered;
    private boolean mediaLeft;
    private boolean toldOfLostMedia;
    private boolean othersMayHaveIt;
    private boolean clean = true;

    /**
     * @param onOver told once that nothing is left of the call
     */
    AsteriskCall(
            AsteriskSurroundings around,
            PbxAdmission.Accepted accepted,
            String callerId,
            Consumer<AsteriskCall> onOver) {
        this.around = around;
        this.accepted = accepted;
        this.callerId = callerId;
        this.onOver = onOver;
        bridge = new CallBridge(around.control(), around.ids());
    }

    String callerId() {
        return callerId;
    }

    String mediaId() {
        return bridge.mediaId();
    }

    String bridgeId() {
        return bridge.bridgeId();
    }

    CallState state() {
        return state;
    }

    /** Whether the caller has left and all that was made is removed, as far as is known. */
    boolean leftNothing() {
        return clean;
    }

    /** Begins: our end of the audio first, since Asterisk sends as soon as it has its own. */
    void start() {
        MediaOrder order =
                new MediaOrder(
                        accepted,
                        around.config(),
                        mediaId(),
                        () -> around.loop().execute(this::legClosed));
        step(CallState.OPENING_MEDIA, () -> around.media().open(order), this::answer);
    }

    private void answer(MediaEnd opened) {
        end = opened;
        step(CallState.ANSWERING, () -> around.control().answer(callerId), _ -> bridge(opened));
    }

    private void bridge(MediaEnd opened) {
        step(CallState.BRIDGING, bridge::make, _ -> createMedia(opened));
    }

    private void createMedia(MediaEnd opened) {
        step(
                CallState.CREATING_MEDIA,
                () -> bridge.makeMedia(opened.externalMedia()),
                channel -> join(opened, channel));
    }

    private void join(MediaEnd opened, AriChannel channel) {
        step(CallState.JOINING, () -> opened.join(channel.variables()), this::joined);
        if (mediaLeft) {
            failed("the media channel is gone");
        }
    }

    private void joined(PbxLeg made) {
        leg = made;
        addWhenComplete();
    }

    /** The media channel came into the application: sometimes before its making is answered. */
    void mediaEntered() {
        mediaEntered = true;
        addWhenComplete();
    }

    private void addWhenComplete() {
        PbxLeg made = leg;
        if (state == CallState.JOINING && made != null && mediaEntered) {
            step(CallState.ADDING, () -> bridge.add(callerId), _ -> talk(made));
        }
    }

    private void talk(PbxLeg made) {
        enter(CallState.TALKING);
        made.eventLoop().execute(() -> begin(made));
    }

    /** On the leg's loop. */
    private void begin(PbxLeg made) {
        Optional<PhoneLegListener> call = Optional.empty();
        try {
            call = around.calls().begin(accepted, made);
        } catch (RuntimeException broken) { // whatever it is, a caller must not hang in it
            LOG.atError()
                    .setMessage("pbx.begin_failed")
                    .addKeyValue("call", accepted.reference())
                    .setCause(broken)
                    .log();
        }
        call.ifPresentOrElse(made::start, () -> made.close(LegClose.DONE));
    }

    /** Another gateway has the application: it may have taken the caller, and tells nobody. */
    void othersMayHaveIt() {
        othersMayHaveIt = true;
    }

    /** A key of the caller's phone. */
    void pressed(char digit) {
        PbxLeg talking = leg;
        if (state == CallState.TALKING && talking != null) {
            talking.eventLoop().execute(() -> talking.pressed(digit));
        }
    }

    /** The caller hung up, or was taken elsewhere; harmless whenever it is known. */
    void callerGone() {
        if (state.isSettingUp()) {
            giveUp(CallOutcome.NEVER_CAME);
            clear();
        } else if (state == CallState.TALKING) {
            tellLegOfHangUp();
            clear();
        } else if (state == CallState.LEAVING) {
            clear();
        }
    }

    /**
     * The media channel left: its far end is gone, or somebody deleted it.
     *
     * @param destroyed whether it does not exist any more
     */
    void mediaGone(boolean destroyed) {
        boolean first = !mediaLeft;
        mediaLeft = true;
        if (destroyed) {
            bridge.mediaDestroyed();
        }
        if (state == CallState.JOINING || state == CallState.ADDING) {
            failed("the media channel is gone");
        } else if (state == CallState.TALKING && first) {
            timer = around.clock().schedule(MEDIA_LOST_GRACE.toNanos(), this::tellOfLostMedia);
        }
    }

    private void tellOfLostMedia() {
        toldOfLostMedia = true;
        tellLegOfHangUp();
    }

    private void tellLegOfHangUp() {
        PbxLeg talking = leg;
        if (talking != null) {
            talking.eventLoop().execute(talking::hungUp);
        }
    }

    private void legClosed() {
        PbxLeg closed = leg;
        if (state.isSettingUp()) {
            failed("the media broke");
        } else if (state == CallState.TALKING && closed != null) {
            // Behind whatever the call still does at its end, on its loop.
            closed.eventLoop()
                    .execute(() -> {
                        NextStep next = around.calls().nextStep(accepted);
                        around.loop().execute(() -> follow(next));
                    });
        }
    }

    private void follow(NextStep next) {
        if (state != CallState.TALKING) {
            return;
        }
        if (othersMayHaveIt && next instanceof NextStep.Apologise) {
            clear(); // it broke since another gateway has taken the caller over
        } else {
            // It was told that the caller had hung up, who is still there.
            leave(toldOfLostMedia ? new NextStep.Apologise() : next);
        }
    }

    private void failed(String why) {
        LOG.atWarn()
                .setMessage("pbx.call_failed")
                .addKeyValue("pbx", around.config().name())
                .addKeyValue("call", accepted.reference())
                .addKeyValue("state", state)
                .addKeyValue("why", why)
                .log();
        giveUp(CallOutcome.MEDIA_FAILED);
        leave(new NextStep.Apologise());
    }

    private void giveUp(CallOutcome why) {
        around.calls().abandon(accepted, why);
        if (end != null) {
            end.abandon();
        }
    }

    private void leave(NextStep next) {
        enter(CallState.LEAVING);
        Departure leaving = new Departure(around, accepted.reference(), callerId, this::left);
        departure = leaving;
        leaving.begin(next);
    }

    /**
     * @param surely whether Asterisk says that the caller has left
     */
    private void left(boolean surely) {
        clean &= surely;
        clear();
    }

    private void clear() {
        if (state.compareTo(CallState.CLEARING) >= 0) {
            return;
        }
        enter(CallState.CLEARING);
        if (departure != null) {
            departure.over();
        }
        bridge.remove()
                .onComplete(removed -> around.loop().execute(() -> over(removed.succeeded())));
    }

    private void over(boolean removed) {
        clean &= removed;
        enter(CallState.OVER);
        onOver.accept(this);
    }

    /** One step of the set-up: what it takes, within its limit, and what follows. */
    private <T> void step(CallState step, Supplier<Future<T>> work, Consumer<T> then) {
        enter(step);
        work.get()
                .onComplete(result ->
                        around.loop()
                                .execute(() -> {
                                    if (state != step) {
                                        if (result.succeeded()
                                                && result.result() instanceof MediaEnd late) {
                                            late.abandon();
                                        }
                                    } else if (result.succeeded()) {
                                        then.accept(result.result());
                                    } else {
                                        failed(result.cause());
                                    }
                                }));
    }

    private void failed(Throwable cause) {
        boolean ofCaller = state == CallState.ANSWERING || state == CallState.ADDING;
        if (ofCaller && AriException.isGone(cause)) {
            // The hang-up is being told meanwhile; if it was none, the caller is let go.
            giveUp(CallOutcome.NEVER_CAME);
            leave(new NextStep.Apologise());
        } else {
            failed(String.valueOf(cause.getMessage()));
        }
    }

    private void enter(CallState next) {
        state = next;
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
        if (!next.limit().isZero()) {
            timer = around.clock().schedule(next.limit().toNanos(), () -> tooLong(next));
        }
    }

    private void tooLong(CallState in) {
        if (in == CallState.LEAVING) {
            left(false);
        } else {
            failed(new TimeoutException("not done within " + in.limit().toSeconds() + " s"));
        }
    }

    @Override
    public String toString() {
        return "AsteriskCall[" + accepted.reference() + ", " + state + "]";
    }
}
