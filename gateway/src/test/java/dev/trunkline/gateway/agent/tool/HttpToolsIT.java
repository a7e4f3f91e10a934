package dev.trunkline.gateway.agent.tool;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trunkline.gateway.LeakCheck;
import dev.trunkline.gateway.agent.AgentTool;
import dev.trunkline.gateway.agent.AgentTool.Method;
import dev.trunkline.gateway.agent.JsonSchema;
import dev.trunkline.gateway.call.ToolResult;
import dev.trunkline.gateway.call.ToolResult.Status;
import dev.trunkline.gateway.call.ToolService;
import dev.trunkline.gateway.config.keys.Secret;
import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.dns.AddressResolverOptions;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.net.PfxOptions;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tools against a service that does all that services do. */
@ExtendWith(LeakCheck.class)
class HttpToolsIT {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String TRACE_PARENT =
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    private static final String HOSTS =
            """
            127.0.0.1 tools.example
            127.0.0.1 other.example
            169.254.169.254 metadata.example
            """;

    private final Vertx vertx =
            Vertx.vertx(
                    new VertxOptions()
                            .setAddressResolverOptions(
                                    new AddressResolverOptions()
                                            .setHostsValue(Buffer.buffer(HOSTS))
                                            .addServer("127.0.0.1:9")
                                            .setQueryTimeout(100)));
    private final EventLoop loop = ((ContextInternal) vertx.getOrCreateContext()).nettyEventLoop();
    private final FakeService service = new FakeService();
    private final HttpTools tools = new HttpTools(vertx);
    private final TestTool tool = new TestTool(service.url());

    @AfterEach
    void nothingIsLeft() {
        await("no request is open", () -> service.open() == 0);
        service.close();
        get(vertx.close());
    }

    @Test
    void post_sendsArgumentsAsJson_withHeadersAndReference_andGivesTheAnswer() {
        tool.headers = Map.of("Authorization", new Secret("Bearer t0ken"));
        service.answer(
                to -> to.putHeader("Content-Type", "application/json").end("{\"free\":[9]}"));
        assertThat(run("{\"day\":\"2026-12-01\"}"))
                .isEqualTo(new ToolResult(Status.OK, "{\"free\":[9]}"));
        FakeService.Seen seen = service.seen().getFirst();
        assertThat(seen.method()).isEqualTo("POST");
        assertThat(seen.body()).isEqualTo("{\"day\":\"2026-12-01\"}");
        assertThat(seen.headers().get("Authorization")).isEqualTo("Bearer t0ken");
        assertThat(seen.headers().get("X-Trunkline-Call")).isEqualTo("call-7");
        assertThat(seen.headers().get("traceparent")).isEqualTo(TRACE_PARENT);
        assertThat(seen.headers().get("Content-Type")).isEqualTo("application/json");
    }

    @ParameterizedTest
    @EnumSource(
            value = Method.class,
            names = {"GET", "DELETE"})
    void methodsWithoutABody_sendArgumentsInTheQuery(Method method) {
        tool.method = method;
        tool.path = "/slots?v=1";
        service.answer(to -> to.end("ok"));
        assertThat(
                        run(
                                "{\"q\":\"a&b=ü\",\"n\":3,\"tags\":[\"x\",\"y\"],\"in\":{\"k\":true},\"no\":null}"))
                .isEqualTo(new ToolResult(Status.OK, "ok"));
        assertThat(service.seen().getFirst().uri())
                .isEqualTo("/slots?v=1&q=a%26b%3D%C3%BC&n=3&tags=x&tags=y&in=%7B%22k%22%3Atrue%7D");
        assertThat(service.seen().getFirst().body()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"400", "401", "404", "418", "422", "500", "599"})
    void errorOfTheService_isAShortErrorWithoutItsWords(int status) {
        service.answer(to -> to.setStatusCode(status).end("java.lang.Exception at 10.0.0.7"));
        assertThat(run("{}").output())
                .isEqualTo(
                        "{\"error\":\"the service answered with an error\",\"status\":%d}"
                                .formatted(status));
        assertThat(service.seen()).hasSize(1);
    }

    @Test
    void webPage_isNoData_whateverItSaysItIs() {
        service.answer(to -> to.putHeader("Content-Type", "text/html; charset=utf-8").end("<p>"));
        assertFailed(run("{}"), "web page");
        service.answer(
                to -> to.putHeader("Content-Type", "text/plain").end("\n <!DOCTYPE HTML><p>"));
        assertFailed(run("{}"), "web page");
    }

