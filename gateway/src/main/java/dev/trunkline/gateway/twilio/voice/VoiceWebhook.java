package dev.trunkline.gateway.twilio.voice;

import dev.trunkline.gateway.agent.TwilioLeg;
import dev.trunkline.gateway.trunk.Trunk;
import dev.trunkline.gateway.trunk.Trunks;
import dev.trunkline.gateway.twilio.voice.VoiceMeters.Apology;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The webhooks that decide what a call does: {@code POST /twilio/voice} when it rings, {@code POST
 * /twilio/after-stream} or {@code /twilio/after-relay} when its socket is closed, {@code POST
 * /twilio/after-dial} and {@code /twilio/after-queue} when a transfer is over; and, beside them,
 * the status callbacks.
 *
 * <p>The caller always gets an answer: if the gateway fails, throws or is late, it is an apology
 * (or the configured fallback TwiML) with status 200, since an error page makes Twilio read out an
 * "application error". One instance serves all event loops.
 */
public final class VoiceWebhook {

    /** Inbound webhook; {@code ?agent=} and {@code ?trunk=} select. */
    public static final String VOICE_PATH = "/twilio/voice";

    /** The media socket that the TwiML names. */
    public static final String STREAM_PATH = "/twilio/stream";

    /** The socket of words that the TwiML names. */
    public static final String RELAY_PATH = "/twilio/relay";

    /** Asked when a session of words is over, whoever ended it. */
    public static final String AFTER_RELAY_PATH = "/twilio/after-relay";

    /** Asked when the media socket is closed and the caller is still there. */
    public static final String AFTER_STREAM_PATH = "/twilio/after-stream";

    /** Asked when a transferred call is over, or nobody took it. */
    public static final String AFTER_DIAL_PATH = "/twilio/after-dial";

    /** Asked when a call that was sent to wait for someone leaves the queue. */
    public static final String AFTER_QUEUE_PATH = "/twilio/after-queue";

    /** Status callbacks of calls. */
    public static final String STATUS_PATH = StatusWebhook.STATUS_PATH;

    /** Told who answered a call of ours. */
    public static final String ANSWERER_PATH = StatusWebhook.ANSWERER_PATH;

    /** Told what becomes of a call's recording. */
    public static final String RECORDING_PATH = StatusWebhook.RECORDING_PATH;

    /** Asked by the phone of a person on call who has picked up. */
    public static final String ON_CALL_PATH = OnCallWebhook.ANSWERED_PATH;

    /** What a number or trunk falls back on when the voice URL fails. */
    public static final String FALLBACK_PATH = "/twilio/fallback";

    /** Status callbacks of media streams. */
    public static final String STREAM_STATUS_PATH = StatusWebhook.STREAM_STATUS_PATH;

    /** Names the stream in Twilio's callbacks. */
    private static final String STREAM_NAME = "agent";

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final String RECEIVED_KEY = "trunkline.webhook.receivedNanos";

    private final VoiceSettings settings;
    private final Trunks trunks;
    private final IncomingCalls calls;
    private final SignatureHandler signatures;
    private final VoiceMeters meters;
    private final LongSupplier nanoClock;
    private final Answers answers;
    private final Transfers transfers;
    private final StatusWebhook statusWebhook;
    private final OnCallWebhook onCall;

    /**
     * One instance for all routers.
     *
     * @param nanoClock the gateway's monotonic clock
     */
    public VoiceWebhook(
            VoiceSettings settings,
            Trunks trunks,
            IncomingCalls calls,
            SignatureHandler signatures,
            VoiceMeters meters,
            LongSupplier nanoClock) {
        this.settings = settings;
        this.trunks = trunks;
        this.calls = calls;
        this.signatures = signatures;
        this.meters = meters;
        this.nanoClock = nanoClock;
        this.answers = new Answers(settings.apologies(), meters);
        this.transfers = new Transfers(settings.publicUrl(), answers);
        this.statusWebhook = new StatusWebhook(calls, meters, answers);
        this.onCall = new OnCallWebhook(settings, calls, answers);
    }

