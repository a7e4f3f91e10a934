package dev.trunkline.gateway.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.gateway.config.keys.Secret;
import dev.trunkline.gateway.pbx.sdp.SdpCalls.Reason;
import dev.trunkline.gateway.pbx.sdp.SdpCalls.SdpReply;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RtpRoutesIT {
    private static final String TOKEN = "an-admin-token-of-some-length";

    private final ManagementBench bench =
            new ManagementBench(new MemoryRecords(new MadeUpCalls(1).calls(1)), new Secret(TOKEN));

    RtpRoutesIT() throws Exception {}

    @AfterEach
    void close() {
        bench.close();
    }

    private HttpResponse<String> ask(String method, String path, String body, String... headers)
            throws Exception {
        var request =
                HttpRequest.newBuilder(bench.base.resolve(path))
                        .timeout(Duration.ofSeconds(20))
                        .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    private HttpResponse<String> offer(String query) throws Exception {
        return ask(
                "POST",
                "/api/rtp" + query,
                "v=0",
                "Authorization",
                "Bearer " + TOKEN,
                "Content-Type",
                "application/sdp");
    }

    @Test
    void anOffer_isAnsweredInSdp_andSaysWhereTheCallCanBeEnded() throws Exception {
        var answer = offer("?agent=front-desk&trunk=pbx&from=%2B15550100&to=4420");

        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(answer.body()).isEqualTo("v=0\r\n");
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/sdp");
        var location = answer.headers().firstValue("Location").orElseThrow();
        assertThat(bench.rtp.asked.getFirst().sdp()).isEqualTo("v=0");
        assertThat(bench.rtp.asked.getFirst().trunk()).isEqualTo("pbx");
        assertThat(bench.rtp.asked.getFirst().caller()).isEqualTo("+15550100");
        assertThat(bench.rtp.asked.getFirst().dialled()).isEqualTo("4420");
        assertThat(bench.rtp.asked.getFirst().arguments()).isEqualTo(Map.of("agent", "front-desk"));
        var ended = ask("DELETE", location, "", "Authorization", "Bearer " + TOKEN);
        assertThat(ended.statusCode()).isEqualTo(204);
    }

    @Test
    void aCallThatIsNone_cannotBeEnded() throws Exception {
        var ended = ask("DELETE", "/api/rtp/other", "", "Authorization", "Bearer " + TOKEN);

        assertThat(ended.statusCode()).isEqualTo(404);
    }

    @Test
    void withoutTheToken_nobodyIsAsked() throws Exception {
        var answer = ask("POST", "/api/rtp", "v=0", "Content-Type", "application/sdp");

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(bench.rtp.asked).isEmpty();
    }

    @Test
    void anotherContentType_isRefused() throws Exception {
        var answer =
                ask(
                        "POST",
                        "/api/rtp",
                        "v=0",
                        "Authorization",
                        "Bearer " + TOKEN,
                        "Content-Type",
                        "application/json");

        assertThat(answer.statusCode()).isEqualTo(415);
        assertThat(answer.body()).contains("application/sdp");
        assertThat(bench.rtp.asked).isEmpty();
    }

    @Test
    void aParameterOfEndlessLength_isRefused() throws Exception {
        assertThat(offer("?agent=" + "a".repeat(129)).statusCode()).isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource({"MALFORMED,400", "UNKNOWN_AGENT,404", "NO_COMMON_CODEC,422", "BUSY,503"})
    void whatIsRefused_saysWhoseFaultItWas(Reason reason, int status) throws Exception {
        bench.rtp.reply = new SdpReply.Refused(reason, "in one sentence");

        var answer = offer("");

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.body()).contains("in one sentence");
        assertThat(answer.headers().firstValue("Retry-After").isPresent())
                .isEqualTo(reason == Reason.BUSY);
    }
}
