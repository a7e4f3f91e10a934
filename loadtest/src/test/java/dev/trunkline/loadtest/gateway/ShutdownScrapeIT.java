package dev.trunkline.loadtest.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.trunkline.loadtest.model.ModelBehavior;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.LoggerFactory;

/** Prometheus knows nothing of a shutdown: it scrapes all the while. */
@ExtendWith(Leaks.class)
class ShutdownScrapeIT {
    private static final int SCRAPERS = 8;

    /** Prometheus's own default is ten seconds; nothing here may come near it. */
    private static final Duration HANGS = Duration.ofSeconds(30);

    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @BeforeEach
    void capture() {
        log.start();
        root.addAppender(log);
    }

    @AfterEach
    void release() {
        root.detachAppender(log);
    }

    @Test
    void scrapesAreAnsweredOrCloseCleanly_andNothingIsLogged() {
        AtomicInteger answered = new AtomicInteger();
        List<CompletableFuture<Void>> scrapers = new ArrayList<>();
        try (HttpClient http =
                        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            try (Bench bench = new Bench(Map.of(), _ -> ModelBehavior.defaults())) {
                URI metrics =
                        URI.create(
                                "http://127.0.0.1:" + bench.gateway.managementPort() + "/metrics");
                for (int i = 0; i < SCRAPERS; i++) {
                    scrapers.add(
                            CompletableFuture.runAsync(
                                    () -> scrapeToTheEnd(http, metrics, answered), threads));
                }
                Bench.await("scrapes are answered", () -> answered.get() >= 3 * SCRAPERS);
            } // stops the gateway
            scrapers.forEach(Bench::got);
        }
        assertThat(log.list).allMatch(event -> event.getThrowableProxy() == null);
        assertThat(log.list)
                .extracting(ILoggingEvent::getMessage)
                .doesNotContain("management_request_failed");
    }

    /** Until the port is closed: whatever is answered before is whole. */
    private static void scrapeToTheEnd(HttpClient http, URI metrics, AtomicInteger answered) {
        HttpRequest request =
                HttpRequest.newBuilder(metrics)
                        .timeout(HANGS)
                        .header("Accept", "application/openmetrics-text;version=1.0.0")
                        .build();
        try {
            while (true) {
                HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
                assertThat(response.statusCode()).isEqualTo(200);
                assertThat(response.body()).endsWith("# EOF\n");
                answered.incrementAndGet();
            }
        } catch (HttpTimeoutException hung) {
            throw new AssertionError("a scrape hung", hung);
        } catch (IOException closed) {
            // refused, or closed before an answer: what a scraper expects of a process that ends
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
