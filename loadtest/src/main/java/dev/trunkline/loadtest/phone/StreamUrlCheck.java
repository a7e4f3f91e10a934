package dev.trunkline.loadtest.phone;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What Twilio refuses about a {@code <Stream>} before it connects. */
final class StreamUrlCheck {
    private static final int PARAMETER_LIMIT_CHARS = 500;

    private StreamUrlCheck() {}

    /** Why the stream is refused. */
    record Finding(int code, String detail) {}

    static @Nullable Finding check(Twiml.ConnectStream stream, @Nullable GatewayAddress gateway) {
        URI url;
        try {
            url = new URI(stream.url());
        } catch (URISyntaxException e) {
            return new Finding(Violation.STREAM_URL, "Stream url is malformed: " + e.getReason());
        }
        if (!url.isAbsolute() || url.getHost() == null) {
            return new Finding(
                    Violation.STREAM_URL, "Stream url is not absolute: expected wss://host/path");
        }
        if (!"wss".equals(url.getScheme())) {
            return new Finding(
                    Violation.STREAM_SCHEME,
                    "Stream url has scheme " + url.getScheme() + ": expected wss");
        }
        if (url.getRawQuery() != null) {
            return new Finding(
                    Violation.STREAM_HANDSHAKE,
                    "Stream url has a query string: use the path or <Parameter> instead");
        }
        if (!stream.track().isEmpty() && !"inbound_track".equals(stream.track())) {
            return new Finding(
                    Violation.STREAM_TRACK,
                    "track=\""
                            + stream.track()
                            + "\": only inbound_track is allowed under <Connect>");
        }
        for (Map.Entry<String, String> parameter : stream.parameters().entrySet()) {
            int chars = parameter.getKey().length() + parameter.getValue().length();
            if (chars >= PARAMETER_LIMIT_CHARS) {
                return new Finding(
                        Violation.SCHEMA,
                        "Parameter "
                                + parameter.getKey()
                                + " has "
                                + chars
                                + " characters: under 500 are allowed");
            }
        }
        if (gateway == null || !gateway.serves(url)) {
            return new Finding(
                    Violation.STREAM_NO_ANSWER,
                    "Stream url names a host that is not the gateway's public one");
        }
        return null;
    }
}
