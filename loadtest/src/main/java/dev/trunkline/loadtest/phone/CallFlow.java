package dev.trunkline.loadtest.phone;

import dev.trunkline.loadtest.phone.PhoneCallReport.Outcome;
import dev.trunkline.loadtest.relay.RelayReport;
import java.net.URI;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The life of one call: obeys documents verb by verb, opens the stream, and goes on behind {@code
 * <Connect>} when the gateway closes it. What a family of verbs does is in classes of its own. One
 * event loop.
 */
final class CallFlow implements PhoneCall.Obedience {
    private final Surroundings around;
    private final CallScript script;
    private final PhoneCall call;
    private final SortedMap<String, String> parameters = new TreeMap<>();
    private final Documents documents;
    private final StreamFlow streams;
    private final RelayFlow relays;
    private final Iterator<String> keys;
    private @Nullable Busy busy;
    private TimerWheel.@Nullable Timer patience;
    private long answeredNanos = -1;
    private int redirections;
    private @Nullable TwimlSource next;

    /** What a call uses of the simulator. */
    record Surroundings(
            PhoneLoop loop,
            TwilioAccount account,
            @Nullable GatewayAddress gateway,
            @Nullable Webhook webhook,
            StreamConnector connector,
            Conferences rooms,
            Supplier<ChildCalls> children) {}

