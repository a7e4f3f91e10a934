package dev.trunkline.loadtest.phone;

import dev.trunkline.loadtest.phone.PhoneCallReport.Outcome;
import io.vertx.core.Future;
import java.net.ConnectException;
import java.net.URI;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * The documents of one call: asks the gateway for them, and the fallback where that fails. One
 * event loop; the HTTP client's futures complete there too.
 */
final class Documents {
    private static final int MAX_DOCUMENTS = 20;
    private static final URI INLINE = URI.create("inline:twiml");

    private final CallFlow.Surroundings around;
    private final CallScript script;
    private final PhoneCall call;
    private final CallFlow flow;
    private int documents;
    private boolean fallbackUsed;

    Documents(CallFlow.Surroundings around, CallScript script, PhoneCall call, CallFlow flow) {
        this.around = around;
        this.script = script;
        this.call = call;
        this.flow = flow;
    }

    /** Whether what is obeyed is the first that came. */
    boolean first() {
        return documents == 1;
    }

    /** Asks for a document and obeys it, unless the call has been sent elsewhere meanwhile. */
    Future<Webhook.Answer> fetch(WebhookUrl from, SortedMap<String, String> form) {
        return fetch(from, form, _ -> {});
    }

    /** {@code told} hears of the answer, if there is one, before it is obeyed. */
    Future<Webhook.Answer> fetch(
            WebhookUrl from, SortedMap<String, String> form, Consumer<Webhook.Answer> told) {
        if (++documents > MAX_DOCUMENTS) {
            flow.violation(
                    Violation.HTTP_RETRIEVAL,
                    "more than " + MAX_DOCUMENTS + " TwiML documents in one call: a loop");
            flow.finish(Outcome.WEBHOOK_FAILED);
            return Future.failedFuture(new IllegalStateException("a loop"));
        }
        call.webhookSent(around.loop().now());
        int begun = flow.redirections();
        WebhookFault fault = first() ? script.webhookFault() : null;
        Future<Webhook.Answer> asked = fault == null ? ask(from, form) : failing(fault);
        return asked.onComplete(fetched -> {
            if (begun != flow.redirections()) {
                return; // too late: the call obeys something else
            }
            if (fetched.succeeded()) {
                told.accept(fetched.result());
                answered(from, fetched.result());
            } else {
                boolean unreachable =
                        fetched.cause() instanceof TimeoutException
                                || fetched.cause() instanceof ConnectException;
                failed(
                        from.url(),
                        unreachable ? Violation.HTTP_TIMEOUT : Violation.HTTP_RETRIEVAL,
                        from.shown() + ": " + fetched.cause().getClass().getSimpleName());
            }
            around.loop().settle();
        });
    }

    private static Future<Webhook.Answer> failing(WebhookFault fault) {
        return switch (fault) {
            case REFUSED -> Future.failedFuture(new ConnectException());
            case TIMED_OUT -> Future.failedFuture(new TimeoutException());
            case SERVER_ERROR -> Future.succeededFuture(new Webhook.Answer(503, "text/html", ""));
        };
    }

    /** Asks, or tells, the gateway something, signed as the script has it. */
    Future<Webhook.Answer> ask(WebhookUrl url, SortedMap<String, String> form) {
        Webhook webhook = around.webhook();
        if (around.gateway() == null || webhook == null || !around.gateway().serves(url.url())) {
            return Future.failedFuture(new IllegalArgumentException("not a URL of the gateway"));
        }
        Webhook.Signing signing =
                script.deviations().contains(Deviation.WEBHOOK_NO_SIGNATURE)
                        ? Webhook.Signing.NONE
                        : script.deviations().contains(Deviation.WEBHOOK_WRONG_SIGNATURE)
                                ? Webhook.Signing.WRONG
                                : Webhook.Signing.RIGHT;
        return webhook.ask(url, new TreeMap<>(form), signing);
    }

    /** Tells the gateway something that changes nothing about the call. */
    void tell(WebhookUrl url, SortedMap<String, String> form, String what) {
        ask(url, form)
                .onComplete(told -> {
                    if (told.failed() || told.result().status() / 100 != 2) {
                        flow.violation(Violation.HTTP_RETRIEVAL, what + " was not taken");
                    }
                });
    }

    private void answered(WebhookUrl from, Webhook.Answer answer) {
        if (answer.status() / 100 != 2) {
            failed(
                    from.url(),
                    Violation.HTTP_RETRIEVAL,
                    from.shown() + " answered " + answer.status());
            return;
        }
        String type = answer.contentType().toLowerCase(Locale.ROOT);
        if (!type.startsWith("text/xml") && !type.startsWith("application/xml")) {
            failed(
                    from.url(),
                    Violation.CONTENT_TYPE,
                    from.shown()
                            + " answered Content-Type "
                            + answer.contentType()
                            + ": expected text/xml");
            return;
        }
        obey(answer.body(), from.url(), from.shown());
    }

    /** A document that came with the request. */
    void obey(String document) {
        obey(document, INLINE, "inline TwiML");
    }

    private void obey(String document, URI from, String origin) {
        call.twimlReceived(document);
        try {
            flow.obey(new Position(TwimlReader.read(document), from, 0));
        } catch (TwimlReader.MalformedTwiml e) {
            failed(from, Violation.DOCUMENT_PARSE, origin + ": " + e.getMessage());
        }
    }

    /** Says {@code ErrorCode} and {@code ErrorUrl} to the fallback, if there is one. */
    private void failed(URI url, int code, String detail) {
        flow.violation(code, detail);
        boolean again = !fallbackUsed && !call.callerHungUp();
        fallbackUsed = true;
        if (again && script.fallbackTwiml() != null) {
            obey(script.fallbackTwiml());
        } else if (again && script.fallbackPath() != null && around.gateway() != null) {
            SortedMap<String, String> form = new TreeMap<>(flow.parameters());
            form.put("ErrorCode", Integer.toString(code));
            form.put("ErrorUrl", url.toString());
            URI fallback = flow.publicUrl(around.gateway(), script.fallbackPath()).url();
            fetch(new WebhookUrl(fallback, script.fallbackMethod()), form);
        } else {
            flow.finish(call.callerHungUp() ? Outcome.CALLER_HUNG_UP : Outcome.WEBHOOK_FAILED);
        }
    }
}
