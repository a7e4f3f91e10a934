package dev.trunkline.loadtest.load;

import dev.trunkline.loadtest.audio.ProbeTallies;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Looks at a gateway again and again without waiting for what it answers: a management port that is
 * slow must not delay calls. A look that fails is counted. Looks come from one thread, answers on
 * another.
 */
final class GatewayWatch implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(5);

    private final URI metrics;
    private final long pid;
    private final ProbeTallies tallies;
    private final long beganNanos;
    private final HttpClient http;
    private final List<GatewaySample> samples = new ArrayList<>();
    private int failures;
    private ProcessUsage before;
    private @Nullable Histogram uplinkBefore;
    private @Nullable Histogram downlinkBefore;

    /**
     * Begins to watch.
     *
     * @param pid of the gateway's process; 0: not known
     */
    GatewayWatch(Management management, long pid, ProbeTallies tallies, long beganNanos) {
        http = management.client();
        this.pid = pid;
        this.tallies = tallies;
        this.beganNanos = beganNanos;
        metrics = management.metrics();
        before = ProcessUsage.of(pid);
    }

    /** Takes a sample; it is there when the gateway has answered. */
    void look(long nowNanos) {
        Histogram uplink = tallies.uplink().delay();
        Histogram downlink = tallies.downlink().delay();
        ProcessUsage now = ProcessUsage.of(pid);
        GatewaySample.Seen seen =
                new GatewaySample.Seen(
                        (nowNanos - beganNanos) / 1e9,
                        now.since(before),
                        p99SinceMs(uplink, uplinkBefore),
                        p99SinceMs(downlink, downlinkBefore));
        before = now;
        uplinkBefore = uplink;
        downlinkBefore = downlink;
        var _ =
                http.sendAsync(
                                HttpRequest.newBuilder(metrics).timeout(LIMIT).build(),
                                BodyHandlers.ofString())
                        .thenApply(answer -> read(answer, seen))
                        .whenComplete((sample, _) -> add(sample));
    }

    private static GatewaySample read(HttpResponse<String> answer, GatewaySample.Seen seen) {
        if (answer.statusCode() != 200) {
            throw new LoadException("status " + answer.statusCode() + " of the management port");
        }
        return GatewaySample.of(answer.body(), seen);
    }

    private synchronized void add(@Nullable GatewaySample sample) {
        if (sample == null) {
            failures++;
        } else {
            samples.add(sample);
        }
    }

    /** In the order of their time; a copy. */
    synchronized List<GatewaySample> samples() {
        return samples.stream()
                .sorted(Comparator.comparingDouble(GatewaySample::atSeconds))
                .toList();
    }

    /** Looks that came to nothing. */
    synchronized int failures() {
        return failures;
    }

    private static double p99SinceMs(Histogram now, @Nullable Histogram earlier) {
        Histogram between = now.copy();
        if (earlier != null) {
            between.subtract(earlier);
        }
        return between.getValueAtPercentile(99) / 1e6;
    }

    @Override
    public void close() {
        http.shutdownNow();
        http.close();
    }
}
