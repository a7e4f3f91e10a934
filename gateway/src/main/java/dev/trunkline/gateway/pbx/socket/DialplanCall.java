package dev.trunkline.gateway.pbx.socket;

import dev.trunkline.gateway.call.CallClock;
import dev.trunkline.gateway.call.LegClose;
import dev.trunkline.gateway.call.PhoneLegListener;
import dev.trunkline.gateway.config.pbx.PbxFormat;
import dev.trunkline.gateway.pbx.PbxAdmission;
import dev.trunkline.gateway.pbx.PbxAdmission.Accepted;
import dev.trunkline.gateway.pbx.PbxAdmission.Refused;
import dev.trunkline.gateway.pbx.PbxCaller;
import dev.trunkline.gateway.pbx.PbxCalls;
import dev.trunkline.observability.metrics.CallOutcome;
import dev.trunkline.observability.metrics.LegKind;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * A call that the dialplan brings by {@code Dial(WebSocket/…)}, with no control beside the socket:
 * it begins with the socket's first message and ends with its close. What the dialplan does next is
 * its own affair: where {@code Dial} has the option {@code n}, a call that is not taken was not
 * answered either, and the dialplan goes on behind it.
 */
final class DialplanCall implements PbxSocketLeg.Opening {
    /** In place of a configured PBX's name: whose socket it is, nothing says. */
    private static final String PBX = "socket";

    /** Arguments that say who calls, and what was dialled. */
    private static final String CALLER = "caller";

    private static final String DIALLED = "dialled";

    private final PbxCalls calls;
    private final String trunk;
    private final Map<String, String> arguments;
    private final CallClock clock;
    private final PbxSocketSettings settings;

    DialplanCall(
            PbxCalls calls,
            String trunk,
            Map<String, String> arguments,
            CallClock clock,
            PbxSocketSettings settings) {
        this.calls = calls;
        this.trunk = trunk;
        this.arguments = arguments;
        this.clock = clock;
        this.settings = settings;
    }

    @Override
    public void onMediaStart(PbxSocketLeg leg, String channelId, PbxFormat format) {
        Map<String, String> rest = new HashMap<>(arguments);
        String caller = rest.remove(CALLER);
        String dialled = rest.remove(DIALLED);
        PbxAdmission admission =
                calls.admit(
                        new PbxCaller(
                                PBX,
                                trunk,
                                unique(channelId),
                                caller == null ? "" : caller,
                                dialled == null ? "" : dialled,
                                rest,
                                clock.nanos()),
                        LegKind.WS,
                        leg.eventLoop());
        switch (admission) {
            case Refused _ -> leg.close(LegClose.REFUSED);
            case Accepted accepted -> begin(leg, accepted, format);
        }
    }

    private void begin(PbxSocketLeg leg, Accepted accepted, PbxFormat format) {
        leg.ready(
                format,
                accepted.modelFormat(),
                accepted.meters(),
                // Harmless after begin, and tidies up if the socket did not live to see it.
                () -> calls.abandon(accepted, CallOutcome.NEVER_CAME));
        Optional<PhoneLegListener> begun = calls.begin(accepted, leg);
        if (begun.isPresent()) {
            leg.start(begun.get());
            leg.answer(); // harmless where it was answered already
        } else {
            leg.close(LegClose.GOING_AWAY);
        }
    }

    @Override
    public void onNeverStarted() {
        settings.unclaimed().ended(CallOutcome.START_TIMEOUT);
    }

    /** Two Asterisks may give their channels the same name. */
    private static String unique(String channelId) {
        String printable = channelId.replaceAll("[^A-Za-z0-9._-]", "_");
        return printable.substring(0, Math.min(64, printable.length()))
                + "-"
                + UUID.randomUUID().toString().substring(0, 8);
    }
}
