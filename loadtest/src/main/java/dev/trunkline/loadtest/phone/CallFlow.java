package dev.trunkline.loadtest.phone;

import dev.trunkline.loadtest.phone.PhoneCallReport.Outcome;
import dev.trunkline.loadtest.relay.RelayReport;
import io.vertx.core.Future;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The life of one call: fetches TwiML and obeys it verb by verb, opens the stream, and goes on
 * behind {@code <Connect>} when the gateway closes it. One event loop; the HTTP client's futures
 * complete there too.
 */
final class CallFlow {
    private static final int MAX_DOCUMENTS = 20;

    private final Surroundings around;
    private final CallScript script;
    private final PhoneCall call;
    private final SortedMap<String, String> parameters = new TreeMap<>();
    private final Upgrades upgrades;
    private final RelayFlow relays;
    private int documents;
    private boolean streamFailed;
    private boolean fallbackUsed;
    private long answeredNanos = -1;
    private int redirections;
    private @Nullable TwimlSource next;

    /** What a call uses of the simulator. */
    record Surroundings(
            PhoneLoop loop,
            TwilioAccount account,
            @Nullable GatewayAddress gateway,
            @Nullable Webhook webhook,
            StreamConnector connector) {}

    /** TwiML being obeyed: where it came from and how far it has been followed. */
    private record Position(Twiml document, URI from, int verb) {
        Position next() {
            return new Position(document, from, verb + 1);
        }
    }

    CallFlow(Surroundings around, CallScript script, PhoneCall call) {
        this.around = around;
        this.script = script;
        this.call = call;
        upgrades = new Upgrades(around, script, call);
        relays = new RelayFlow(around, script, call, upgrades);
        parameters.put("AccountSid", around.account.accountSid());
        parameters.put("ApiVersion", "2010-04-01");
        parameters.put("CallSid", call.callSid());
        parameters.put("CallStatus", "ringing");
        parameters.put("Direction", "inbound");
        parameters.put("From", "+447700900123"); // Ofcom's range for drama: nobody's number
        parameters.put("Caller", "+447700900123");
        parameters.put("To", "+442079460000");
        parameters.put("Called", "+442079460000");
        parameters.put("FromCountry", "GB");
        parameters.put("ToCountry", "GB");
        parameters.put("CallerName", "");
        parameters.putAll(script.webhookParameters());
    }

    void begin() {
        if (script.carrier().failsBeforeWebhook()) {
            later(script.carrier().setupMs(), () -> call.finish(Outcome.CARRIER_FAILED));
        } else if (script.streamUrl() != null) {
            URI url = script.streamUrl();
            boolean tls = "wss".equals(url.getScheme());
            int port = url.getPort() >= 0 ? url.getPort() : tls ? 443 : 80;
            CallIdentity identity = identity(script.customParameters());
            openStream(
                    new StreamConnector.Target(url.getHost(), port, tls),
                    url,
                    new StreamSession(
                            around.loop,
                            identity,
                            owner(statusCallback(null, identity), this::end)));
        } else if (around.gateway == null) {
            throw new IllegalStateException(
                    "a call by webhook needs a gateway address: create the simulator with one");
        } else {
            fetch(publicUrl(around.gateway, script.voicePath()));
        }
    }

    /** Obeys a document from its beginning: the call has been answered already. */
    void follow(TwimlSource source) {
        answered();
        switch (source) {
            case TwimlSource.At(URI url) -> fetch(url);
            case TwimlSource.Inline(String document) ->
                    obey(document, URI.create("inline:twiml"), "inline TwiML");
        }
    }

    /** Gives up what is being obeyed for something else. */
    void redirect(TwimlSource source) {
        redirections++;
        if (call.leaveMedia()) {
            next = source; // once that is closed: a call has one connection at a time
        } else {
            follow(source);
        }
    }

    /**
     * What comes after a connection that was opened then, unless the call has been sent elsewhere
     * meanwhile.
     */
    private Runnable unlessRedirected(int begun, Runnable what) {
        return () -> {
            TwimlSource elsewhere = next;
            next = null;
            if (elsewhere != null) {
                follow(elsewhere);
            } else if (begun == redirections) {
                what.run();
            }
        };
    }

