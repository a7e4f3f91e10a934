package dev.trunkline.gateway.twilio.rest;

import io.vertx.core.buffer.Buffer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a request, written as they are added ({@code application/x-www-form-urlencoded},
 * UTF-8). A value that is null is left out. Prints nothing of what is in it.
 */
final class Form {
    private final StringBuilder encoded = new StringBuilder();

    Form add(String name, @Nullable String value) {
        if (value != null) {
            encoded.append(encoded.isEmpty() ? "" : "&")
                    .append(name)
                    .append('=')
                    .append(URLEncoder.encode(value, StandardCharsets.UTF_8));
        }
        return this;
    }

    /** As its {@code toString} has it. */
    Form add(String name, @Nullable Object value) {
        return add(name, value == null ? null : value.toString());
    }

    /** In whole seconds, the rest cut off. */
    Form seconds(String name, @Nullable Duration value) {
        return add(name, value == null ? null : Long.toString(value.toSeconds()));
    }

    /** In whole milliseconds. */
    Form millis(String name, @Nullable Duration value) {
        return add(name, value == null ? null : Long.toString(value.toMillis()));
    }

    Buffer encoded() {
        return Buffer.buffer(encoded.toString());
    }

    @Override
    public String toString() {
        return "Form[" + encoded.length() + " bytes]";
    }
}
