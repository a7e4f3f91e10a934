package dev.trunkline.gateway.twilio.voice;

import dev.trunkline.gateway.trunk.oncall.Instruction;
import dev.trunkline.gateway.twilio.voice.VoiceMeters.Apology;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the phones of people on call ask, and those of callers whom nobody came to. Names stand in
 * the URLs, where Twilio's signature covers them.
 */
final class OnCallWebhook {
    static final String ANSWERED_PATH = "/twilio/oncall";
    static final String KEY_PATH = "/twilio/oncall/key";
    static final String LEFT_PATH = "/twilio/oncall/left";
    static final String RECORDED_PATH = "/twilio/oncall/recorded";

    private static final String CALL = "call";
    private static final String LEG = "leg";

    /** For a person who looks for the key; the words come a second time after it. */
    private static final int KEY_SECONDS = 8;

    private static final int TIMES_ASKED = 2;

    private final VoiceSettings settings;
    private final IncomingCalls calls;
    private final Answers answers;

    OnCallWebhook(VoiceSettings settings, IncomingCalls calls, Answers answers) {
        this.settings = settings;
        this.calls = calls;
        this.answers = answers;
    }

    void onAnswered(RoutingContext ctx, WebhookForm form) throws MalformedWebhookException {
        String callSid = form.callSid();
        PlacedTry placed =
                VoiceWebhook.placed(VoiceWebhook.query(ctx.request()))
                        .orElseThrow(() ->
                                new MalformedWebhookException(
                                        "The URL names no call: expected call and attempt in its"
                                                + " query."));
        ask(ctx, () -> calls.personAnswered(placed, callSid));
    }

    void onKey(RoutingContext ctx, WebhookForm form) throws MalformedWebhookException {
        form.callSid();
        WebhookForm query = VoiceWebhook.query(ctx.request());
        String call = call(query);
        int leg = query.number(LEG).orElse(0);
        String key = form.text("Digits");
        ask(ctx, () -> calls.personPressed(call, leg, key));
    }

    /** The caller has finished: Twilio has the message, if not its file yet. */
    void onLeft(RoutingContext ctx, WebhookForm form) throws MalformedWebhookException {
        form.callSid();
        recorded(ctx, form);
        answers.twiml(ctx, TwiML.document(new TwiML.Hangup()));
    }

    void onRecorded(RoutingContext ctx, WebhookForm form) throws MalformedWebhookException {
        if (form.text("RecordingStatus").equals("completed")) {
            recorded(ctx, form);
        }
        answers.noted(ctx);
    }

    private void recorded(RoutingContext ctx, WebhookForm form) throws MalformedWebhookException {
        String sid = form.text("RecordingSid");
        int seconds = form.number("RecordingDuration").orElse(0);
        String call = call(VoiceWebhook.query(ctx.request()));
        if (sid.matches("RE[0-9a-fA-F]{32}")) {
            try {
                calls.messageLeft(call, sid, seconds);
            } catch (RuntimeException e) {
                answers.failedAside(ctx, e);
            }
        }
    }

    private static String call(WebhookForm query) throws MalformedWebhookException {
        String call = query.text(CALL);
        if (!call.matches("[A-Za-z0-9._-]{1,64}")) {
            throw new MalformedWebhookException(
                    "The URL names no call: expected call in its query.");
        }
        return call;
    }

    private void ask(RoutingContext ctx, Supplier<@Nullable Future<Instruction>> question) {
        Question.ask(
                ctx.vertx(),
                settings.answerBudget(),
                question,
                new Question.Outcome<Instruction>() {
                    @Override
                    public void answered(Instruction what) {
                        answers.twiml(ctx, document(what));
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

    /** The instruction as TwiML. */
    String document(Instruction what) {
        return switch (what) {
            case Instruction.Ask ask -> question(ask);
            case Instruction.Meet(String room) ->
                    TwiML.document(
                            new TwiML.Dial(
                                    new DialNoun.Conference(room, true, true, false),
                                    url(VoiceWebhook.AFTER_DIAL_PATH)));
            case Instruction.Tell(String words, String language) ->
                    TwiML.document(new TwiML.Say(words, language, ""), new TwiML.Hangup());
            case Instruction.TakeMessage message -> mailbox(message);
            case Instruction.HangUp _ -> TwiML.document(new TwiML.Hangup());
        };
    }

    private String question(Instruction.Ask ask) {
        TwiML.Gather gather =
                new TwiML.Gather(
                        List.of(new TwiML.Say(ask.words(), ask.language(), "")),
                        1,
                        KEY_SECONDS,
                        url(KEY_PATH)
                                + "?"
                                + CALL
                                + "="
                                + ask.call()
                                + "&"
                                + LEG
                                + "="
                                + ask.leg());
        List<TwiML> verbs = new ArrayList<>();
        for (int i = 0; i < TIMES_ASKED; i++) {
            verbs.add(gather);
        }
        verbs.add(new TwiML.Hangup()); // a mailbox, as it seems
        return TwiML.document(verbs);
    }

    private String mailbox(Instruction.TakeMessage message) {
        String which = "?" + CALL + "=" + message.call();
        return TwiML.document(
                new TwiML.Say(message.words(), message.language(), ""),
                new TwiML.RecordMessage(
                        seconds(message.longest()),
                        seconds(message.silence()),
                        "#",
                        true,
                        url(LEFT_PATH) + which,
                        url(RECORDED_PATH) + which),
                new TwiML.Hangup());
    }

    private static int seconds(Duration some) {
        return Math.max(1, Math.toIntExact(some.toSeconds()));
    }

    private String url(String path) {
        return settings.publicUrl().http(path);
    }
}