    private static URI publicUrl(GatewayAddress gateway, String pathAndQuery) {
        return URI.create(gateway.publicUrl() + pathAndQuery);
    }

    private void fetch(URI url) {
        fetch(url, parameters, answer -> {});
    }

    /** {@code told} hears of the answer, if there is one, before it is obeyed. */
    private void fetch(URI url, SortedMap<String, String> form, Consumer<Webhook.Answer> told) {
        if (++documents > MAX_DOCUMENTS) {
            violation(
                    Violation.HTTP_RETRIEVAL,
                    "more than " + MAX_DOCUMENTS + " TwiML documents in one call: a loop");
            finish(Outcome.WEBHOOK_FAILED);
            return;
        }
        call.webhookSent(around.loop.now());
        int begun = redirections;
        post(url, form)
                .onComplete(fetched -> {
                    if (begun != redirections) {
                        return; // too late: the call obeys something else
                    }
                    if (fetched.succeeded()) {
                        told.accept(fetched.result());
                        answered(url, fetched.result());
                    } else {
                        boolean late = fetched.cause() instanceof TimeoutException;
                        documentFailed(
                                late ? Violation.HTTP_TIMEOUT : Violation.HTTP_RETRIEVAL,
                                "POST "
                                        + url.getRawPath()
                                        + ": "
                                        + fetched.cause().getClass().getSimpleName());
                    }
                    around.loop.settle();
                });
    }

    private Future<Webhook.Answer> post(URI url, SortedMap<String, String> form) {
        if (around.gateway == null || around.webhook == null || !around.gateway.serves(url)) {
            return Future.failedFuture(new IllegalArgumentException("not a URL of the gateway"));
        }
        Webhook.Signing signing =
                script.deviations().contains(Deviation.WEBHOOK_NO_SIGNATURE)
                        ? Webhook.Signing.NONE
                        : script.deviations().contains(Deviation.WEBHOOK_WRONG_SIGNATURE)
                                ? Webhook.Signing.WRONG
                                : Webhook.Signing.RIGHT;
        return around.webhook.post(url, new TreeMap<>(form), signing);
    }

    private void answered(URI url, Webhook.Answer answer) {
        String path = url.getRawPath();
        if (answer.status() / 100 != 2) {
            documentFailed(
                    Violation.HTTP_RETRIEVAL, "POST " + path + " answered " + answer.status());
            return;
        }
        String type = answer.contentType().toLowerCase(Locale.ROOT);
        if (!type.startsWith("text/xml") && !type.startsWith("application/xml")) {
            String detail =
                    "POST "
                            + path
                            + " answered Content-Type "
                            + answer.contentType()
                            + ": expected text/xml";
            documentFailed(Violation.CONTENT_TYPE, detail);
            return;
        }
        obey(answer.body(), url, "POST " + path);
    }

    private void obey(String document, URI from, String origin) {
        call.twimlReceived(document);
        try {
            obey(new Position(TwimlReader.read(document), from, 0));
        } catch (TwimlReader.MalformedTwiml e) {
            documentFailed(Violation.DOCUMENT_PARSE, origin + ": " + e.getMessage());
        }
    }

    private void documentFailed(int code, String detail) {
        violation(code, detail);
        if (script.fallbackPath() != null
                && around.gateway != null
                && !fallbackUsed
                && !call.callerHungUp()) {
            fallbackUsed = true;
            parameters.put("ErrorCode", Integer.toString(code));
            fetch(publicUrl(around.gateway, script.fallbackPath()));
        } else {
            finish(call.callerHungUp() ? Outcome.CALLER_HUNG_UP : Outcome.WEBHOOK_FAILED);
        }
    }

