package dev.trunkline.loadtest.rest;

import dev.trunkline.loadtest.phone.Sids;
import dev.trunkline.loadtest.phone.WebhookUrl;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Tells the gateway what becomes of one call (Call resource, "StatusCallback") and of its
 * recording. On the API's event loop.
 */
final class CallCallbacks {
    private final ApiForm form;
    private final Callbacks progress;
    private final Callbacks others;
    private final SortedMap<String, String> recording = new TreeMap<>();
    private @Nullable URI url;

    CallCallbacks(Callbacks.Surroundings around, ApiForm form) {
        this.form = form;
        progress = new Callbacks(around);
        others = new Callbacks(around);
        url = form.value("StatusCallback").map(URI::create).orElse(null);
        if (form.value("Record").orElse("").equals("true")) {
            String sid = Sids.random("RE");
            recording.put("RecordingSid", sid);
            recording.put("RecordingUrl", "https://api.twilio.example/Recordings/" + sid);
        }
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
        parameters.put("SequenceNumber", Integer.toString(progress.sequenceNumber()));
        parameters.put("Timestamp", Dates.print(Instant.now()));
        progress.tell(
                WebhookUrl.of(url, form.value("StatusCallbackMethod").orElse("")),
                parameters.getOrDefault("CallStatus", ""),
                parameters);
    }

    /** Who answered, if that is told besides. */
    void detected(SortedMap<String, String> call) {
        to("AsyncAmdStatusCallback", "in-progress", call);
    }

    /** The call was answered: from now on it is recorded, if it is. */
    void recording(SortedMap<String, String> call) {
        recorded("in-progress", call);
    }

    /** What the last callback of a recorded call says besides; the file may not be there yet. */
    SortedMap<String, String> recordingOf(long seconds) {
        if (!recording.isEmpty() && seconds > 0) {
            recording.put("RecordingDuration", Long.toString(seconds));
            return recording;
        }
        return new TreeMap<>();
    }

    /** The recording is there, or there is none since nobody answered. */
    void recorded(SortedMap<String, String> call, boolean answered) {
        recorded(answered ? "completed" : "absent", call);
    }

    private void recorded(String status, SortedMap<String, String> call) {
        List<String> asked = form.values("RecordingStatusCallbackEvent");
        if (recording.isEmpty()
                || !(asked.isEmpty() ? List.of("completed") : asked).contains(status)) {
            return;
        }
        SortedMap<String, String> parameters = new TreeMap<>(call);
        parameters.putAll(recording);
        parameters.put("RecordingStatus", status);
        parameters.put(
                "RecordingChannels",
                form.value("RecordingChannels").orElse("mono").equals("dual") ? "2" : "1");
        parameters.put("RecordingTrack", form.value("RecordingTrack").orElse("both"));
        parameters.put("RecordingSource", "OutboundAPI");
        to("RecordingStatusCallback", status, parameters);
    }

    private void to(String field, String status, SortedMap<String, String> parameters) {
        form.value(field)
                .map(URI::create)
                .ifPresent(target ->
                        others.tell(
                                WebhookUrl.of(target, form.value(field + "Method").orElse("")),
                                status,
                                new TreeMap<>(parameters)));
    }
}
