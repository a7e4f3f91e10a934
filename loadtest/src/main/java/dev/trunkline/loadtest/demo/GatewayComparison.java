package dev.trunkline.loadtest.demo;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Asks the gateway for its comparison of the trunks, as anyone could. Blocks. */
final class GatewayComparison {
    private static final JsonMapper JSON = new JsonMapper();
    private static final long POLL_MS = 100;
    private static final int OK = 200;

    private final URI url;
    private final Duration limit;

    /**
     * @param url of the gateway's comparison
     * @param limit how long to wait for records that are still being written
     */
    GatewayComparison(URI url, Duration limit) {
        this.url = url;
        this.limit = limit;
    }

    /**
     * The comparison in words and tables once {@code calls} calls are among the records, or as it
     * stands when the limit has passed.
     */
    String text(long calls) throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            long deadline = System.nanoTime() + limit.toNanos();
            while (recorded(http) < calls && System.nanoTime() < deadline) {
                Thread.sleep(POLL_MS);
            }
            return get(http, url, "text/plain");
        }
    }

    /** By the list of calls: a comparison that was just made is given again for some seconds. */
    private long recorded(HttpClient http) throws IOException, InterruptedException {
        return JSON.readTree(get(http, url.resolve("/api/calls?limit=1"), "application/json"))
                .path("recent")
                .path("total")
                .asLong();
    }

    private static String get(HttpClient http, URI url, String type)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(url).header("Accept", type).build();
        HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
        if (answer.statusCode() != OK) {
            throw new IOException(
                    "GET "
                            + url.getPath()
                            + " answered "
                            + answer.statusCode()
                            + ": expected the comparison of the demo's calls");
        }
        return answer.body();
    }
}