    /**
     * Adds all routes of this package but the media socket's. No body handler may run before them.
     */
    public void mount(Router router) {
        Handler<RoutingContext> apology =
                ctx -> answers.apologise(ctx, Apology.FAILED, ctx.failure());
        mount(router, VOICE_PATH, this::onVoice, apology);
        mount(router, AFTER_STREAM_PATH, this::onAfterStream, apology);
        mount(router, AFTER_RELAY_PATH, this::onAfterRelay, apology);
        mount(router, AFTER_DIAL_PATH, transfers::afterDial, apology);
        mount(router, AFTER_QUEUE_PATH, transfers::afterQueue, apology);
        mount(router, FALLBACK_PATH, this::onFallback, apology);
        mount(router, ON_CALL_PATH, onCall::onAnswered, apology);
        mount(router, OnCallWebhook.KEY_PATH, onCall::onKey, apology);
        mount(router, OnCallWebhook.LEFT_PATH, onCall::onLeft, apology);
        mount(router, OnCallWebhook.RECORDED_PATH, onCall::onRecorded, answers::noted);
        mount(router, ANSWERER_PATH, statusWebhook::onAnswerer, answers::noted);
        mount(router, RECORDING_PATH, statusWebhook::onRecording, answers::noted);
        mount(router, STATUS_PATH, statusWebhook::onCallStatus, answers::noted);
        mount(router, STREAM_STATUS_PATH, statusWebhook::onStreamStatus, answers::noted);
    }

    private void mount(
            Router router, String path, Webhook webhook, Handler<RoutingContext> whenBroken) {
        router.post(path)
                .handler(this::stamp)
                .handler(signatures)
                .handler(ctx -> dispatch(ctx, webhook))
                .failureHandler(whenBroken);
    }

    private void stamp(RoutingContext ctx) {
        ctx.put(RECEIVED_KEY, nanoClock.getAsLong());
        ctx.next();
    }

    private void dispatch(RoutingContext ctx, Webhook webhook) {
        var form = SignatureHandler.form(ctx);
        if (form.isEmpty()) {
            answers.malformed(ctx, "Content-Type must be application/x-www-form-urlencoded.");
            return;
        }
        try {
            String accountSid = form.get().accountSid();
            if (settings.accountSids().isEmpty() || settings.accountSids().contains(accountSid)) {
                webhook.handle(ctx, form.get());
            } else {
                answers.unknownAccount(ctx);
            }
        } catch (MalformedWebhookException e) {
            answers.malformed(ctx, e.sentence());
        }
    }

    private void onVoice(RoutingContext ctx, WebhookForm form) throws MalformedWebhookException {
        WebhookForm query = query(ctx.request());
        String agent = query.text("agent");
        long receivedNanos = ctx.<Long>get(RECEIVED_KEY, 0L);
        var call =
                new IncomingCall(
                        form.callSid(),
                        form.accountSid(),
                        CallParty.of(form.text("From")),
                        CallParty.of(form.text("To")),
                        // What is no name is no agent's: the call is refused, and counts as tried.
                        agent.isEmpty() ? Optional.empty() : Optional.of(plain(agent)),
                        leg(query.text("leg")),
                        trunk(query.text("trunk")),
                        plain(query.text("experiment")),
                        plain(form.text("StirVerstat")),
                        placed(query),
                        receivedNanos);
        Question.ask(
                ctx.vertx(),
                settings.answerBudget(),
                () -> calls.admit(call),
                new AdmissionOutcome(ctx, call.callSid()));
    }

    /** Another voice URL failed, ours or not: Twilio says of which kind the failure was. */
    private void onFallback(RoutingContext ctx, WebhookForm form) throws MalformedWebhookException {
        meters.fellBack(form.number("ErrorCode").orElse(0));
        answers.apologise(ctx, Apology.FALLBACK);
    }

    /** The try that the URL names; empty if it names none. */
    static Optional<PlacedTry> placed(WebhookForm query) throws MalformedWebhookException {
        String call = plain(query.text(PlacedTry.CALL));
        int attempt = query.number(PlacedTry.ATTEMPT).orElse(0);
        return call.isEmpty() || attempt < 1
                ? Optional.empty()
                : Optional.of(new PlacedTry(call, attempt));
    }

    /** A name as it is, or empty: what is no name is kept nowhere, and costs no call. */
    private static String plain(String text) {
        return NAME.matcher(text).matches() ? text : "";
    }

    /** What is none is none: the call goes on as its agent's profile has it. */
    private Optional<TwilioLeg> leg(String name) {
        return switch (name) {
            case "stream" -> Optional.of(TwilioLeg.STREAM);
            case "relay" -> Optional.of(TwilioLeg.RELAY);
            case "" -> Optional.empty();
            default -> {
                meters.unknownLeg();
                yield Optional.empty();
            }
        };
    }

    private Trunk trunk(String name) {
        if (name.isEmpty()) {
            return trunks.standard();
        }
        Trunk trunk = trunks.named(name);
        if (!trunk.name().equals(name)) {
            meters.unknownTrunk();
        }
        return trunk;
    }

    /**
     * Twilio's parameters are in the body; ours are in the URL, where its signature covers them
     * too.
     */
    static WebhookForm query(HttpServerRequest request) throws MalformedWebhookException {
        String query = request.query();
        return new WebhookForm(
                FormDecoder.decode(query == null ? "" : query)
                        .orElseThrow(() ->
                                new MalformedWebhookException(
                                        "The query has a broken percent escape.")));
    }

