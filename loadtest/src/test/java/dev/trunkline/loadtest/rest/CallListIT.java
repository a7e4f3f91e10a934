package dev.trunkline.loadtest.rest;

import static dev.trunkline.loadtest.rest.ApiBench.ACCOUNT;
import static dev.trunkline.loadtest.rest.ApiBench.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.twilio.rest.api.v2010.account.Call;
import dev.trunkline.gateway.trunk.PhoneNumber;
import dev.trunkline.gateway.twilio.rest.CallFilter;
import dev.trunkline.gateway.twilio.rest.CallSnapshot;
import dev.trunkline.gateway.twilio.rest.CallState;
import dev.trunkline.gateway.twilio.rest.Instructions;
import dev.trunkline.gateway.twilio.rest.NewCall;
import dev.trunkline.loadtest.phone.SimulatedTwilio;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls are found by number, status and start, a page at a time. */
class CallListIT {
    private static final PhoneNumber TO = new PhoneNumber("+447700900555");
    private static final PhoneNumber OTHER = new PhoneNumber("+447700900556");
    private static final PhoneNumber FROM = new PhoneNumber("+442079460000");

    private final Vertx phoneVertx = Vertx.vertx();
    private SimulatedTwilio phone;
    private ApiBench bench;

    @BeforeEach
    void open() throws Exception {
        phone = SimulatedTwilio.direct(phoneVertx, ACCOUNT);
        bench = new ApiBench(phone);
        bench.api.callsPerSecond(10_000);
    }

    @AfterEach
    void close() throws Exception {
        phone.closeAll().get(30, TimeUnit.SECONDS);
        bench.close();
        await(phoneVertx.close());
    }

    private String place(PhoneNumber to) throws Exception {
        NewCall call = NewCall.to(to, FROM, new Instructions.Inline("<Response/>")).build();
        return await(bench.rest.place(call)).sid();
    }

    private void awaitOver() {
        await("all are over", () -> bench.api.calls().stream().allMatch(e -> e.status().over()));
    }

    private List<String> listed(CallFilter filter) throws Exception {
        return await(bench.rest.list(filter)).stream().map(CallSnapshot::sid).toList();
    }

    @Test
    void newestComeFirst_ofThoseThatAreAskedFor() throws Exception {
        String first = place(TO);
        String other = place(OTHER);
        String last = place(TO);
        awaitOver();
        assertThat(listed(new CallFilter(null, null, null, 50)))
                .containsExactly(last, other, first);
        assertThat(listed(new CallFilter(TO, FROM, null, 50))).containsExactly(last, first);
        assertThat(listed(new CallFilter(TO, null, null, 1))).containsExactly(last);
        assertThat(listed(new CallFilter(null, OTHER, null, 50))).isEmpty();
        assertThat(bench.api.violations()).isEmpty();
    }

    @Test
    void start_isTheDialling_soThatAQueuedCallIsNotFoundByIt() throws Exception {
        bench.api.callsPerSecond(0.1);
        Instant before = Instant.now();
        String dialled = place(TO);
        String queued = place(TO);
        await("it is over", () -> bench.api.calls().getFirst().status().over());
        assertThat(listed(new CallFilter(TO, FROM, before, 50))).containsExactly(dialled);
        assertThat(listed(new CallFilter(TO, FROM, before.plusSeconds(60), 50))).isEmpty();
        List<CallSnapshot> all = await(bench.rest.list(new CallFilter(TO, FROM, null, 50)));
        assertThat(all).extracting(CallSnapshot::sid).containsExactly(queued, dialled);
        assertThat(all)
                .extracting(CallSnapshot::state)
                .containsExactly(CallState.QUEUED, CallState.COMPLETED);
        assertThat(all.getFirst().startedAt()).isNull();
        assertThat(all.getLast().startedAt())
                .isBetween(before.minusSeconds(1), before.plusSeconds(30));
        assertThat(all.getLast().duration()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void vendorsClient_turnsThePages() throws Exception {
        List<String> sids = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            sids.add(place(TO));
        }
        awaitOver();
        List<String> read = new ArrayList<>();
        Call.reader()
                .setTo(new com.twilio.type.PhoneNumber(TO.e164()))
                .setStatus(Call.Status.COMPLETED)
                .pageSize(2)
                .read(bench.vendor())
                .forEach(call -> read.add(call.getSid()));
        assertThat(read).containsExactlyElementsOf(sids.reversed());
        assertThat(bench.api.received()).isEqualTo(5 + 3);
        assertThat(Call.reader().setStatus(Call.Status.BUSY).read(bench.vendor())).isEmpty();
        assertThat(bench.api.violations()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PageSize=0",
                "PageSize=1001",
                "PageSize=many",
                "Page=-1",
                "Status=gone",
                "StartTime%3E=yesterday",
                "EndTime%3C=1",
                "Colour=blue",
                "To=1&To=2"
            })
    void wrongQueries_areRefused_andNoted(String query) throws Exception {
        assertThat(bench.get("/Calls.json?" + query).body()).contains("\"code\":20001,");
        assertThat(bench.api.violations()).extracting(ApiViolation::code).containsExactly(20001);
    }
}
