package dev.trunkline.observability.metrics;

import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/** What the client of Twilio's REST API counts. Any thread. */
public final class TwilioMeters {
    private final Map<TwilioRequest, Map<TwilioOutcome, CounterDataPoint>> requests =
            new EnumMap<>(TwilioRequest.class);
    private final Map<TwilioRequest, CounterDataPoint> retries = new EnumMap<>(TwilioRequest.class);

    TwilioMeters(MeterFamilies families) {
        for (TwilioRequest request : TwilioRequest.values()) {
            Map<TwilioOutcome, CounterDataPoint> outcomes = new EnumMap<>(TwilioOutcome.class);
            for (TwilioOutcome outcome : TwilioOutcome.values()) {
                outcomes.put(
                        outcome,
                        families.counter(
                                GatewayMeter.TWILIO_REQUESTS, request.label(), outcome.label()));
            }
            requests.put(request, outcomes);
            retries.put(request, families.counter(GatewayMeter.TWILIO_RETRIES, request.label()));
        }
    }

    /** One more request is over, with its retries. */
    public void over(TwilioRequest request, TwilioOutcome outcome) {
        Objects.requireNonNull(Objects.requireNonNull(requests.get(request)).get(outcome)).inc();
    }

    /** One more try is made of a request that failed. */
    public void retried(TwilioRequest request) {
        Objects.requireNonNull(retries.get(request)).inc();
    }
}
