package dev.trunkline.loadtest.phone;

import dev.trunkline.loadtest.relay.RelayCaller;
import dev.trunkline.loadtest.relay.RelayErrors;
import dev.trunkline.loadtest.relay.RelayFault;
import dev.trunkline.loadtest.relay.RelayIdentity;
import dev.trunkline.loadtest.relay.RelayReport;
import dev.trunkline.loadtest.relay.RelaySettings;
import java.net.URI;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The ConversationRelay sessions of one call: opens each, and says afterwards what {@code <Connect
 * action>} is asked with. One caller goes through all of them. One event loop.
 */
final class RelayFlow {
    private final CallFlow.Surroundings around;
    private final CallScript script;
    private final PhoneCall call;
    private final Upgrades upgrades;
    private final RelayCaller caller;

    RelayFlow(CallFlow.Surroundings around, CallScript script, PhoneCall call, Upgrades upgrades) {
        this.around = around;
        this.script = script;
        this.call = call;
        this.upgrades = upgrades;
        caller = new RelayCaller(script.relay());
    }

    /**
     * Opens a session.
     *
     * @param parameters of the call's webhooks
     * @param afterwards called once, when the session is over or could not be opened
     */
    void connect(
            Twiml.ConnectRelay relay,
            SortedMap<String, String> parameters,
            Consumer<RelayReport> afterwards) {
        RelaySettings settings = RelaySettings.read(relay.noun());
        settings.findings().forEach(finding -> violation(finding.code(), finding.detail()));
        RelaySession session =
                new RelaySession(
                        around.loop(),
                        settings,
                        identity(parameters, settings.parameters()),
                        new RelaySession.Owner(script, call, caller, afterwards));
        RelaySettings.Finding refusal = settings.refusal();
        GatewayAddress gateway = around.gateway();
        if (refusal != null && refusal.code() == RelayErrors.NOT_CONNECTED) {
            session.refused(refusal.code(), refusal.detail());
            return;
        }
        if (script.relay().faults().contains(RelayFault.ACCOUNT_FULL)) {
            session.refused(RelayErrors.ACCOUNT_FULL, "Too many concurrent sessions.");
            return;
        }
        URI url = URI.create(settings.url());
        if (gateway == null || !gateway.serves(url)) {
            String detail = "url names a host that is not the gateway's public one";
            violation(RelayErrors.NOT_CONNECTED, detail);
            session.refused(RelayErrors.NOT_CONNECTED, detail);
            return;
        }
        upgrades.open(
                new StreamConnector.Target(gateway.host(), gateway.port(), gateway.tls()),
                url,
                session.socket(),
                session::opened,
                refused -> {
                    violation(RelayErrors.NOT_CONNECTED, refused.detail());
                    session.refused(RelayErrors.NOT_CONNECTED, refused.detail());
                });
    }

    private RelayIdentity identity(
            SortedMap<String, String> parameters, Map<String, String> customParameters) {
        boolean otherCall = script.deviations().contains(Deviation.WRONG_CALL_SID);
        boolean otherAccount = script.deviations().contains(Deviation.WRONG_ACCOUNT_SID);
        Map<String, String> custom = new TreeMap<>(customParameters);
        if (script.deviations().contains(Deviation.NO_PARAMETERS)) {
            custom.clear();
        }
        if (script.deviations().contains(Deviation.WRONG_PARAMETERS)) {
            custom.replaceAll((name, value) -> "not-" + value);
        }
        return new RelayIdentity(
                Sids.random("VX"),
                otherAccount ? "AC" + "0".repeat(32) : around.account().accountSid(),
                otherCall ? "CA" + "0".repeat(32) : call.callSid(),
                parameters.getOrDefault("From", ""),
                parameters.getOrDefault("To", ""),
                parameters.getOrDefault("Direction", "inbound"),
                custom);
    }

    /** What {@code <Connect action>} is asked with, besides what every webhook of the call says. */
    static SortedMap<String, String> actionParameters(RelayReport session, boolean callerHungUp) {
        SortedMap<String, String> form = new TreeMap<>();
        RelayReport.Ending ending = session.ending();
        form.put("SessionId", session.sessionId());
        form.put("SessionStatus", ending.status());
        form.put("SessionDuration", Long.toString(session.durationMs() / 1_000));
        form.put("CallStatus", callerHungUp ? "completed" : "in-progress");
        if (ending.handoffData() != null) {
            form.put("HandoffData", ending.handoffData());
        }
        if (ending.errorCode() != 0) {
            form.put("ErrorCode", Integer.toString(ending.errorCode()));
            form.put("ErrorMessage", ending.errorMessage());
        }
        return form;
    }

    private void violation(int code, String detail) {
        call.violation(code, around.loop().now(), detail);
    }
}
