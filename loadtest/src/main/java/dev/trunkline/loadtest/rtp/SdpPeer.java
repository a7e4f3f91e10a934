package dev.trunkline.loadtest.rtp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Calls a gateway through its door for peers with signalling of their own: an offer in SDP is
 * posted to {@code /api/rtp}, and {@code DELETE} on the answer's {@code Location} ends the call.
 * Blocks.
 */
public final class SdpPeer implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final Pattern AUDIO =
            Pattern.compile("m=audio (\\d+) RTP/AVP (\\d+)", Pattern.CASE_INSENSITIVE);
    private static final Pattern ADDRESS = Pattern.compile("c=IN IP[46] (\\S+)");
    private static final int CREATED = 201;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI door;
    private final String adminToken;

    /**
     * @param management the management port, as in {@code http://127.0.0.1:9464/}
     * @param adminToken empty if there is none
     * @param query of each call, as in {@code agent=sales}; may be empty
     */
    public SdpPeer(URI management, String adminToken, String query) {
        door = management.resolve("/api/rtp" + (query.isEmpty() ? "" : "?" + query));
        this.adminToken = adminToken;
    }

    /** The door did not open; the message says what it answered. */
    public static final class RefusedException extends Exception {
        private static final long serialVersionUID = 1;

        RefusedException(String message) {
            super(message);
        }
    }

    /**
     * Offers the stream and connects it to what is answered.
     *
     * @return where the call can be ended
     */
    public URI call(RtpStream stream) throws IOException, InterruptedException, RefusedException {
        HttpRequest request =
                request(door)
                        .header("Content-Type", "application/sdp")
                        .POST(BodyPublishers.ofString(stream.offer()))
                        .build();
        HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
        Matcher audio = AUDIO.matcher(answer.body());
        Matcher address = ADDRESS.matcher(answer.body());
        if (answer.statusCode() != CREATED || !audio.find() || !address.find()) {
            throw new RefusedException(
                    "POST /api/rtp answered "
                            + answer.statusCode()
                            + ": "
                            + answer.body().strip()
                            + " (expected 201 and an answer in SDP)");
        }
        stream.connect(
                new InetSocketAddress(
                        InetAddress.ofLiteral(address.group(1)), Integer.parseInt(audio.group(1))));
        return door.resolve(answer.headers().firstValue("Location").orElse("/"));
    }

    /** Ends a call; one that is over already is no error. */
    public void hangUp(URI call) throws IOException, InterruptedException {
        var _ = http.send(request(call).DELETE().build(), BodyHandlers.discarding());
    }

    private HttpRequest.Builder request(URI uri) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(LIMIT);
        return adminToken.isEmpty()
                ? request
                : request.header("Authorization", "Bearer " + adminToken);
    }

    @Override
    public void close() {
        http.close();
    }
}