    private final class AdmissionOutcome implements Question.Outcome<Admission> {
        private final RoutingContext ctx;
        private final String callSid;

        AdmissionOutcome(RoutingContext ctx, String callSid) {
            this.ctx = ctx;
            this.callSid = callSid;
        }

        @Override
        public void answered(Admission admission) {
            switch (admission) {
                case Admission.Accepted accepted -> answers.twiml(ctx, connect(accepted));
                case Admission.Unwanted _ -> answers.twiml(ctx, TwiML.document(new TwiML.Hangup()));
                case Admission.Refused(Admission.Reason reason) ->
                        answers.apologise(ctx, apology(reason));
            }
        }

        @Override
        public void failed(Throwable cause) {
            answers.apologise(ctx, Apology.FAILED, cause);
            abandon();
        }

        @Override
        public void late() {
            answers.apologise(ctx, Apology.LATE);
        }

        @Override
        public void answeredTooLate(Admission admission) {
            if (admission instanceof Admission.Accepted) {
                abandon();
            }
        }

        private void abandon() {
            try {
                calls.abandoned(callSid);
            } catch (RuntimeException e) {
                answers.failedAside(ctx, e);
            }
        }
    }

    private String connect(Admission.Accepted accepted) {
        PublicUrl publicUrl = settings.publicUrl();
        return switch (accepted.leg()) {
            case Admission.Leg.Audio _ ->
                    TwiML.document(
                            new TwiML.Connect(
                                    new TwiML.Stream(
                                            publicUrl.webSocket(STREAM_PATH),
                                            STREAM_NAME,
                                            publicUrl.http(STREAM_STATUS_PATH),
                                            accepted.parameters())),
                            new TwiML.Redirect(publicUrl.http(AFTER_STREAM_PATH)));
            case Admission.Leg.Words(var profile, String greeting) ->
                    TwiML.document(
                            new TwiML.Connect(
                                    ConversationRelay.of(
                                            publicUrl.webSocket(RELAY_PATH),
                                            profile,
                                            greeting,
                                            accepted.parameters()),
                                    publicUrl.http(AFTER_RELAY_PATH)));
        };
    }

    private void onAfterStream(RoutingContext ctx, WebhookForm form)
            throws MalformedWebhookException {
        String callSid = form.callSid();
        whatFollows(ctx, () -> calls.afterStream(callSid));
    }

    private void onAfterRelay(RoutingContext ctx, WebhookForm form)
            throws MalformedWebhookException {
        RelayEnd end =
                new RelayEnd(
                        form.callSid(),
                        plain(form.text("SessionId")),
                        RelayEnd.status(form.text("SessionStatus")),
                        RelayError.of(form.text("ErrorCode")),
                        !CallStatus.of(form.text("CallStatus")).terminal());
        whatFollows(ctx, () -> calls.afterRelay(end));
    }

    private void whatFollows(RoutingContext ctx, Supplier<@Nullable Future<AfterStream>> question) {
        Question.ask(
                ctx.vertx(),
                settings.answerBudget(),
                question,
                new Question.Outcome<AfterStream>() {
                    @Override
                    public void answered(AfterStream next) {
                        follow(ctx, next);
                    }

                    @Override
                    public void failed(Throwable cause) {
                        answers.apologise(ctx, Apology.FAILED, cause);
                    }

                    @Override
                    public void late() {
                        answers.apologise(ctx, Apology.LATE);
                    }
                });
    }

    private void follow(RoutingContext ctx, AfterStream next) {
        switch (next) {
            case AfterStream.HangUp _ -> answers.twiml(ctx, TwiML.document(new TwiML.Hangup()));
            case AfterStream.Transfer(var destination, var callerId) ->
                    answers.twiml(ctx, TwiML.document(transfers.to(destination, callerId)));
            case AfterStream.OnCall(var what) -> answers.twiml(ctx, onCall.document(what));
            case AfterStream.Reopen(var session) -> answers.twiml(ctx, connect(session));
            case AfterStream.Apologise _ -> answers.apologise(ctx, Apology.STREAM_FAILED);
        }
    }

    private static Apology apology(Admission.Reason reason) {
        return switch (reason) {
            case FULL -> Apology.FULL;
            case OVERLOADED -> Apology.OVERLOADED;
            case DRAINING -> Apology.DRAINING;
            case UNKNOWN_AGENT -> Apology.UNKNOWN_AGENT;
        };
    }

    /** One route's own part, after signature and account are checked. */
    @FunctionalInterface
    private interface Webhook {
        void handle(RoutingContext ctx, WebhookForm form) throws MalformedWebhookException;
    }
}
