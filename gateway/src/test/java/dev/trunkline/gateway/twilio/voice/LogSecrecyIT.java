package dev.trunkline.gateway.twilio.voice;

import static dev.trunkline.gateway.twilio.voice.WebhookServer.ringing;
import static dev.trunkline.gateway.twilio.voice.WebhookServer.signed;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import dev.trunkline.gateway.trunk.PhoneNumber;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Feeds numbers and secrets through every path and searches all that was logged, down to debug. */
class LogSecrecyIT {

    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String SECRET = "hunter2-secret-value";
    private static final List<String> PERSONAL =
            List.of(
                    "7700900123",
                    "2079460000",
                    "5550100123",
                    SECRET,
                    FakeCalls.TOKEN,
                    WebhookServer.TOKEN);

    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final ListAppender<ILoggingEvent> appender = new ListAppender<>();

    @BeforeEach
    void capture() {
        root.setLevel(Level.DEBUG);
        appender.start();
        root.addAppender(appender);
    }

    @AfterEach
    void release() {
        root.detachAppender(appender);
    }

    @Test
    void nothingPersonalIsLoggedOnAnyPath() {
        var signatures = new ArrayList<String>();
        try (var server = WebhookServer.start()) {
            refusals(server, signatures);
            failures(server);
            outcomes(server);
        }
        String logged = logged();
        assertThat(logged)
                .contains("webhook.refused", "webhook.apologised", "webhook.callback_failed")
                .contains("https://voice.gateway.example/twilio/voice")
                .contains(WebhookServer.CALL);
        assertThat(PERSONAL).noneMatch(logged::contains);
        assertThat(signatures).isNotEmpty().noneMatch(logged::contains);
    }

    private static void refusals(WebhookServer server, List<String> signatures) {
        String target = "/twilio/voice?agent=" + SECRET + "&n=7700900123";
        String form = WebhookServer.encoded(ringing("CallerName", SECRET));
        signatures.add(signed(target, Map.of()));
        server.send(target, form, FORM, "");
        server.send(target, form, FORM, signatures.getFirst());
        server.send(target, form, "application/json", signatures.getFirst());
        server.send(target, form + "&x=%", FORM, signatures.getFirst());
        server.post(target, ringing("AccountSid", SECRET));
        server.post(target, ringing("CallSid", SECRET));
        server.post(target, ringing("CallSid", "+447700900123"));
        server.post("/twilio/voice", ringing("From", "+447700900123".repeat(50)));
        server.post("/twilio/voice?agent=" + SECRET + "%2F", ringing());
    }

    private static void failures(WebhookServer server) {
        server.calls.admission = call -> Future.failedFuture(call.from().raw() + SECRET);
        server.post("/twilio/voice", ringing());
        server.calls.admission =
                call -> {
                    throw new IllegalStateException(call.to().raw() + call + SECRET);
                };
        server.post("/twilio/voice", ringing());
        server.calls.admission =
                _ -> Future.succeededFuture(new Admission.Accepted(Map.of("t", SECRET.repeat(30))));
        server.post("/twilio/voice", ringing());
        server.calls.afterStream = _ -> Future.failedFuture(SECRET);
        server.post("/twilio/after-stream", ringing());
        server.calls.onEvent =
                () -> {
                    throw new IllegalStateException(SECRET);
                };
        server.post("/twilio/status", ringing("ForwardedFrom", "+447700900123"));
        server.post(
                "/twilio/stream-status",
                ringing(
                        "StreamSid",
                        "MZ" + "1".repeat(32),
                        "StreamEvent",
                        "stream-error",
                        "StreamError",
                        SECRET));
    }

    private static void outcomes(WebhookServer server) {
        var accepted = new Admission.Accepted(Map.of("token", FakeCalls.TOKEN));
        server.calls.admission = _ -> Future.succeededFuture(accepted);
        assertThat(server.post("/twilio/voice", ringing()).body()).contains(FakeCalls.TOKEN);
        var transfer =
                new AfterStream.Transfer(
                        new PhoneNumber("+15550100123"),
                        Optional.of(new PhoneNumber("+442079460000")));
        server.calls.afterStream = _ -> Future.succeededFuture(transfer);
        assertThat(server.post("/twilio/after-stream", ringing()).body()).contains("+15550100123");
        server.post("/twilio/after-dial", ringing("DialCallStatus", "busy"));
        // What somebody who logs these records would print.
        LoggerFactory.getLogger(LogSecrecyIT.class)
                .info("{} {} {}", server.calls.asked, accepted, transfer);
    }

    private String logged() {
        var text = new StringBuilder();
        for (ILoggingEvent event : List.copyOf(appender.list)) {
            text.append(event.getFormattedMessage())
                    .append(event.getKeyValuePairs())
                    .append(event.getMDCPropertyMap());
            if (event.getThrowableProxy() != null) {
                text.append(ThrowableProxyUtil.asString(event.getThrowableProxy()));
            }
            text.append('\n');
        }
        return text.toString();
    }
}
