package dev.trunkline.loadtest.phone;

import java.net.URI;
import java.time.InstantSource;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Tells a {@code <Stream>}'s statusCallback what becomes of it; without the attribute nobody is
 * told.
 */
final class StreamStatusCallback {
    private static final InstantSource WALL_CLOCK = InstantSource.system();

    private final Poster poster;
    private final @Nullable URI url;
    private final SortedMap<String, String> parameters = new TreeMap<>();

    /** Posts signed parameters to a URL of the gateway. */
    interface Poster {
        void post(URI url, SortedMap<String, String> parameters);
    }

    StreamStatusCallback(
            Poster poster, Twiml.@Nullable ConnectStream stream, CallIdentity identity) {
        this.poster = poster;
        url =
                stream == null || stream.statusCallback().isEmpty()
                        ? null
                        : URI.create(stream.statusCallback());
        parameters.put("AccountSid", identity.accountSid());
        parameters.put("CallSid", identity.callSid());
        parameters.put("StreamSid", identity.streamSid());
        parameters.put(
                "StreamName",
                stream == null || stream.name().isEmpty() ? identity.streamSid() : stream.name());
    }

    void started() {
        post("stream-started");
    }

    void stopped() {
        post("stream-stopped");
    }

    void failed(String error) {
        parameters.put("StreamError", error);
        post("stream-error");
    }

    private void post(String event) {
        if (url != null) {
            SortedMap<String, String> form = new TreeMap<>(parameters);
            form.put("StreamEvent", event);
            form.put(
                    "Timestamp",
                    WALL_CLOCK
                            .instant()
                            .toString()); // ISO 8601, unlike other callbacks of Twilio's
            poster.post(url, form);
        }
    }
}
