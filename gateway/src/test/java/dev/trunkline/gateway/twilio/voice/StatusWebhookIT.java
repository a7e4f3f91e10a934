package dev.trunkline.gateway.twilio.voice;

import static dev.trunkline.gateway.twilio.voice.WebhookServer.ACCOUNT;
import static dev.trunkline.gateway.twilio.voice.WebhookServer.CALL;
import static dev.trunkline.gateway.twilio.voice.WebhookServer.ringing;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Status callbacks over HTTP. */
class StatusWebhookIT {

    private static final String STREAM = "MZ11112222333344445555666677778888";

    @Test
    void statusArrivesWithItsNumbers() {
        try (var server = WebhookServer.start()) {
            var answer =
                    server.post(
                            "/twilio/status",
                            ringing(
                                    "CallStatus", "completed",
                                    "SequenceNumber", "3",
                                    "CallDuration", "61",
                                    "Duration", "2",
                                    "SipResponseCode", "200"));
            assertThat(answer.statusCode()).isEqualTo(204);
            assertThat(server.calls.statuses)
                    .containsExactly(
                            new CallStatusEvent(
                                    CALL,
                                    ACCOUNT,
                                    CallStatus.COMPLETED,
                                    OptionalInt.of(3),
                                    OptionalInt.of(61),
                                    OptionalInt.of(200),
                                    OptionalInt.empty(),
                                    Optional.empty()));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "canceled, CANCELED, true",
        "cancelled, CANCELED, true",
        "no-answer, NO_ANSWER, true",
        "busy, BUSY, true",
        "failed, FAILED, true",
        "in-progress, IN_PROGRESS, false",
        "queued, QUEUED, false",
        "initiated, INITIATED, false",
        "paused, UNRECOGNIZED, false"
    })
    void everySpellingIsUnderstood(String wire, CallStatus status, boolean terminal) {
        try (var server = WebhookServer.start()) {
            server.post("/twilio/status", ringing("CallStatus", wire));
            assertThat(server.calls.statuses)
                    .extracting(CallStatusEvent::status)
                    .containsExactly(status);
            assertThat(status.terminal()).isEqualTo(terminal);
        }
    }

    @Test
    void repeatedCallbackIsDroppedAndOutOfOrderOnesAreNot() {
        try (var server = WebhookServer.start()) {
            for (String sequence : new String[] {"2", "0", "2", "1", "0"}) {
                var form = ringing("SequenceNumber", sequence);
                assertThat(server.post("/twilio/status", form).statusCode()).isEqualTo(204);
            }
            assertThat(server.calls.statuses)
                    .extracting(event -> event.sequenceNumber().orElse(-1))
                    .containsExactly(2, 0, 1);
            assertThat(server.meters.counted)
                    .containsExactly("repeatedCallback", "repeatedCallback");
        }
    }

    @Test
    void withoutSequenceNumberTheStatusTellsCallbacksApart() {
        try (var server = WebhookServer.start()) {
            server.post("/twilio/status", ringing());
            server.post("/twilio/status", ringing("CallStatus", "completed"));
            server.post("/twilio/status", ringing());
            assertThat(server.calls.statuses)
                    .extracting(CallStatusEvent::status)
                    .containsExactly(CallStatus.RINGING, CallStatus.COMPLETED);
        }
    }

    @Test
    void streamErrorArrivesWithPrintableWords() {
        try (var server = WebhookServer.start()) {
            var form =
                    ringing(
                            "StreamSid",
                            STREAM,
                            "StreamName",
                            "agent",
                            "StreamEvent",
                            "stream-error",
                            "StreamError",
                            "Stream - WebSocket\r\n" + "x".repeat(300));
            assertThat(server.post("/twilio/stream-status", form).statusCode()).isEqualTo(204);
            assertThat(server.calls.streamEvents)
                    .containsExactly(
                            new StreamEvent(
                                    CALL,
                                    STREAM,
                                    StreamEvent.Kind.ERROR,
                                    "Stream - WebSocket??" + "x".repeat(180)));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "stream-started, STARTED",
        "stream-stopped, STOPPED",
        "stream-paused, UNRECOGNIZED"
    })
    void everyStreamEventIsUnderstood(String wire, StreamEvent.Kind kind) {
        try (var server = WebhookServer.start()) {
            server.post("/twilio/stream-status", ringing("StreamSid", STREAM, "StreamEvent", wire));
            assertThat(server.calls.streamEvents)
                    .extracting(StreamEvent::kind)
                    .containsExactly(kind);
        }
    }

    @Test
    void failureOfTheGatewayIsCountedAndTwilioHearsNothingOfIt() {
        try (var server = WebhookServer.start()) {
            server.calls.onEvent =
                    () -> {
                        throw new IllegalStateException("broken");
                    };
            assertThat(server.post("/twilio/status", ringing()).statusCode()).isEqualTo(204);
            assertThat(server.meters.counted).containsExactly("callbackFailed");
        }
    }

    @Test
    void memoryOfCallbacksIsBounded() {
        var recent = new RecentCallbacks(2);
        assertThat(recent.firstTime("a")).isTrue();
        assertThat(recent.firstTime("b")).isTrue();
        assertThat(recent.firstTime("a")).isFalse();
        assertThat(recent.firstTime("c")).isTrue(); // forgets a
        assertThat(recent.firstTime("a")).isTrue();
        assertThat(recent.firstTime("c")).isFalse();
    }
}
