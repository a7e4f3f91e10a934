package dev.trunkline.observability.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TwilioMetersTest {
    private final GatewayMeters meters = new GatewayMeters();

    @AfterEach
    void close() {
        meters.close();
    }

    private String text() {
        return new String(meters.scrape(null).body(), UTF_8);
    }

    @Test
    void over_countsEveryRequestUnderEveryOutcome() {
        for (TwilioRequest request : TwilioRequest.values()) {
            for (TwilioOutcome outcome : TwilioOutcome.values()) {
                assertThat(text()).contains(series(request, outcome) + " 0.0\n");
                meters.twilio().over(request, outcome);
                assertThat(text()).contains(series(request, outcome) + " 1.0\n");
            }
        }
    }

    private static String series(TwilioRequest request, TwilioOutcome outcome) {
        return "trunkline_twilio_requests_total{outcome=\"%s\",request=\"%s\"}"
                .formatted(outcome.label(), request.label());
    }

    @Test
    void retried_countsByRequest() {
        meters.twilio().retried(TwilioRequest.CALL_CREATE);
        meters.twilio().retried(TwilioRequest.CALL_CREATE);
        assertThat(text())
                .contains("trunkline_twilio_retries_total{request=\"call_create\"} 2.0\n")
                .contains("trunkline_twilio_retries_total{request=\"call_end\"} 0.0\n");
    }
}
