package dev.trunkline.loadtest;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class CompareCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final CommandLine commandLine =
            Trunkline.commandLine()
                    .setOut(new PrintWriter(out, true))
                    .setErr(new PrintWriter(err, true));

    /** What a gateway was asked: the query as it came, and two headers. */
    private record Asked(String query, String accept, String authorization) {}

    private final List<Asked> asked = new ArrayList<>();
    private HttpServer server;
    private int status = 200;
    private String answer = "own against twilio: the same for callers.\n";

    CompareCommandTest() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    }

    @BeforeEach
    void start() {
        server.createContext("/api/comparison", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        asked.add(
                new Asked(
                        String.valueOf(exchange.getRequestURI().getRawQuery()),
                        exchange.getRequestHeaders().getFirst("Accept"),
                        String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"))));
        byte[] body = answer.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private int compare(String... options) {
        List<String> arguments = new ArrayList<>(List.of("compare", "--gateway", url()));
        arguments.addAll(Arrays.asList(options));
        return commandLine.execute(arguments.toArray(String[]::new));
    }

    private String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @Test
    void theAnswer_isPrintedAsItIs() {
        assertThat(compare("--token", "open-sesame")).isZero();
        assertThat(out.toString()).isEqualTo(answer);
        assertThat(asked).containsExactly(new Asked("null", "text/plain", "Bearer open-sesame"));
    }

    @Test
    void options_becomeTheQuery_encoded() {
        answer = "{}";
        int exitCode =
                compare(
                        "--token=",
                        "--json",
                        "--from=7d",
                        "--to=2026-05-09T10:30:00+02:00",
                        "--agent=front-desk&seed=9",
                        "--direction=inbound",
                        "--trunks=own,twilio",
                        "--randomised",
                        "--seed=4");
        assertThat(exitCode).isZero();
        assertThat(out.toString()).isEqualTo("{}\n");
        assertThat(asked)
                .containsExactly(
                        new Asked(
                                "from=7d&to=2026-05-09T10%3A30%3A00%2B02%3A00"
                                        + "&agent=front-desk%26seed%3D9&direction=inbound"
                                        + "&trunks=own%2Ctwilio&assignment=randomised&seed=4",
                                "application/json", "null"));
    }

    @Test
    void legs_areAskedForByNameOrWithoutNames() {
        assertThat(compare("--token=", "--legs=stream,relay")).isZero();
        assertThat(compare("--token=", "--by=leg")).isZero();
        assertThat(asked).extracting(Asked::query).containsExactly("legs=stream%2Crelay", "by=leg");
    }

    @Test
    void aQuestionThatIsNotUnderstood_isWrongUsage_inTheGatewaysWords() {
        status = 400;
        answer = "direction=sideways: expected inbound or outbound; correct it, or leave it out";
        assertThat(compare("--direction=sideways")).isEqualTo(2);
        assertThat(err.toString().strip()).isEqualTo(answer);
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void aMissingToken_isNamed() {
        status = 401;
        assertThat(compare("--token", "wrong-token")).isEqualTo(1);
        assertThat(err.toString())
                .isEqualToNormalizingNewlines(
                        url() + ": it wants its admin token; set ADMIN_TOKEN or --token\n")
                .doesNotContain("wrong-token");
    }

    @Test
    void aStoreThatDoesNotAnswer_isSaidInOneLine() {
        status = 503;
        answer = "the call records cannot be read: connection refused\nat com.example.Store";
        assertThat(compare()).isEqualTo(1);
        assertThat(err.toString())
                .hasLineCount(1)
                .contains("status 503: the call records cannot be read");
    }

    @Test
    void aGatewayWithoutRecords_isSaidInItsOwnWords() {
        status = 404;
        answer = "Records are off: set records.keep to true.\n";
        assertThat(compare()).isEqualTo(1);
        assertThat(err.toString()).hasLineCount(1).contains("set records.keep to true");
    }

    @Test
    void noGateway_isSaidWithWhatToDo() {
        server.stop(0);
        assertThat(compare()).isEqualTo(1);
        assertThat(err.toString()).contains(url(), "no gateway answers there; start one");
    }

    @Test
    void anAddressThatIsNone_isWrongUsage() {
        assertThat(commandLine.execute("compare", "--gateway", "localhost:9464")).isEqualTo(2);
        assertThat(err.toString()).contains("--gateway=localhost:9464: expected a URL");
    }

    @Test
    void help_tellsTheExitCodes_andNoSecret() {
        assertThat(commandLine.execute("compare", "--help")).isZero();
        assertThat(out.toString()).contains("Exit codes:", "--trunks", "ADMIN_TOKEN");
    }
}
