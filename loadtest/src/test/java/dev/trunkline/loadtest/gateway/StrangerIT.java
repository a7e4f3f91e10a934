package dev.trunkline.loadtest.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.loadtest.model.ModelBehavior;
import dev.trunkline.observability.metrics.CallPhase;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Sockets that are signed as Twilio's but bring a token that is not, or no longer, theirs. */
@ExtendWith(Leaks.class)
class StrangerIT {
    private static final String CALL = "CA" + "a".repeat(32);
    private static final String OTHER_CALL = "CA" + "b".repeat(32);
    private static final int REFUSED = 1008;

    private static Bench bench() {
        Map<String, String> environment = new HashMap<>(Bench.agents("fast", ""));
        environment.put("TRUNKLINE_TWILIO_TOKEN_TTL", "5s");
        return new Bench(environment, _ -> ModelBehavior.defaults());
    }

    @Test
    void aSecondStreamOfACall_isRefused_andTheFirstGoesOn() {
        try (Bench bench = bench();
                Stranger stranger = new Stranger(bench.gateway.port())) {
            String token = stranger.ring(CALL);
            Stranger.Socket first = stranger.open();
            first.start(CALL, token);
            first.awaitText("\"event\":\"media\"");

            Stranger.Socket second = stranger.open();
            second.start(CALL, token);
            assertThat(second.awaitClose()).isEqualTo(REFUSED);
            assertThat(bench.gateway.calls(CallPhase.TALKING)).isEqualTo(1);
            assertThat(bench.counter("trunkline_calls_ended_total", "rejected_token")).isEqualTo(1);

            first.stop();
            assertThat(first.awaitClose()).isEqualTo(1000);
            bench.assertAtRest();
        }
    }

    @Test
    void aTokenThatWasUsed_isRefused() {
        try (Bench bench = bench();
                Stranger stranger = new Stranger(bench.gateway.port())) {
            String token = stranger.ring(CALL);
            Stranger.Socket first = stranger.open();
            first.start(CALL, token);
            first.stop();
            assertThat(first.awaitClose()).isEqualTo(1000);
            bench.assertAtRest();

            Stranger.Socket again = stranger.open();
            again.start(CALL, token);
            assertThat(again.awaitClose()).isEqualTo(REFUSED);
            bench.assertAtRest();
        }
    }

    @Test
    void anotherCallsToken_isRefused_andBothCallsCanStillBegin() {
        try (Bench bench = bench();
                Stranger stranger = new Stranger(bench.gateway.port())) {
            String token = stranger.ring(CALL);
            String otherToken = stranger.ring(OTHER_CALL);
            Stranger.Socket foreign = stranger.open();
            foreign.start(CALL, otherToken);
            assertThat(foreign.awaitClose()).isEqualTo(REFUSED);

            for (var right : Map.of(CALL, token, OTHER_CALL, otherToken).entrySet()) {
                Stranger.Socket socket = stranger.open();
                socket.start(right.getKey(), right.getValue());
                socket.awaitText("\"event\":\"media\"");
                socket.stop();
                assertThat(socket.awaitClose()).isEqualTo(1000);
            }
            bench.assertAtRest();
        }
    }

    @Test
    void aStaleToken_isRefused_andItsSessionWasClosed() {
        try (Bench bench = bench();
                Stranger stranger = new Stranger(bench.gateway.port())) {
            String token = stranger.ring(CALL);
            Bench.await("the session is there", () -> bench.model.openConnections() == 1);
            bench.assertAtRest(); // 5 s later
            assertThat(bench.counter("trunkline_prewarms_total", "unused")).isEqualTo(1);

            Stranger.Socket late = stranger.open();
            late.start(CALL, token);
            assertThat(late.awaitClose()).isEqualTo(REFUSED);
        }
    }
}
