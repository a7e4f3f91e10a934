package dev.trunkline.loadtest.rest;

import dev.trunkline.loadtest.phone.CallScript;
import dev.trunkline.loadtest.phone.ChildCalls;
import dev.trunkline.loadtest.phone.Handset;
import dev.trunkline.loadtest.phone.PhoneCall;
import dev.trunkline.loadtest.phone.Sids;
import dev.trunkline.loadtest.phone.TwimlSource;
import dev.trunkline.loadtest.phone.WebhookUrl;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Instant;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One call that the API placed: queued, dialled, ringing, answered, over. Confined to the API's
 * event loop, but for {@link #snapshot}.
 */
final class OutboundCall {
    private static final long RINGING_LIMIT_SECONDS = 60;
    private static final int GAVE_UP = 487;
    private static final int OK = 200;

    private final Exchange exchange;
    private final ApiForm form;
    private final Context context;
    private final CallCallbacks callbacks;
    private final String sid = Sids.random("CA");
    private final Instant created = Instant.now();
    private final SortedMap<String, String> parameters = new TreeMap<>();
    private final long createdNanos = System.nanoTime();
    private final @Nullable String byoc;
    private final @Nullable Parent parent;
    private CallStatus status = CallStatus.QUEUED;
    private @Nullable TwimlSource source;
    private boolean apart;
    private long initiatedNanos = -1;
    private long ringingNanos = -1;
    private long answeredNanos = -1;
    private long overNanos = -1;
    private int sipCode;
    private @Nullable String answeredBy;
    private @Nullable PhoneCall phone;
    private volatile PlacedCall snapshot;

    /** What calls use of the simulation. */
    record Exchange(
            Vertx vertx,
            Context context,
            String accountSid,
            Trunks trunks,
            Callees callees,
            Callbacks.Surroundings callbacks) {}

    /** Who answers. */
    interface Callees {
        /** What the one who answers this call does; the rest of the script is filled in. */
        CallScript.Builder answering(DialledCall call);
    }

    /** Whose document dials it. */
    record Parent(String callSid, ChildCalls.Listener listener) {}

    OutboundCall(Exchange exchange, ApiForm form, TwimlSource source) {
        this(exchange, form, source, null);
    }

    /** Any thread. A child obeys no document of its own. */
    OutboundCall(
            Exchange exchange,
            ApiForm form,
            @Nullable TwimlSource source,
            @Nullable Parent parent) {
        this.exchange = exchange;
        this.form = form;
        this.source = source;
        this.parent = parent;
        context = exchange.context;
        callbacks = new CallCallbacks(exchange.callbacks, form);
        byoc = form.value("Byoc").filter(trunk -> Numbers.phone(to())).orElse(null);
        parameters.put("AccountSid", exchange.accountSid);
        parameters.put("ApiVersion", "2010-04-01");
        parameters.put("CallSid", sid);
        parameters.put("Direction", direction());
        if (parent != null) {
            parameters.put("ParentCallSid", parent.callSid);
        }
        parameters.put("From", from());
        parameters.put("Caller", from());
        parameters.put("To", to());
        parameters.put("Called", to());
        parameters.put("CallStatus", status.wire());
        snapshot = look();
    }

    String sid() {
        return sid;
    }

    CallStatus status() {
        return status;
    }

    String direction() {
        return parent == null ? "outbound-api" : "outbound-dial";
    }

    Instant created() {
        return created;
    }

    String to() {
        return form.value("To").orElse("");
    }

    String from() {
        return form.value("From").orElse("");
    }

    /** On the wall; null for what has not come to pass. Any thread. */
    @Nullable Instant at(long nanos) {
        return nanos < 0 ? null : created.plusNanos(nanos - createdNanos);
    }

    /** As it is now. Any thread. */
    PlacedCall snapshot() {
        return snapshot;
    }

    /** Its turn has come. */
    void dial() {
        if (status.over()) {
            return; // given up while it was queued
        }
        Fate fate =
                byoc == null
                        ? exchange.trunks.draw(Numbers.host(to()), from())
                        : exchange.trunks.draw(byoc, "");
        initiatedNanos = System.nanoTime();
        become(CallStatus.INITIATED);
        callbacks.tell("initiated", parameters);
        later(fate.postDialDelayMs(), () -> reached(fate));
    }

    private void reached(Fate fate) {
        switch (fate.end()) {
            case Fate.Refused(CallStatus how, int code) -> over(how, code);
            case Fate.Rings(long ms) -> {
                ringingNanos = System.nanoTime();
                become(CallStatus.RINGING);
                callbacks.tell("ringing", parameters);
                long limitMs = seconds("Timeout", RINGING_LIMIT_SECONDS) * 1_000;
                if (ms < limitMs) {
                    later(ms, () -> answered(fate));
                } else {
                    later(limitMs, () -> over(CallStatus.NO_ANSWER, GAVE_UP));
                }
            }
        }
    }

    private void answered(Fate fate) {
        answeredNanos = System.nanoTime();
        sipCode = OK;
        become(CallStatus.IN_PROGRESS);
        callbacks.tell("answered", parameters);
        callbacks.recording(parameters);
        if (form.value("TimeLimit").isPresent()) {
            later(seconds("TimeLimit", 0) * 1_000, this::end);
        }
        String mode = form.value("MachineDetection").orElse("");
        boolean async = form.value("AsyncAmd").orElse("").equals("true");
        if (!mode.isEmpty()) {
            later(
                    fate.detectionMs(),
                    () -> {
                        detected(fate, mode);
                        if (async) {
                            callbacks.detected(parameters);
                        } else {
                            connect(fate); // the call has waited for it
                        }
                    });
        }
        if (mode.isEmpty() || async) {
            connect(fate);
        }
    }

    private void detected(Fate fate, String mode) {
        answeredBy =
                !fate.machine()
                        ? "human"
                        : mode.equals("Enable") ? "machine_start" : "machine_end_beep";
        parameters.put("AnsweredBy", answeredBy);
        parameters.put("MachineDetectionDuration", Long.toString(fate.detectionMs()));
        snapshot = look();
    }

    /** The one who answered hears what the TwiML says, or the one who called. */
    private void connect(Fate fate) {
        CallScript.Builder callee =
                exchange.callees.answering(
                        new DialledCall(
                                sid,
                                parent == null ? null : parent.callSid,
                                to(),
                                from(),
                                byoc,
                                fate.machine()));
        TwimlSource obeyed = source;
        if (obeyed != null) {
            obey(obeyed, callee);
            return;
        }
        long talksMs = callee.build().handset().talksMs();
        if (parent != null) {
            parent.listener.answered();
        }
        if (talksMs != Handset.STAYS) {
            later(
                    talksMs,
                    () -> {
                        if (!apart) {
                            end();
                        }
                    });
        }
    }

    private void obey(TwimlSource obeyed, CallScript.Builder callee) {
        parameters.forEach(callee::webhookParameter);
        form.value("FallbackUrl").map(URI::create).ifPresent(url -> fallback(url, callee));
        PhoneCall answered = exchange.callbacks.phone().answered(sid, callee.build(), obeyed);
        phone = answered;
        snapshot = look();
        var _ =
                answered.report()
                        .thenAccept(report ->
                                context.runOnContext(_ -> over(CallStatus.COMPLETED, OK)));
    }

    private void fallback(URI url, CallScript.Builder callee) {
        String query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
        callee.fallback(
                url.getRawPath() + query,
                WebhookUrl.of(url, form.value("FallbackMethod").orElse("")).method());
    }

    /** Hangs up, however far it is. */
    void end() {
        if (phone != null) {
            phone.redirect(TwimlSource.hangUp()); // its report ends the call
        } else if (status == CallStatus.IN_PROGRESS) {
            over(CallStatus.COMPLETED, OK);
        } else {
            cancel();
        }
    }

    /** Gives up, if it is not answered yet. */
    void cancel() {
        if (status.compareTo(CallStatus.IN_PROGRESS) < 0) {
            over(CallStatus.CANCELED, GAVE_UP);
        }
    }

    /** Obeys something else from now on; only in progress. A child leaves its parent. */
    void redirect(TwimlSource other) {
        boolean joined = source == null;
        source = other; // for a call that still waits for its machine detection
        if (phone != null) {
            phone.redirect(other);
        } else if (joined && parent != null) {
            apart = true;
            parent.listener.over(ended(CallStatus.COMPLETED, OK, nowSeconds()));
            obey(
                    other,
                    exchange.callees.answering(
                            new DialledCall(sid, parent.callSid, to(), from(), byoc, false)));
        }
    }

    private static ChildCalls.Ended ended(CallStatus how, int code, long seconds) {
        return new ChildCalls.Ended(how.wire(), code, seconds);
    }

    private long nowSeconds() {
        return Math.ceilDiv(System.nanoTime() - answeredNanos, 1_000_000_000L);
    }

    void statusCallback(URI url) {
        callbacks.sendTo(url);
    }

    private void over(CallStatus how, int code) {
        if (status.over()) {
            return;
        }
        overNanos = System.nanoTime();
        sipCode = code;
        become(how);
        SortedMap<String, String> last = new TreeMap<>(parameters);
        last.put("CallDuration", Long.toString(talkedSeconds()));
        last.put("Duration", Long.toString(Math.ceilDiv(talkedSeconds(), 60L))); // minutes
        last.put("SipResponseCode", Integer.toString(code));
        last.putAll(callbacks.recordingOf(talkedSeconds()));
        callbacks.tell("completed", last);
        callbacks.recorded(parameters, answeredNanos >= 0);
        if (parent != null && !apart) {
            parent.listener.over(ended(how, code, talkedSeconds()));
        }
    }

    long talkedSeconds() {
        return answeredNanos < 0 || overNanos < 0
                ? 0
                : Math.ceilDiv(overNanos - answeredNanos, 1_000_000_000L);
    }

    private void become(CallStatus other) {
        status = other;
        parameters.put("CallStatus", other.wire());
        snapshot = look();
    }

    private PlacedCall look() {
        return new PlacedCall(
                sid,
                parent == null ? null : parent.callSid,
                to(),
                from(),
                byoc,
                status,
                sipCode,
                answeredBy,
                new PlacedCall.Times(
                        createdNanos, initiatedNanos, ringingNanos, answeredNanos, overNanos),
                phone);
    }

    private long seconds(String field, long otherwise) {
        return form.value(field).map(Long::parseLong).orElse(otherwise);
    }

    /** Does something after so long, or at once, unless the call is over by then. */
    private void later(long delayMs, Runnable what) {
        Runnable unlessOver =
                () -> {
                    if (!status.over()) {
                        what.run();
                    }
                };
        if (delayMs <= 0) {
            unlessOver.run();
        } else {
            exchange.vertx.setTimer(delayMs, _ -> unlessOver.run());
        }
    }
}
