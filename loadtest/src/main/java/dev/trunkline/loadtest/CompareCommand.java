package dev.trunkline.loadtest;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Asks a running gateway to compare two arms of its kept calls, and prints what it answers. */
@Command(
        name = "compare",
        description =
                "Compares the calls of two trunks, of BYOC and native, or of two legs, in a running gateway.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:the comparison was printed, whatever it says",
            "1:the gateway cannot be reached, or could not answer",
            "2:wrong usage, or a question that the gateway does not understand"
        })
final class CompareCommand implements Callable<Integer> {
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration ANSWER = Duration.ofMinutes(5);
    private static final int OK = 200;
    private static final int BAD_REQUEST = 400;
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int SHOWN = 500;

    @Spec private @Nullable CommandSpec spec;

    @Option(
            names = "--gateway",
            paramLabel = "URL",
            defaultValue = "http://127.0.0.1:9464",
            description = "The gateway's management port (default: ${DEFAULT-VALUE}).")
    private URI gateway = URI.create("http://127.0.0.1:9464");

    @Option(
            names = "--token",
            defaultValue = "${env:ADMIN_TOKEN:-}",
            showDefaultValue = CommandLine.Help.Visibility.NEVER,
            description = "Its admin token (default: that of the environment, ADMIN_TOKEN).")
    private String token = "";

    @Option(
            names = "--from",
            paramLabel = "TIME",
            description = "Calls since then: 2026-01-31, 2026-01-31T08:00:00Z, 36h or 7d (ago).")
    private @Nullable String from;

    @Option(names = "--to", paramLabel = "TIME", description = "Calls before then.")
    private @Nullable String to;

    @Option(names = "--agent", paramLabel = "NAME", description = "Only calls of this agent.")
    private @Nullable String agent;

    @Option(
            names = "--direction",
            paramLabel = "inbound|outbound",
            description = "Only calls of this direction.")
    private @Nullable String direction;

    @Option(
            names = "--trunks",
            paramLabel = "A,B",
            description = "Two trunks by name, instead of all of BYOC and native.")
    private @Nullable String trunks;

    @Option(
            names = "--kinds",
            paramLabel = "A,B",
            description = "Two kinds of trunk: byoc, native, pbx, sip, unknown.")
    private @Nullable String kinds;

    @Option(
            names = "--legs",
            paramLabel = "A,B",
            description = "Two ways in which calls reach the gateway: stream, relay, rtp, ws.")
    private @Nullable String legs;

    @Option(
            names = "--by",
            paramLabel = "kind|trunk|leg",
            description = "What makes an arm, where no two are named (default: kind).")
    private @Nullable String by;

    @Option(names = "--randomised", description = "Only calls whose trunk was drawn at random.")
    private boolean randomised;

    @Option(names = "--seed", paramLabel = "N", description = "Of the resampling.")
    private @Nullable Long seed;

    @Option(names = "--json", description = "All of the report as JSON, with points to draw.")
    private boolean json;

    @Override
    public Integer call() throws InterruptedException {
        CommandLine command = Objects.requireNonNull(spec).commandLine();
        HttpResponse<String> answer;
        try (HttpClient client = HttpClient.newBuilder().connectTimeout(CONNECT).build()) {
            answer = client.send(request(command), BodyHandlers.ofString(StandardCharsets.UTF_8));
        } catch (ConnectException | HttpConnectTimeoutException unreachable) {
            return failed(
                    command, "no gateway answers there; start one, or name its management port");
        } catch (HttpTimeoutException late) {
            return failed(command, "no answer in " + ANSWER.toMinutes() + " minutes; ask for less");
        } catch (IOException broken) {
            return failed(command, "the connection broke: " + broken.getMessage());
        }
        return switch (answer.statusCode()) {
            case OK -> {
                String body = answer.body();
                command.getOut().print(body.endsWith("\n") ? body : body + "\n");
                command.getOut().flush();
                yield CommandLine.ExitCode.OK;
            }
            case BAD_REQUEST -> {
                command.getErr().println(firstLine(answer.body()));
                yield CommandLine.ExitCode.USAGE;
            }
            case UNAUTHORIZED, FORBIDDEN ->
                    failed(command, "it wants its admin token; set ADMIN_TOKEN or --token");
            case NOT_FOUND ->
                    failed(
                            command,
                            "there is no comparison ("
                                    + firstLine(answer.body())
                                    + "); is it the management port of a gateway that keeps"
                                    + " records?");
            default ->
                    failed(
                            command,
                            "status " + answer.statusCode() + ": " + firstLine(answer.body()));
        };
    }

    private HttpRequest request(CommandLine command) {
        String scheme = gateway.getScheme();
        if (gateway.getHost() == null || !("http".equals(scheme) || "https".equals(scheme))) {
            throw new CommandLine.ParameterException(
                    command,
                    "--gateway="
                            + gateway
                            + ": expected a URL with http or https, as in http://127.0.0.1:9464");
        }
        String base = gateway.toString().replaceAll("/+$", "");
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(base + "/api/comparison" + query()))
                        .timeout(ANSWER)
                        .header("Accept", json ? "application/json" : "text/plain");
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        return request.build();
    }

    private String query() {
        Map<String, @Nullable Object> parameters = new LinkedHashMap<>();
        parameters.put("from", from);
        parameters.put("to", to);
        parameters.put("agent", agent);
        parameters.put("direction", direction);
        parameters.put("trunks", trunks);
        parameters.put("kinds", kinds);
        parameters.put("legs", legs);
        parameters.put("by", by);
        parameters.put("assignment", randomised ? "randomised" : null);
        parameters.put("seed", seed);
        String query =
                parameters.entrySet().stream()
                        .filter(parameter -> parameter.getValue() != null)
                        .map(parameter ->
                                parameter.getKey()
                                        + "="
                                        + URLEncoder.encode(
                                                String.valueOf(parameter.getValue()),
                                                StandardCharsets.UTF_8))
                        .collect(Collectors.joining("&"));
        return query.isEmpty() ? "" : "?" + query;
    }

    private int failed(CommandLine command, String why) {
        command.getErr().println(gateway + ": " + why);
        return CommandLine.ExitCode.SOFTWARE;
    }

    private static String firstLine(String body) {
        String line = body.lines().findFirst().orElse("(no reason given)");
        return line.length() <= SHOWN ? line : line.substring(0, SHOWN) + "...";
    }
}
