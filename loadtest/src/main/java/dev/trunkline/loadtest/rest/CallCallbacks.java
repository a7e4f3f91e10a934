package dev.trunkline.loadtest.rest;

import dev.trunkline.loadtest.phone.Sids;
import dev.trunkline.loadtest.phone.SimulatedTwilio;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Instant;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells the gateway what becomes of one call (Call resource, "StatusCallback"). On the API's event
 * loop.
 */
final class CallCallbacks {
    private static final String REQUEST = "status callback";
    private static final int NOT_TAKEN = 11200;

    private final Surroundings around;
    private final ApiForm form;
    private @Nullable URI url;
    private int sequenceNumber;
    private Future<?> inOrder = Future.succeededFuture();

    /** What callbacks of all calls use. */
    record Surroundings(
            Vertx vertx,
            SimulatedTwilio phone,
            Supplier<CallbackDelivery> delivery,
            Violations violations) {}

    /** A request that is sent when it is due. */
    private interface Posting {
        Future<?> post();
    }

    CallCallbacks(Surroundings around, ApiForm form) {
        this.around = around;
        this.form = form;
        url = form.value("StatusCallback").map(URI::create).orElse(null);
    }

    /** A change of the call named another URL. */
    void sendTo(URI other) {
        url = other;
    }

    /**
     * An event, if it was asked for.
     *
     * @param call what every request of the call says, its {@code CallStatus} included
     */
    void tell(String event, SortedMap<String, String> call) {
        if (url == null || !CallForm.events(form).contains(event)) {
            return;
        }
        SortedMap<String, String> parameters = new TreeMap<>(call);
        parameters.put("CallbackSource", "call-progress-events");
        parameters.put("SequenceNumber", Integer.toString(sequenceNumber));
        parameters.put("Timestamp", Dates.print(Instant.now()));
        String status = parameters.getOrDefault("CallStatus", "");
        URI told = url;
        for (long delayMs : around.delivery.get().delaysMs(status, sequenceNumber)) {
            later(delayMs, () -> post(told, parameters));
        }
        sequenceNumber++;
    }

    /** Who answered, if that is told besides. */
    void detected(SortedMap<String, String> call) {
        form.value("AsyncAmdStatusCallback")
                .ifPresent(target -> later(0, () -> post(URI.create(target), call)));
    }

    /** The recording is there, if there is one and somebody is to be told. */
    void recorded(SortedMap<String, String> call, long seconds) {
        if (!form.value("Record").orElse("").equals("true")) {
            return;
        }
        SortedMap<String, String> parameters = new TreeMap<>(call);
        String recording = Sids.random("RE");
        parameters.put("RecordingSid", recording);
        parameters.put("RecordingUrl", "https://api.twilio.example/Recordings/" + recording);
        parameters.put("RecordingStatus", "completed");
        parameters.put("RecordingDuration", Long.toString(seconds));
        parameters.put(
                "RecordingChannels",
                form.value("RecordingChannels").orElse("mono").equals("dual") ? "2" : "1");
        parameters.put("RecordingSource", "OutboundAPI");
        form.value("RecordingStatusCallback")
                .ifPresent(target -> later(0, () -> post(URI.create(target), parameters)));
    }

    /** Without delay, behind those before it; else by itself, whatever comes before or after. */
    private void later(long delayMs, Posting what) {
        if (delayMs <= 0) {
            inOrder = inOrder.transform(_ -> what.post());
        } else {
            around.vertx.setTimer(delayMs, _ -> what.post());
        }
    }

    /** Succeeds whatever comes of it. */
    private Future<?> post(URI target, SortedMap<String, String> parameters) {
        return around.phone
                .post(target, parameters)
                .onComplete(told -> {
                    if (told.failed() || told.result() / 100 != 2) {
                        String how =
                                told.failed()
                                        ? told.cause().getClass().getSimpleName()
                                        : "answered " + told.result();
                        around.violations.add(
                                NOT_TAKEN, REQUEST, "POST " + target.getRawPath() + ": " + how);
                    }
                })
                .otherwise(0);
    }
}
