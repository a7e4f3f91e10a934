package dev.trunkline.loadtest.phone;

import java.net.URI;
import java.util.Map;
import java.util.SortedMap;

/** The Media Streams of one call. One event loop. */
final class StreamFlow {
    private final CallFlow.Surroundings around;
    private final CallScript script;
    private final PhoneCall call;
    private final Upgrades upgrades;
    private final CallFlow flow;
    private boolean failed;

    StreamFlow(
            CallFlow.Surroundings around,
            CallScript script,
            PhoneCall call,
            Upgrades upgrades,
            CallFlow flow) {
        this.around = around;
        this.script = script;
        this.call = call;
        this.upgrades = upgrades;
        this.flow = flow;
    }

    /** Whether one could not be opened. */
    boolean failed() {
        return failed;
    }

    /** Without a document: the script has the URL. */
    void direct(URI url) {
        boolean tls = "wss".equals(url.getScheme());
        int port = url.getPort() >= 0 ? url.getPort() : tls ? 443 : 80;
        CallIdentity identity = identity(script.customParameters());
        open(
                new StreamConnector.Target(url.getHost(), port, tls),
                url,
                session(identity, new StreamStatusCallback(this::tell, null, identity), flow::end));
    }

    /** As a document has it; {@code afterwards} follows, whether it could be opened or not. */
    void connect(Twiml.ConnectStream stream, Runnable afterwards) {
        StreamUrlCheck.Finding finding = StreamUrlCheck.check(stream, around.gateway());
        if (finding != null) {
            flow.violation(finding.code(), finding.detail());
            failed = true;
            new StreamStatusCallback(this::tell, stream, identity(Map.of()))
                    .failed(finding.detail());
            afterwards.run();
            return;
        }
        GatewayAddress gateway = around.gateway();
        if (gateway == null) {
            throw new IllegalStateException("TwiML without a gateway");
        }
        CallIdentity identity = identity(stream.parameters());
        open(
                new StreamConnector.Target(gateway.host(), gateway.port(), gateway.tls()),
                URI.create(stream.url()),
                session(
                        identity,
                        new StreamStatusCallback(this::tell, stream, identity),
                        afterwards));
    }

    private void tell(URI url, SortedMap<String, String> form) {
        flow.documents().tell(WebhookUrl.post(url), form, "stream status callback");
    }

    private CallIdentity identity(Map<String, String> customParameters) {
        return new CallIdentity(
                around.account().accountSid(), call.callSid(), Sids.random("MZ"), customParameters);
    }

    private StreamSession session(
            CallIdentity identity, StreamStatusCallback statusCallback, Runnable afterwards) {
        return new StreamSession(
                around.loop(),
                identity,
                new StreamSession.Owner(
                        script,
                        call,
                        statusCallback,
                        flow.unlessRedirected(flow.redirections(), afterwards)));
    }

    private void open(StreamConnector.Target target, URI url, StreamSession session) {
        int begun = flow.redirections();
        upgrades.open(
                target,
                url,
                session.socket(),
                () -> {
                    if (begun == flow.redirections()) {
                        session.opened();
                    } else {
                        session.socket().drop(HangUp.RESET); // it came too late
                    }
                },
                why -> {
                    flow.violation(why.code(), why.detail());
                    failed = true;
                    session.refused(why.detail());
                });
    }
}
