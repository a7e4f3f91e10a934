package dev.trunkline.loadtest.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GatewayComparisonTest {
    private final AtomicInteger recorded = new AtomicInteger();
    private final AtomicInteger compared = new AtomicInteger();
    private HttpServer gateway;
    private URI url;

    @BeforeEach
    void open() throws IOException {
        gateway = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        gateway.createContext(
                "/api/calls",
                exchange ->
                        answer(
                                exchange,
                                "{\"recent\":{\"total\":" + recorded.incrementAndGet() + "}}"));
        // As the gateway's own: asked again at once, it gives what it has given.
        gateway.createContext(
                "/api/comparison",
                exchange -> {
                    compared.compareAndSet(0, recorded.get());
                    answer(exchange, compared.get() + " calls\n");
                });
        gateway.start();
        url = URI.create("http://127.0.0.1:" + gateway.getAddress().getPort() + "/api/comparison");
    }

    private static void answer(HttpExchange exchange, String text) throws IOException {
        byte[] body = text.getBytes(UTF_8);
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @AfterEach
    void close() {
        gateway.stop(0);
    }

    @Test
    void recordsThatAreStillBeingWritten_areWaitedFor() throws Exception {
        assertThat(new GatewayComparison(url, Duration.ofMinutes(1)).text(4))
                .isEqualTo("4 calls\n");
    }

    @Test
    void recordsThatNeverCome_areWaitedForNoLongerThanTheLimit() throws Exception {
        assertThat(new GatewayComparison(url, Duration.ofMillis(1)).text(1_000_000))
                .endsWith(" calls\n");
    }

    @Test
    void aGatewayWithoutComparison_isSaidSo() {
        URI elsewhere = url.resolve("/other");
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> new GatewayComparison(elsewhere, Duration.ZERO).text(1))
                .withMessageContaining("GET /other answered 404");
    }
}
