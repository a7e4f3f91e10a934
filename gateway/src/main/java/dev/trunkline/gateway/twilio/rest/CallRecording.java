package dev.trunkline.gateway.twilio.rest;

import java.net.URI;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Has Twilio record a call from its answer on. Whether that is allowed the law of both ends says.
 *
 * @param trimSilence whether silence at both ends is cut off
 * @param statusCallback told what becomes of the recording; null: nobody
 * @param events what it is told; empty for Twilio's default, {@link Event#COMPLETED}
 */
public record CallRecording(
        Channels channels,
        Track track,
        boolean trimSilence,
        @Nullable URI statusCallback,
        WebhookMethod method,
        Set<Event> events) {

    public enum Channels {
        MONO,
        /** Both sides apart. */
        DUAL
    }

    /** Whom. */
    public enum Track {
        INBOUND,
        OUTBOUND,
        BOTH
    }

    /** What is told of a recording. */
    public enum Event {
        IN_PROGRESS,
        COMPLETED,
        ABSENT
    }

    public CallRecording {
        events = events.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(events));
    }

    void addTo(Form form) {
        form.add("Record", "true")
                .add("RecordingChannels", wire(channels))
                .add("RecordingTrack", wire(track))
                .add("Trim", trimSilence ? "trim-silence" : "do-not-trim");
        if (statusCallback != null) {
            form.add("RecordingStatusCallback", statusCallback)
                    .add("RecordingStatusCallbackMethod", method);
            events.forEach(event -> form.add("RecordingStatusCallbackEvent", wire(event)));
        }
    }

    private static String wire(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    @Override
    public String toString() {
        return "CallRecording[" + channels + ", " + track + "]"; // no query
    }
}