    @Test
    void emptyAnswer_isAnError_butNoContentIsDone() {
        service.answer(HttpServerResponse::end);
        assertFailed(run("{}"), "empty answer");
        service.answer(to -> to.end(" \n"));
        assertFailed(run("{}"), "empty answer");
        service.answer(to -> to.setStatusCode(204).end());
        assertThat(run("{}").status()).isEqualTo(Status.OK);
    }

    @Test
    void bytesThatAreNoText_areAnError() {
        service.answer(
                to -> to.end(Buffer.buffer(new byte[] {'{', (byte) 0xC3, (byte) 0x28, '}'})));
        assertFailed(run("{}"), "no text");
        service.answer(to -> to.end(Buffer.buffer(new byte[] {'a', (byte) 0xE2, (byte) 0x82})));
        assertFailed(run("{}"), "no text");
    }

    @Test
    void redirect_isNotFollowed() {
        tool.allowPrivateNetwork = true;
        service.answer(to ->
                to.setStatusCode(302)
                        .putHeader("Location", "http://169.254.169.254/latest/meta-data/")
                        .end());
        assertFailed(run("{}"), "redirect, which is not followed");
        assertThat(service.seen()).hasSize(1);
    }

    @Test
    void longAnswer_isCutAtACharacter_andSaysSo() {
        tool.maxResultBytes = 256;
        service.answer(to -> to.end("ü".repeat(128)));
        assertThat(run("{}").output()).isEqualTo("ü".repeat(128));
        service.answer(to -> to.end("xü" + "ü".repeat(127)));
        String cut = run("{}").output();
        assertThat(cut).startsWith("xüüü").endsWith("ü\n[cut off here: the answer is longer]");
        assertThat(Buffer.buffer(cut).length()).isBetween(250, 256);
    }

    @Test
    void endlessAnswer_isCutOff_andItsConnectionClosed() {
        AtomicInteger written = new AtomicInteger();
        service.answer(to -> FakeService.endless(to.setChunked(true), written));
        ToolResult result = run("{}");
        assertThat(result.status()).isEqualTo(Status.OK);
        assertThat(result.output()).hasSizeLessThanOrEqualTo(16_384).endsWith("is longer]");
        await("the service was hung up on", () -> service.open() == 0);
        assertThat(written.get()).isLessThan(50_000_000);
    }

    @Test
    void serviceThatSaysNothing_timesOut_andItsConnectionIsClosed() {
        tool.timeoutMs = 150;
        service.answer(_ -> {});
        ToolResult result = run("{}");
        assertThat(result.status()).isEqualTo(Status.TIMED_OUT);
        await("the service was hung up on", () -> service.open() == 0);
    }

