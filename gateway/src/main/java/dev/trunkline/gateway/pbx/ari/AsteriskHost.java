package dev.trunkline.gateway.pbx.ari;

import dev.trunkline.gateway.call.CallClock.Timer;
import dev.trunkline.gateway.call.NextStep;
import dev.trunkline.gateway.config.pbx.AsteriskConfig;
import dev.trunkline.gateway.pbx.PbxAdmission;
import dev.trunkline.observability.metrics.CallOutcome;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The calls of one Asterisk: gives each event to the call it is about, takes callers, and looks
 * around whenever events may have been missed. Confined to the Asterisk's event loop, but for
 * {@link #connected}.
 *
 * <p>Found when looking around: a caller whom a call of ours has talks on; a call whose caller has
 * gone meanwhile ends; a caller whom nobody has, left by a gateway that stopped, is taken as a new
 * call; a caller whose call with us is over is given back to the dialplan; channels and bridges of
 * ours that no call has are removed.
 */
final class AsteriskHost implements AriEvents.Listener, Reception.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(AsteriskHost.class);

    static final String REFUSED = "TRUNKLINE_REFUSED";

    private static final Duration LOOK_AGAIN = Duration.ofSeconds(10);
    private static final Duration LOOK_WHILE_REPLACED = Duration.ofSeconds(5);
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);
    private static final int MOST_FORMER_CALLERS = 1_000;

    private final AsteriskSurroundings around;
    private final AsteriskConfig config;
    private final OurIds ids;
    private final Map<String, AsteriskCall> byCaller = new HashMap<>();
    private final Map<String, AsteriskCall> byMedia = new HashMap<>();
    private final Reception reception;
    private final Set<String> formerCallers = new LinkedHashSet<>();
    private final Promise<Void> empty = Promise.promise();
    private @Nullable Timer nextLook;
    private Runnable reopen = () -> {};
    private volatile boolean connected;
    private boolean replaced;
    private boolean closing;

    AsteriskHost(AsteriskSurroundings around) {
        this.around = around;
        ids = around.ids();
        config = around.config();
        reception = new Reception(around, this);
    }

    /**
     * @param task opens the event socket after it was {@link #replaced}
     */
    void onReopen(Runnable task) {
        reopen = task;
    }

    /** Whether events come. Any thread. */
    boolean connected() {
        return connected;
    }

    /** Calls of which anything is left. */
    int calls() {
        return byMedia.size();
    }

    @Override
    public void opened() {
        connected = true;
        replaced = false;
        look();
    }

    @Override
    public void lost() {
        connected = false;
    }

    @Override
    public void replaced() {
        connected = false;
        replaced = true;
        byMedia.values().forEach(AsteriskCall::othersMayHaveIt);
        lookIn(LOOK_WHILE_REPLACED);
    }

    @Override
    public void event(AriEvent event) {
        switch (event) {
            case AriEvent.StasisStart(AriChannel channel, List<String> arguments) ->
                    entered(channel, arguments);
            case AriEvent.KeyPressed(String channelId, char digit) -> {
                AsteriskCall call = byCaller.get(channelId);
                if (call != null) {
                    call.pressed(digit);
                }
            }
            case AriEvent.HangupRequested(String channelId) -> left(channelId, false);
            case AriEvent.StasisEnd(String channelId) -> left(channelId, false);
            case AriEvent.ChannelDestroyed(String channelId) -> left(channelId, true);
            case AriEvent.ApplicationReplaced _, AriEvent.Unused _ -> {}
        }
    }

    private void entered(AriChannel channel, List<String> arguments) {
        if (ids.isOurs(channel.id())) {
            AsteriskCall call = byMedia.get(channel.id());
            if (call != null) {
                call.mediaEntered();
            } else { // of a call that is over, or of another gateway's
                around.control().hangUp(channel.id());
            }
            return;
        }
        if (closing) {
            letGo(channel.id());
            return;
        }
        AsteriskCall before = byCaller.get(channel.id());
        boolean known = before != null && before.state().compareTo(CallState.LEAVING) < 0;
        if (!known && !reception.callers().contains(channel.id())) {
            reception.ask(channel, arguments); // else it was found by looking around, a moment ago
        }
    }

    private void left(String channelId, boolean destroyed) {
        reception.left(channelId);
        AsteriskCall ofCaller = byCaller.get(channelId);
        if (ofCaller != null) {
            ofCaller.callerGone();
        }
        AsteriskCall ofMedia = byMedia.get(channelId);
        if (ofMedia != null) {
            ofMedia.mediaGone(destroyed);
        }
    }

    @Override
    public void taken(String callerId, PbxAdmission.Accepted accepted) {
        AsteriskCall call = new AsteriskCall(around, accepted, callerId, this::over);
        formerCallers.remove(callerId);
        byCaller.put(callerId, call);
        byMedia.put(call.mediaId(), call);
        call.start();
    }

    @Override
    public void refused(String callerId, CallOutcome why) {
        remember(callerId);
        around.control()
                .setVariable(callerId, REFUSED, why.label())
                .onComplete(_ -> letGo(callerId));
    }

    /** Gives a caller back to the dialplan whom no call has. */
    private void letGo(String callerId) {
        new Departure(around, "none", callerId, _ -> {}).begin(new NextStep.Apologise());
    }

    private void over(AsteriskCall call) {
        byCaller.remove(call.callerId(), call);
        byMedia.remove(call.mediaId());
        remember(call.callerId());
        if (!call.leftNothing()) {
            lookIn(LOOK_AGAIN);
        }
        if (closing && byMedia.isEmpty()) {
            empty.tryComplete();
        }
    }

    private void remember(String callerId) {
        formerCallers.add(callerId);
        if (formerCallers.size() > MOST_FORMER_CALLERS) {
            formerCallers.remove(formerCallers.iterator().next());
        }
    }

    private void lookIn(Duration pause) {
        if (nextLook == null && !closing) {
            nextLook =
                    around.clock()
                            .schedule(
                                    pause.toNanos(),
                                    () -> {
                                        nextLook = null;
                                        look();
                                    });
        }
    }

    private void look() {
        if (closing || !(connected || replaced)) {
            return; // the next opening looks
        }
        Roundup.Known before = known();
        around.control()
                .channels()
                .compose(channels ->
                        around.control()
                                .bridges()
                                .map(bridges -> new Roundup.Found(channels, bridges)))
                .map(found -> Roundup.of(ids, found, before, known()))
                .onSuccess(this::settle)
                .onFailure(_ -> lookIn(LOOK_AGAIN));
        if (replaced) {
            around.control().applicationExists().onSuccess(this::comeBackUnless);
        }
    }

    private void comeBackUnless(boolean taken) {
        if (!taken && replaced && !closing) {
            reopen.run();
        } else if (replaced) {
            lookIn(LOOK_WHILE_REPLACED);
        }
    }

    private Roundup.Known known() {
        Set<String> talkingMedia = new HashSet<>();
        Set<String> bridges = new HashSet<>();
        for (AsteriskCall call : byMedia.values()) {
            bridges.add(call.bridgeId());
            if (call.state() == CallState.TALKING) {
                talkingMedia.add(call.mediaId());
            }
        }
        Set<String> callers = new HashSet<>(byCaller.keySet());
        callers.addAll(reception.callers());
        return new Roundup.Known(callers, byMedia.keySet(), talkingMedia, bridges, formerCallers);
    }

    private void settle(Roundup found) {
        if (connected && !found.isQuiet()) {
            LOG.atInfo()
                    .setMessage("pbx.looked_around")
                    .addKeyValue("pbx", config.name())
                    .addKeyValue("goneCallers", found.goneCallers().size())
                    .addKeyValue("goneMedia", found.goneMedia().size())
                    .addKeyValue("newCallers", found.newCallers().size())
                    .addKeyValue("strayCallers", found.strayCallers().size())
                    .addKeyValue("strayChannels", found.strayChannels().size())
                    .addKeyValue("strayBridges", found.strayBridges().size())
                    .log();
        }
        found.goneCallers().forEach(id -> left(id, true));
        if (!connected) { // whoever has the application removes our media, and takes the caller
            found.goneMedia().forEach(id -> takenOver(byMedia.get(id)));
            return; // and the rest is theirs
        }
        found.goneMedia().forEach(id -> left(id, true));
        found.strayChannels().forEach(around.control()::hangUp);
        found.strayBridges().forEach(around.control()::destroyBridge);
        found.strayCallers().forEach(this::letGo);
        found.newCallers().forEach(channel -> reception.ask(channel, channel.arguments()));
    }

    private static void takenOver(@Nullable AsteriskCall call) {
        if (call != null) {
            call.callerGone();
        }
    }

    /**
     * Takes no one any more.
     *
     * @return completes once no call has left anything, or when that takes too long
     */
    Future<Void> close() {
        closing = true;
        if (nextLook != null) {
            nextLook.cancel();
            nextLook = null;
        }
        if (byMedia.isEmpty()) {
            empty.tryComplete();
        } else {
            around.clock().schedule(CLOSE_LIMIT.toNanos(), empty::tryComplete);
        }
        return empty.future();
    }
}
