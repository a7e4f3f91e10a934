package dev.trunkline.gateway.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.observability.record.CallRecord;
import dev.trunkline.observability.record.RecordFilter;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What the port does when much is asked of the records at once. */
class RecordLoadIT {
    private static final long PATIENCE_SECONDS = 60;
    private static final int MIB = 1 << 20;

    @Test
    void anExport_isStreamed_andEndsWithItsReader() throws Exception {
        Endless records = new Endless();
        try (ManagementBench bench = new ManagementBench(records, null)) {
            try (Socket reader = new Socket(bench.base.getHost(), bench.base.getPort())) {
                reader.getOutputStream()
                        .write(
                                "GET /api/records/calls.jsonl HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
                                        .getBytes(StandardCharsets.US_ASCII));
                InputStream in = reader.getInputStream();
                assertThat(in.readNBytes(4 * MIB)).hasSize(4 * MIB);
            }
            assertThat(records.ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS))
                    .as("the export ended after its reader left")
                    .isTrue();
        }
    }

    @Test
    void comparisons_runOneAtATime_theSameOnce_andTooManyAreRefused() throws Exception {
        Blocking records = new Blocking();
        try (ManagementBench bench = new ManagementBench(records, null);
                HttpClient client = HttpClient.newHttpClient()) {
            List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
            for (int seed = 0; seed < 8; seed++) {
                answers.add(ask(client, bench.base, "/api/comparison?seed=" + seed));
            }
            CompletableFuture<?>[] all = answers.toArray(CompletableFuture[]::new);
            // Half of them wait for the store, which waits for us: the others are refused at once.
            assertThat(firstStatus(answers)).isEqualTo(503);
            answers.add(ask(client, bench.base, "/api/comparison?seed=0"));
            records.open.countDown();
            CompletableFuture.allOf(all).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            List<Integer> statuses =
                    answers.stream()
                            .map(answer ->
                                    answer.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                                            .join()
                                            .statusCode())
                            .toList();
            assertThat(statuses).contains(200, 503).containsOnly(200, 503);
            assertThat(records.most.get()).isEqualTo(1);
            assertThat(records.runs.get())
                    .isLessThanOrEqualTo(statuses.stream().filter(status -> status == 200).count());
            assertThat(records.threads).allSatisfy(name -> assertThat(name).contains("comparison"));
        }
    }

    private static int firstStatus(List<CompletableFuture<HttpResponse<String>>> answers)
            throws Exception {
        Object first =
                CompletableFuture.anyOf(answers.toArray(CompletableFuture[]::new))
                        .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        return ((HttpResponse<?>) first).statusCode();
    }

    private static CompletableFuture<HttpResponse<String>> ask(
            HttpClient client, URI base, String path) {
        return client.sendAsync(
                HttpRequest.newBuilder(base.resolve(path)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    /** More records than any memory holds. */
    private static final class Endless extends MemoryRecords {
        private final CountDownLatch ended = new CountDownLatch(1);

        Endless() {
            super(new MadeUpCalls(5).calls(50));
        }

        @Override
        @SuppressWarnings("InfiniteLoop") // the sink's failure ends it
        public void forEach(RecordFilter filter, Consumer<CallRecord> sink) {
            try {
                while (true) {
                    super.forEach(filter, sink);
                }
            } finally {
                ended.countDown();
            }
        }
    }

    /** A store that answers when it is told to, and counts. */
    private static final class Blocking extends MemoryRecords {
        private final CountDownLatch open = new CountDownLatch(1);
        private final AtomicInteger running = new AtomicInteger();
        private final AtomicInteger most = new AtomicInteger();
        private final AtomicLong runs = new AtomicLong();
        private final List<String> threads = new ArrayList<>();

        Blocking() {
            super(new MadeUpCalls(6).calls(40));
        }

        @Override
        public void forEach(RecordFilter filter, Consumer<CallRecord> sink) {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            runs.incrementAndGet();
            synchronized (threads) {
                threads.add(Thread.currentThread().getName());
            }
            try {
                assertThat(open.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
                super.forEach(filter, sink);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            } finally {
                running.decrementAndGet();
            }
        }
    }
}