    CallFlow(Surroundings around, CallScript script, PhoneCall call) {
        this.around = around;
        this.script = script;
        this.call = call;
        documents = new Documents(around, script, call, this);
        Upgrades upgrades = new Upgrades(around, script, call);
        streams = new StreamFlow(around, script, call, upgrades, this);
        relays = new RelayFlow(around, script, call, upgrades);
        keys = script.handset().keys().iterator();
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
            streams.direct(script.streamUrl());
        } else if (around.gateway == null) {
            throw new IllegalStateException(
                    "a call by webhook needs a gateway address: create the simulator with one");
        } else {
            documents.fetch(publicUrl(around.gateway, script.voicePath()), parameters);
        }
    }

    /** Obeys a document from its beginning: the call has been answered already. */
    void follow(TwimlSource source) {
        answered();
        switch (source) {
            case TwimlSource.At(WebhookUrl asked) -> documents.fetch(asked, parameters);
            case TwimlSource.Inline(String document) -> documents.obey(document);
        }
    }

    /** Gives up what is being obeyed for something else. */
    @Override
    public void redirect(TwimlSource source) {
        redirections++;
        if (busy != null) {
            Busy left = busy;
            free();
            left.leave();
            follow(source);
        } else if (call.leaveMedia()) {
            next = source; // once that is closed: a call has one connection at a time
        } else {
            follow(source);
        }
    }

    @Override
    public void hungUp() {
        if (busy != null) {
            Busy left = busy;
            free();
            left.hungUp();
        }
    }

    @Override
    public void pressed(String digits) {
        if (busy != null) {
            busy.pressed(digits);
        }
    }

    /** The one on the phone hangs up, by script. */
    void hangUp() {
        call.hungUpByCaller();
        hungUp();
    }

    /** The document waits here, though not for ever. */
    void busy(Busy where) {
        busy = where;
        patience = arm(script.maxDurationMs(), this::hangUp);
    }

    /** It goes on. */
    void free() {
        busy = null;
        if (patience != null) {
            around.loop.wheel.cancel(patience);
            patience = null;
        }
    }

    /**
     * What comes after a connection that was opened then, unless the call has been sent elsewhere
     * meanwhile.
     */
    Runnable unlessRedirected(int begun, Runnable what) {
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

    WebhookUrl publicUrl(GatewayAddress gateway, String pathAndQuery) {
        return WebhookUrl.post(URI.create(gateway.publicUrl() + pathAndQuery));
    }

    void obey(Position at) {
        if (call.callerHungUp() || at.verb() >= at.document().verbs().size()) {
            end();
            return;
        }
        Twiml.Verb verb = at.document().verbs().get(at.verb());
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
            case Twiml.Redirect(String url, String method) -> {
                URI to = url.isEmpty() ? at.from() : at.from().resolve(url);
                documents.fetch(WebhookUrl.of(to, method), parameters);
            }
            case Twiml.Spoken(String spoken, String content) -> {
                heard(spoken + " " + content);
                obey(at.next());
            }
            case Twiml.Gather gather -> {
                check(gather.attributes(), VerbAttributes.GATHER);
                String pressed = keys.hasNext() ? keys.next() : "";
                new GatherFlow(this, gather, at).begin(pressed, script.handset().keysAfterMs());
            }
            case Twiml.RecordVerb record -> {
                check(record.attributes(), VerbAttributes.RECORD);
                new RecordFlow(this, record, at, script.handset().message()).begin();
            }
            case Twiml.Dial dial -> {
                check(dial.attributes(), VerbAttributes.DIAL);
                dial.nouns()
                        .forEach(noun ->
                                check(noun.attributes(), VerbAttributes.noun(noun.element())));
                new DialFlow(this, dial, at).begin();
            }
            case Twiml.DialRoom room -> {
                check(room.attributes(), VerbAttributes.DIAL);
                check(room.conference(), VerbAttributes.CONFERENCE);
                new ConferenceFlow(this, around.rooms, room, at).begin();
            }
            case Twiml.Enqueue(String queue, String workflowSid, String task) -> {
                heard("Enqueue " + queue + workflowSid);
                call.enqueued(new PhoneCallReport.Enqueued(queue, workflowSid, task));
                finish(Outcome.ENQUEUED);
            }
            case Twiml.Pause(int seconds) -> later(seconds * 1_000L, () -> obey(at.next()));
            case Twiml.Hangup() -> end();
            case Twiml.Reject(String _) -> {
                if (at.verb() == 0 && documents.first()) {
                    call.finish(Outcome.REJECTED);
                } else {
                    end();
                }
            }
            case Twiml.Unsupported(String name) -> {
                unknown("verb <" + name + ">");
                obey(at.next());
            }
        }
    }

    private void check(Attributes attributes, Set<String> known) {
        attributes.strangers(known).forEach(this::unknown);
    }

    private void unknown(String what) {
        violation(Violation.SCHEMA, what + ": not known to this simulator, skipped");
    }

    /** Goes on behind a verb: at its action, if it has one. */
    private void goOn(String action, Position at) {
        if (call.callerHungUp()) {
            end();
        } else if (action.isEmpty()) {
            obey(at.next());
        } else {
            documents.fetch(WebhookUrl.post(at.from().resolve(action)), parameters);
        }
    }

    /** As above, but its action is asked even if nobody will hear what it answers. */
    void goOn(Attributes verb, Position at, SortedMap<String, String> form) {
        if (verb.text("action").isEmpty()) {
            obey(at.next());
        } else {
            documents.fetch(at.asked(verb), form);
        }
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
            documents.fetch(
                    WebhookUrl.post(at.from().resolve(relay.action())),
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
        if (setUp()) {
            streams.connect(stream, () -> goOn(stream.action(), at));
        }
    }

    private void answered() {
        parameters.put("CallStatus", "in-progress");
        answeredNanos = answeredNanos < 0 ? around.loop.now() : answeredNanos;
    }

    /** Does something after so long, or at once, unless the call has been sent elsewhere. */
    void later(long delayMs, Runnable what) {
        if (delayMs == 0) {
            what.run();
        } else {
            var _ = arm(delayMs, what);
        }
    }

    private TimerWheel.Timer arm(long delayMs, Runnable what) {
        int begun = redirections;
        TimerWheel.Timer timer =
                new TimerWheel.Timer() {
                    @Override
                    void fire(long nowNanos) {
                        if (begun == redirections && !call.isOver()) {
                            what.run();
                        }
                    }
                };
        around.loop.wheel.arm(timer, now() + delayMs * 1_000_000);
        return timer;
    }

    void end() {
        finish(
                call.callerHungUp()
                        ? Outcome.CALLER_HUNG_UP
                        : streams.failed() ? Outcome.STREAM_FAILED : Outcome.GATEWAY_HUNG_UP);
    }

    void finish(Outcome outcome) {
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
        documents
                .ask(
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

    Documents documents() {
        return documents;
    }

    /** How often the call has been sent elsewhere. */
    int redirections() {
        return redirections;
    }

    /** What every request of the call says. */
    SortedMap<String, String> parameters() {
        SortedMap<String, String> now = new TreeMap<>(parameters);
        if (call.callerHungUp()) {
            now.put("CallStatus", "completed");
        }
        return now;
    }

    long now() {
        return around.loop.now();
    }

    /** From any thread. */
    void run(Runnable task) {
        around.loop.run(task);
    }

    ChildCalls.Child dial(Map<String, List<String>> fields, ChildCalls.Listener listener) {
        return around.children.get().dial(new ChildCalls.Wanted(call.callSid(), fields), listener);
    }

    /** The call hears somebody else from now on, who may be left by script. */
    void joined(String to) {
        long sinceNanos = now();
        call.joined(to, sinceNanos);
        long talksMs = script.handset().talksMs();
        if (talksMs != Handset.STAYS) {
            later(
                    talksMs,
                    () -> {
                        if (call.isJoinedSince(sinceNanos)) {
                            hangUp();
                        }
                    });
        }
    }

    void separated() {
        call.separated(now());
    }

    void heard(String verbAndContent) {
        call.heard(verbAndContent);
    }

    void violation(int code, String detail) {
        call.violation(code, around.loop.now(), detail);
    }
}
