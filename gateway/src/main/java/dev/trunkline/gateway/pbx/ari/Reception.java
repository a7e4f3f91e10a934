package dev.trunkline.gateway.pbx.ari;

import dev.trunkline.gateway.call.CallClock.Timer;
import dev.trunkline.gateway.pbx.PbxAdmission;
import dev.trunkline.gateway.pbx.PbxCaller;
import dev.trunkline.observability.metrics.CallOutcome;
import dev.trunkline.observability.metrics.LegKind;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks for each caller whether they are taken, and forgets callers who leave meanwhile. Confined to
 * the Asterisk's event loop.
 */
final class Reception {
    private static final Logger LOG = LoggerFactory.getLogger(Reception.class);

    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final int MOST_ARGUMENTS = 32;

    private final AsteriskSurroundings around;
    private final Listener listener;
    private final Map<String, Timer> waiting = new HashMap<>();

    /** Who is told what was decided, of callers who are still there. */
    interface Listener {
        void taken(String callerId, PbxAdmission.Accepted call);

        void refused(String callerId, CallOutcome why);
    }

    Reception(AsteriskSurroundings around, Listener listener) {
        this.around = around;
        this.listener = listener;
    }

    /** Callers of whom nothing is decided yet. */
    Set<String> callers() {
        return waiting.keySet();
    }

    /** A caller has come. */
    void ask(AriChannel channel, List<String> given) {
        Map<String, String> arguments = named(given);
        String callerId = channel.id();
        PbxCaller caller =
                new PbxCaller(
                        around.config().name(),
                        arguments.getOrDefault("trunk", around.config().trunk()),
                        callerId,
                        channel.callerNumber(),
                        channel.extension(),
                        arguments,
                        around.clock().nanos());
        waiting.put(callerId, around.clock().schedule(LIMIT.toNanos(), () -> notDecided(callerId)));
        around.calls()
                .admit(caller, leg())
                .onSuccess(decision -> around.loop().execute(() -> decided(callerId, decision)));
    }

    /** A caller has left: what is decided of them counts for nothing. */
    void left(String callerId) {
        Timer timer = waiting.remove(callerId);
        if (timer != null) {
            timer.cancel();
        }
    }

    private void notDecided(String callerId) {
        waiting.remove(callerId);
        LOG.atError()
                .setMessage("pbx.admission_failed")
                .addKeyValue("pbx", around.config().name())
                .addKeyValue("why", "not decided within " + LIMIT.toSeconds() + " s")
                .log();
        listener.refused(callerId, CallOutcome.NEVER_CAME);
    }

    private void decided(String callerId, PbxAdmission decision) {
        boolean there = waiting.containsKey(callerId);
        left(callerId);
        switch (decision) {
            case PbxAdmission.Accepted call when there -> listener.taken(callerId, call);
            case PbxAdmission.Accepted call -> around.calls().abandon(call, CallOutcome.NEVER_CAME);
            case PbxAdmission.Refused(CallOutcome why) when there ->
                    listener.refused(callerId, why);
            case PbxAdmission.Refused _ -> {}
        }
    }

    private LegKind leg() {
        return switch (around.config().media()) {
            case RTP -> LegKind.RTP;
            case WEBSOCKET -> LegKind.WS;
        };
    }

    /** {@code name=value}; whatever has another form is the dialplan's own business. */
    private static Map<String, String> named(List<String> given) {
        Map<String, String> arguments = new HashMap<>();
        for (String each : given.subList(0, Math.min(given.size(), MOST_ARGUMENTS))) {
            int equals = each.indexOf('=');
            if (equals > 0) {
                arguments.put(each.substring(0, equals).strip(), each.substring(equals + 1));
            }
        }
        return arguments;
    }
}