    private void obey(Position at) {
        if (call.callerHungUp() || at.verb >= at.document.verbs().size()) {
            end();
            return;
        }
        Twiml.Verb verb = at.document.verbs().get(at.verb);
        if (!(verb instanceof Twiml.Redirect
                || verb instanceof Twiml.Reject
                || verb instanceof Twiml.ConnectStream
                || verb instanceof Twiml.ConnectRelay)) {
            answered(); // as these verbs do, and the last one once the call is set up
        }
        switch (verb) {
            case Twiml.ConnectStream stream ->
                    later(script.carrier().setupMs(), () -> connect(stream, at));
            case Twiml.ConnectRelay relay ->
                    later(script.carrier().setupMs(), () -> connect(relay, at));
            case Twiml.Redirect(String url) ->
                    fetch(url.isEmpty() ? at.from : at.from.resolve(url));
            case Twiml.Spoken spoken -> {
                call.heard(spoken.verb() + " " + spoken.content());
                if (spoken.verb().equals("Dial")) { // what its action is asked with
                    parameters.put("DialCallStatus", "completed");
                    parameters.put("DialCallSid", Sids.random("CA"));
                    parameters.put("DialCallDuration", "1");
                }
                goOn(spoken.action(), at);
            }
            case Twiml.RecordVerb(String action) -> record(action, at);
            case Twiml.Enqueue(String queue, String workflowSid, String task) -> {
                call.heard("Enqueue " + queue + workflowSid);
                call.enqueued(new PhoneCallReport.Enqueued(queue, workflowSid, task));
                finish(Outcome.ENQUEUED);
            }
            case Twiml.Pause(int seconds) -> later(seconds * 1_000L, () -> obey(at.next()));
            case Twiml.Hangup() -> end();
            case Twiml.Reject(String _) -> {
                if (at.verb == 0 && documents == 1) {
                    call.finish(Outcome.REJECTED);
                } else {
                    end();
                }
            }
            case Twiml.Unsupported(String name) -> {
                violation(
                        Violation.SCHEMA,
                        "verb <" + name + ">: not known to this simulator, skipped");
                obey(at.next());
            }
        }
    }

    /** Goes on behind a verb: at its action, if it has one. */
    private void goOn(String action, Position at) {
        if (call.callerHungUp()) {
            end();
        } else if (action.isEmpty()) {
            obey(at.next());
        } else {
            fetch(at.from.resolve(action));
        }
    }

    /** As if the caller had said something for a moment. */
    private void record(String action, Position at) {
        call.heard("Record");
        parameters.put("RecordingSid", Sids.random("RE"));
        parameters.put("RecordingUrl", "https://api.twilio.example/recording");
        parameters.put("RecordingDuration", "2");
        // Without an action the document itself is asked again.
        fetch(action.isEmpty() ? at.from : at.from.resolve(action));
    }

    /** Whether the call comes to pass once it has been set up; if not, it is over. */
    private boolean setUp() {
        CarrierFailure failure = script.carrier().failure();
        if (call.callerHungUp()) {
            end();
            return false;
        }
        if (failure != null) {
            report(failure.callStatus(), failure.sipCode(), Outcome.CARRIER_FAILED);
            return false;
        }
        answered();
        return true;
    }

    private void connect(Twiml.ConnectRelay relay, Position at) {
        if (setUp()) {
            int begun = redirections;
            relays.connect(
                    relay,
                    parameters,
                    session -> {
                        call.relayClosed(session);
                        Runnable afterwards = () -> relayEnded(session, relay, at);
                        unlessRedirected(begun, afterwards).run();
                    });
        }
    }

    private void relayEnded(RelayReport session, Twiml.ConnectRelay relay, Position at) {
        SortedMap<String, String> form = new TreeMap<>(parameters);
        form.putAll(RelayFlow.actionParameters(session, call.callerHungUp()));
        boolean failed = session.ending().status().equals("failed");
        if (!relay.action().isEmpty()) {
            fetch(
                    at.from.resolve(relay.action()),
                    form,
                    answer ->
                            call.relayClosed(
                                    session.withAction(
                                            new RelayReport.Action(
                                                    form, answer.status(), answer.body()))));
        } else if (failed && !call.callerHungUp()) {
            finish(Outcome.RELAY_FAILED);
        } else {
            obey(at.next());
        }
    }

