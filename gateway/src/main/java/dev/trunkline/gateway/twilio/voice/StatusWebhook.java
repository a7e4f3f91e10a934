package dev.trunkline.gateway.twilio.voice;

import io.vertx.ext.web.RoutingContext;
import java.util.OptionalInt;
import java.util.function.Consumer;

/**
 * What Twilio reports about calls and their streams. Callbacks come out of order, twice, or not at
 * all (only {@code completed} can be relied on): each one goes on once, with its sequence number.
 */
final class StatusWebhook {

    static final String STATUS_PATH = "/twilio/status";
    static final String ANSWERER_PATH = "/twilio/answerer";
    static final String RECORDING_PATH = "/twilio/recording";
    static final String STREAM_STATUS_PATH = "/twilio/stream-status";

    /** A call has about five callbacks: the last minutes of a busy gateway, in about a megabyte. */
    private static final int REMEMBERED = 8_192;

    private static final int ERROR_CHARS = 200;

    private final IncomingCalls calls;
    private final VoiceMeters meters;
    private final Answers answers;
    private final RecentCallbacks recent = new RecentCallbacks(REMEMBERED);

    StatusWebhook(IncomingCalls calls, VoiceMeters meters, Answers answers) {
        this.calls = calls;
        this.meters = meters;
        this.answers = answers;
    }

    void onCallStatus(RoutingContext ctx, WebhookForm form) throws MalformedWebhookException {
        String status = form.required("CallStatus");
        OptionalInt sequenceNumber = form.number("SequenceNumber");
        var event =
                new CallStatusEvent(
                        form.callSid(),
                        form.accountSid(),
                        CallStatus.of(status),
                        sequenceNumber,
                        form.number("CallDuration"),
                        form.number("SipResponseCode"),
                        form.number("ErrorCode"),
                        VoiceWebhook.placed(VoiceWebhook.query(ctx.request())));
        String order =
                sequenceNumber.isPresent()
                        ? Integer.toString(sequenceNumber.getAsInt())
                        : event.status().name();
        tell(ctx, event.callSid() + ' ' + order, event, calls::statusChanged);
    }

    void onAnswerer(RoutingContext ctx, WebhookForm form) throws MalformedWebhookException {
        String answeredBy = printable(form.required("AnsweredBy"));
        PlacedTry placed = placed(ctx);
        tell(ctx, form.callSid() + " answerer", placed, to -> calls.answererFound(to, answeredBy));
    }

    void onRecording(RoutingContext ctx, WebhookForm form) throws MalformedWebhookException {
        String sid = printable(form.required("RecordingSid"));
        String status = printable(form.text("RecordingStatus"));
        int seconds = form.number("RecordingDuration").orElse(0);
        PlacedTry placed = placed(ctx);
        tell(ctx, sid + ' ' + status, placed, to -> calls.recorded(to, sid, status, seconds));
    }

    private static PlacedTry placed(RoutingContext ctx) throws MalformedWebhookException {
        return VoiceWebhook.placed(VoiceWebhook.query(ctx.request()))
                .orElseThrow(() ->
                        new MalformedWebhookException(
                                "The URL names no call: expected call and attempt in its query."));
    }

    void onStreamStatus(RoutingContext ctx, WebhookForm form) throws MalformedWebhookException {
        var event =
                new StreamEvent(
                        form.callSid(),
                        form.streamSid(),
                        StreamEvent.kind(form.required("StreamEvent")),
                        printable(form.text("StreamError")));
        tell(ctx, event.streamSid() + ' ' + event.kind(), event, calls::streamEvent);
    }

    private <T> void tell(RoutingContext ctx, String callback, T event, Consumer<T> port) {
        if (recent.firstTime(callback)) {
            try {
                port.accept(event);
            } catch (RuntimeException e) {
                answers.failedAside(ctx, e);
            }
        } else {
            meters.repeatedCallback();
        }
        // Also after a failure of ours: an error status would only put a second complaint into
        // Twilio's debugger.
        answers.noted(ctx);
    }

    private static String printable(String text) {
        var printable = new StringBuilder();
        text.chars()
                .limit(ERROR_CHARS)
                .forEach(c -> printable.append(c >= 0x20 && c < 0x7f ? (char) c : '?'));
        return printable.toString();
    }
}
