package dev.trunkline.observability.trace;

import java.net.URI;
import java.util.Map;

/**
 * Where traces go, and how many.
 *
 * @param endpoint of the collector, path included
 * @param headers of every request, such as a key; secret
 * @param sampleRatio share of calls, 0 to 1
 * @param gateway name of this process (a pod)
 */
public record TraceSettings(
        URI endpoint, Map<String, String> headers, double sampleRatio, String gateway) {
    public TraceSettings {
        headers = Map.copyOf(headers);
    }

    /** Without the headers. */
    @Override
    public String toString() {
        return "TraceSettings[" + endpoint.getHost() + ", " + sampleRatio + ", " + gateway + "]";
    }
}