    @Test
    void serviceThatStopsHalfWay_timesOut() {
        tool.timeoutMs = 150;
        service.answer(to -> to.setChunked(true).write("{\"half\":"));
        assertThat(run("{}").status()).isEqualTo(Status.TIMED_OUT);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, 503, 3",
        "PUT, 429, 3",
        "DELETE, 502, 3",
        "GET, 504, 3",
        "POST, 503, 1",
        "PATCH, 502, 1",
        "GET, 500, 1",
        "GET, 404, 1"
    })
    void furtherTries_areForWhatMayPass_andMayBeRepeated(Method method, int status, int tries) {
        tool.method = method;
        tool.retries = 2;
        service.answer(to -> to.setStatusCode(status).end());
        assertThat(run("{}").status()).isEqualTo(Status.FAILED);
        assertThat(service.seen()).hasSize(tries);
    }

    @Test
    void furtherTry_mayEndWell() {
        tool.method = Method.GET;
        tool.retries = 1;
        AtomicInteger tries = new AtomicInteger();
        service.answer(to -> {
            if (tries.getAndIncrement() == 0) {
                var _ = to.reset();
            } else {
                to.end("late");
            }
        });
        assertThat(run("{}")).isEqualTo(new ToolResult(Status.OK, "late"));
    }

    @Test
    void brokenConnection_isNoReasonToPostAgain() {
        tool.retries = 5;
        service.answer(HttpServerResponse::reset);
        assertFailed(run("{}"), "broke off");
        assertThat(service.seen()).hasSize(1);
    }

    @Test
    void connectionThatCannotBeMade_isTriedAgainForEveryMethod_atTheNamesNextAddress() {
        try (RebindingDns dns = new RebindingDns(List.of(List.of("127.0.0.2", "127.0.0.1")));
                LocalVertx other = new LocalVertx(dns.port())) {
            tool.url = "http://two.example:" + service.port(); // which listens on 127.0.0.1 only
            tool.retries = 1;
            service.answer(to -> to.end("there"));
            HttpTools resolving = new HttpTools(other.vertx);
            assertThat(get(resolving.run(request("{}"), other.loop).result()))
                    .isEqualTo(new ToolResult(Status.OK, "there"));
            assertThat(dns.queries()).isEqualTo(2);
        }
    }

    @Test
    void noMoreRequestsAtOnceThanTheToolAllows_andEachHasItsTurn() {
        tool.maxConcurrent = 2;
        List<HttpServerResponse> held = service.hold();
        List<Future<ToolResult>> all = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            all.add(start("{\"n\":" + i + "}").result());
            int asked = Math.min(i + 1, 2);
            await("the first have come", () -> service.seen().size() >= asked);
        }
        assertThat(service.seen()).hasSize(2);
        for (int i = 0; i < 6; i++) {
            int next = i;
            await("the next has come", () -> held.size() > next);
            assertThat(service.open()).isLessThanOrEqualTo(2);
            FakeService.end(held.get(i), "done");
        }
        assertThat(all).allMatch(each -> get(each).status() == Status.OK);
        assertThat(service.seen().stream().map(FakeService.Seen::body))
                .containsExactlyInAnyOrder(
                        "{\"n\":0}",
                        "{\"n\":1}",
                        "{\"n\":2}",
                        "{\"n\":3}",
                        "{\"n\":4}",
                        "{\"n\":5}");
    }

    @Test
    void whoFindsTheQueueFull_orWaitsTooLong_isToldThatTheServiceIsBusy() {
        tool.maxConcurrent = 1;
        tool.timeoutMs = 400;
        service.hold();
        List<Future<ToolResult>> all = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            all.add(start("{}").result());
        }
        List<ToolResult> results = all.stream().map(HttpToolsIT::get).toList();
        assertThat(results.stream().map(ToolResult::status))
                .contains(Status.TIMED_OUT)
                .doesNotContain(Status.OK);
        assertThat(results.stream().map(ToolResult::output))
                .anyMatch(output -> output.contains("too busy"));
    }

    @Test
    void cancelled_resetsTheRequest_andLetsTheNextOneIn() {
        tool.maxConcurrent = 1;
        List<HttpServerResponse> held = service.hold();
        ToolService.Running gone = start("{}");
        await("it has come", () -> held.size() == 1);
        Future<ToolResult> next = start("{}").result();
        loop.execute(gone::cancel);
        await("the next has come", () -> held.size() == 2);
        await("the first was hung up on", () -> service.open() == 1);
        FakeService.end(held.get(1), "ok");
        assertThat(get(next).status()).isEqualTo(Status.OK);
    }

    @Test
    void cancelledAtOnce_neverAsks() {
        ToolService.Running gone = start("{}");
        loop.execute(gone::cancel);
        assertThat(get(gone.result()).status()).isEqualTo(Status.FAILED);
        service.answer(to -> to.end("ok"));
        assertThat(run("{}").status()).isEqualTo(Status.OK);
        assertThat(service.seen().size()).isBetween(1, 2);
    }

    @Test
    void result_comesOnTheCallsLoop() {
        service.answer(to -> to.end("ok"));
        boolean onLoop = get(start("{}").result().map(_ -> loop.inEventLoop()));
        assertThat(onLoop).isTrue();
    }

    @Test
    void wrongArguments_areNotSent_andTheModelIsToldWhich() {
        tool.parameters =
                "{\"type\":\"object\",\"required\":[\"day\"],\"properties\":"
                        + "{\"day\":{\"type\":\"string\"}}}";
        ToolResult result = run("{\"day\":4711}");
        assertThat(result.status()).isEqualTo(Status.REFUSED);
        assertThat(result.output())
                .contains("the arguments are wrong", "/day")
                .doesNotContain("4711");
        assertThat(service.seen()).isEmpty();
    }

    @Test
    void hostileArguments_areSentAsWhatTheyAre() throws Exception {
        service.answer(to -> to.end("ok"));
        ObjectNode hostile = JSON.createObjectNode();
        hostile.put("x", "\r\nX-Injected: 1\u0000\"}\uD83D")
                .put("__proto__", "../../etc/passwd")
                .put("url", "http://169.254.169.254/");
        assertThat(run(hostile.toString()).status()).isEqualTo(Status.OK);
        tool.method = Method.GET;
        assertThat(run(hostile.toString()).status()).isEqualTo(Status.OK);
        for (FakeService.Seen seen : service.seen()) {
            assertThat(seen.headers().contains("X-Injected")).isFalse();
            assertThat(seen.uri()).startsWith("/");
        }
        assertThat(JSON.readTree(service.seen().getFirst().body()).get("__proto__").textValue())
                .isEqualTo("../../etc/passwd");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1:%d",
                "http://[::1]:%d",
                "http://[::ffff:127.0.0.1]:%d",
                "http://0.0.0.0:%d",
                "http://localhost:%d",
                "http://tools.example:%d",
                "http://10.0.0.1:%d",
                "http://metadata.example:%d",
                "http://169.254.169.254:%d"
            })
    void privateAddress_isNotConnectedTo(String url) {
        tool.allowPrivateNetwork = false;
        tool.url = url.formatted(service.port());
        ToolResult result = run("{}");
        assertThat(result.status()).isEqualTo(Status.REFUSED);
        assertThat(result.output()).isEqualTo("{\"error\":\"this tool's address is not allowed\"}");
        assertThat(service.seen()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://169.254.169.254",
                "http://[fe80::1]",
                "http://[fd00:ec2::254]",
                "http://[::ffff:169.254.169.254]",
                "http://100.100.100.200",
                "http://metadata.example"
            })
    void metadata_isNotConnectedTo_whateverTheProfileAllows(String url) {
        tool.url = url;
        assertThat(run("{}").status()).isEqualTo(Status.REFUSED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://2852039166", "http://0xA9FEA9FE"})
    void oddSpellingsOfMetadata_leadNowhere(String url) {
        tool.url = url;
        tool.timeoutMs = 5_000;
        assertThat(run("{}").status()).isNotEqualTo(Status.OK);
    }

    @Test
    void privateName_isAskedWhereTheProfileAllowsIt() {
        tool.url = "http://tools.example:" + service.port();
        service.answer(to -> to.end("ok"));
        assertThat(run("{}").status()).isEqualTo(Status.OK);
        assertThat(service.seen().getFirst().headers().get("Host"))
                .isEqualTo("tools.example:" + service.port());
    }

    @Test
    void nameThatChangesItsAddress_isConnectedToWhereItWasJudged() {
        try (RebindingDns dns =
                        new RebindingDns(
                                List.of(List.of("127.0.0.1"), List.of("169.254.169.254")));
                LocalVertx other = new LocalVertx(dns.port())) {
            tool.url = "http://rebinding.example:" + service.port();
            service.answer(to -> to.end("judged"));
            HttpTools resolving = new HttpTools(other.vertx);
            assertThat(get(resolving.run(request("{}"), other.loop).result()))
                    .isEqualTo(new ToolResult(Status.OK, "judged"));
            assertThat(dns.queries()).isEqualTo(1);
            // The next request asks again, and is refused for what the name says now.
            assertThat(get(resolving.run(request("{}"), other.loop).result()).status())
                    .isEqualTo(Status.REFUSED);
        }
    }

    @Test
    void nameWithOneBadAddress_isRefusedWhole() {
        try (RebindingDns dns = new RebindingDns(List.of(List.of("127.0.0.1", "169.254.169.254")));
                LocalVertx other = new LocalVertx(dns.port())) {
            tool.url = "http://mixed.example:" + service.port();
            HttpTools resolving = new HttpTools(other.vertx);
            assertThat(get(resolving.run(request("{}"), other.loop).result()).status())
                    .isEqualTo(Status.REFUSED);
            assertThat(service.seen()).isEmpty();
        }
    }

    @Test
    void https_isAskedAtTheJudgedAddress_andHeldAgainstItsName(@TempDir Path directory)
            throws Exception {
        PfxOptions certificate = certificate(directory.resolve("service.p12"), "tools.example");
        HttpTools trusting =
                new HttpTools(vertx, new HttpClientOptions().setTrustOptions(certificate));
        try (FakeService secure =
                new FakeService(
                        new HttpServerOptions().setSsl(true).setKeyCertOptions(certificate))) {
            secure.answer(to -> to.end("secret kept"));
            tool.url = "https://tools.example:" + secure.port();
            assertThat(get(trusting.run(request("{}"), loop).result()))
                    .isEqualTo(new ToolResult(Status.OK, "secret kept"));
            for (String other : List.of("https://127.0.0.1:", "https://other.example:")) {
                tool.url = other + secure.port();
                assertFailed(get(trusting.run(request("{}"), loop).result()), "cannot be reached");
            }
            tool.url = "https://tools.example:" + secure.port();
            assertFailed(run("{}"), "cannot be reached"); // nobody has vouched for it
            assertThat(secure.seen()).hasSize(1);
        }
    }

    /** A certificate for one name that it signed itself, made by the JDK's keytool. */
    private static PfxOptions certificate(Path file, String name) throws Exception {
        Process keytool =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-alias",
                                "service",
                                "-keyalg",
                                "EC",
                                "-dname",
                                "CN=" + name,
                                "-ext",
                                "san=dns:" + name,
                                "-storetype",
                                "PKCS12",
                                "-storepass",
                                "changeit",
                                "-keystore",
                                file.toString())
                        .redirectErrorStream(true)
                        .start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(keytool.waitFor()).as(said).isZero();
        return new PfxOptions().setPath(file.toString()).setPassword("changeit");
    }

    @Test
    void unknownName_cannotBeReached() {
        tool.url = "http://nobody.invalid";
        tool.timeoutMs = 5_000;
        assertThat(run("{}").status()).isNotEqualTo(Status.OK);
    }

    /** A Vert.x that asks a name server of the test's. */
    private static final class LocalVertx implements AutoCloseable {
        final Vertx vertx;
        final EventLoop loop;

        LocalVertx(int dnsPort) {
            vertx =
                    Vertx.vertx(
                            new VertxOptions()
                                    .setAddressResolverOptions(
                                            new AddressResolverOptions()
                                                    .addServer("127.0.0.1:" + dnsPort)
                                                    .setCacheMaxTimeToLive(0)
                                                    .setSearchDomains(List.of())));
            loop = ((ContextInternal) vertx.getOrCreateContext()).nettyEventLoop();
        }

        @Override
        public void close() {
            get(vertx.close());
        }
    }

    private static void assertFailed(ToolResult result, String what) {
        assertThat(result.status()).isEqualTo(Status.FAILED);
        assertThat(result.output()).startsWith("{\"error\":").contains(what);
    }

    private ToolResult run(String arguments) {
        return get(start(arguments).result());
    }

    private ToolService.Running start(String arguments) {
        return tools.run(request(arguments), loop);
    }

    private ToolService.Request request(String arguments) {
        try {
            return new ToolService.Request(
                    tool.tool(), (ObjectNode) JSON.readTree(arguments), "call-7", TRACE_PARENT);
        } catch (Exception broken) {
            throw new AssertionError(broken);
        }
    }

    /** A tool of the service, as a test wants it. */
    private static final class TestTool {
        String url;
        String path = "";
        Method method = Method.POST;
        String parameters = "{\"type\":\"object\"}";
        Map<String, Secret> headers = Map.of();
        int timeoutMs = 20_000;
        int retries;
        int maxConcurrent = 32;
        int maxResultBytes = 16_384;
        boolean allowPrivateNetwork = true;

        TestTool(String url) {
            this.url = url;
        }

        AgentTool.Http tool() {
            return new AgentTool.Http(
                    "slots",
                    "Find a slot.",
                    URI.create(url + path),
                    method,
                    new JsonSchema(parameters),
                    headers,
                    Duration.ofMillis(timeoutMs),
                    retries,
                    maxConcurrent,
                    maxResultBytes,
                    null,
                    Duration.ofSeconds(1),
                    allowPrivateNetwork);
        }
    }

    private static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("never: " + what);
            }
            LockSupport.parkNanos(1_000_000);
        }
    }

    private static <T> T get(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
    }
}