    private void connect(Twiml.ConnectStream stream, Position at) {
        if (!setUp()) {
            return;
        }
        StreamUrlCheck.Finding finding = StreamUrlCheck.check(stream, around.gateway);
        if (finding != null) {
            violation(finding.code(), finding.detail());
            streamFailed = true;
            statusCallback(stream, identity(Map.of())).failed(finding.detail());
            goOn(stream.action(), at);
            return;
        }
        URI url = URI.create(stream.url());
        GatewayAddress gateway = around.gateway;
        if (gateway == null) {
            throw new IllegalStateException("TwiML without a gateway");
        }
        CallIdentity identity = identity(stream.parameters());
        openStream(
                new StreamConnector.Target(gateway.host(), gateway.port(), gateway.tls()),
                url,
                new StreamSession(
                        around.loop,
                        identity,
                        owner(statusCallback(stream, identity), () -> goOn(stream.action(), at))));
    }

    private CallIdentity identity(Map<String, String> customParameters) {
        return new CallIdentity(
                around.account.accountSid(), call.callSid(), Sids.random("MZ"), customParameters);
    }

    private StreamSession.Owner owner(StreamStatusCallback statusCallback, Runnable afterwards) {
        return new StreamSession.Owner(
                script, call, statusCallback, unlessRedirected(redirections, afterwards));
    }

    private StreamStatusCallback statusCallback(
            Twiml.@Nullable ConnectStream stream, CallIdentity identity) {
        return new StreamStatusCallback(this::notify, stream, identity);
    }

    private void notify(URI url, SortedMap<String, String> form) {
        post(url, form)
                .onComplete(told -> {
                    if (told.failed() || told.result().status() / 100 != 2) {
                        violation(Violation.HTTP_RETRIEVAL, "stream status callback was not taken");
                    }
                });
    }

    private void openStream(StreamConnector.Target target, URI url, StreamSession session) {
        int begun = redirections;
        upgrades.open(
                target,
                url,
                session.socket(),
                () -> {
                    if (begun == redirections) {
                        session.opened();
                    } else {
                        session.socket().drop(HangUp.RESET); // it came too late
                    }
                },
                why -> {
                    violation(why.code(), why.detail());
                    streamFailed = true;
                    session.refused(why.detail());
                });
    }

    private void answered() {
        parameters.put("CallStatus", "in-progress");
        answeredNanos = answeredNanos < 0 ? around.loop.now() : answeredNanos;
    }

    /** Does something after so long, or at once. */
    private void later(long delayMs, Runnable what) {
        if (delayMs == 0) {
            what.run();
            return;
        }
        int begun = redirections;
        around.loop.wheel.arm(
                new TimerWheel.Timer() {
                    @Override
                    void fire(long nowNanos) {
                        if (begun == redirections) {
                            what.run();
                        }
                    }
                },
                around.loop.now() + delayMs * 1_000_000);
    }

    private void end() {
        finish(
                call.callerHungUp()
                        ? Outcome.CALLER_HUNG_UP
                        : streamFailed ? Outcome.STREAM_FAILED : Outcome.GATEWAY_HUNG_UP);
    }

    private void finish(Outcome outcome) {
        boolean abandoned = outcome == Outcome.CALLER_HUNG_UP && answeredNanos < 0;
        report(abandoned ? "canceled" : "completed", abandoned ? 487 : 200, outcome);
    }

    /** Says how the call ended to whom it concerns; then it is over. */
    private void report(String status, int sipCode, Outcome outcome) {
        if (script.statusPath() == null || around.gateway == null) {
            call.finish(outcome);
            return;
        }
        long talkedNanos = answeredNanos < 0 ? 0 : around.loop.now() - answeredNanos;
        post(
                        publicUrl(around.gateway, script.statusPath()),
                        CallStatusCallback.over(parameters, status, sipCode, talkedNanos))
                .onComplete(told -> {
                    if (told.failed() || told.result().status() / 100 != 2) {
                        violation(Violation.HTTP_RETRIEVAL, "status callback was not taken");
                    }
                    call.finish(outcome);
                    around.loop.settle();
                });
    }

    private void violation(int code, String detail) {
        call.violation(code, around.loop.now(), detail);
    }
}
