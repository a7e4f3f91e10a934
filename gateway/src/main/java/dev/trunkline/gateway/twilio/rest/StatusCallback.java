package dev.trunkline.gateway.twilio.rest;

import java.net.URI;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/**
 * Who is told what becomes of a call. Prints no query.
 *
 * @param url no underscore in its host; put into it what tells this call from others
 * @param events not empty; {@link Event#COMPLETED} covers every way to end
 */
public record StatusCallback(URI url, WebhookMethod method, Set<Event> events) {

    /** What is told. */
    public enum Event {
        INITIATED,
        RINGING,
        /** Arrives as {@code CallStatus=in-progress}. */
        ANSWERED,
        COMPLETED
    }

    public StatusCallback {
        if (events.isEmpty()) {
            throw new IllegalArgumentException("status callback: expected one event or more");
        }
        events = Collections.unmodifiableSet(EnumSet.copyOf(events));
    }

    /** Every event, by POST. */
    public static StatusCallback of(URI url) {
        return new StatusCallback(url, WebhookMethod.POST, EnumSet.allOf(Event.class));
    }

    void addTo(Form form) {
        form.add("StatusCallback", url).add("StatusCallbackMethod", method);
        // One field for each: in one, separated by blanks, Twilio accepts them and tells nothing.
        events.forEach(
                event -> form.add("StatusCallbackEvent", event.name().toLowerCase(Locale.ROOT)));
    }

    @Override
    public String toString() {
        return "StatusCallback[" + method + " " + url.getHost() + url.getPath() + "]";
    }
}
