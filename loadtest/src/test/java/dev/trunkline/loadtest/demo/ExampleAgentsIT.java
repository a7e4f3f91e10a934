package dev.trunkline.loadtest.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.loadtest.demo.Conversation.Ending;
import dev.trunkline.loadtest.model.ModelConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** The files of the example agents, changed while the demo's calls go on. */
class ExampleAgentsIT {
    private static final String HOURS = "eight to six";
    private static final String SHORTER_HOURS = "nine to five";
    private static final String CLOSED = "We are closed at the moment.";
    private static final String ON_HOLIDAY = "We are on holiday until Monday.";

    @Test
    void aChangedFile_isForTheNextCalls_andNotForThoseInProgress() throws Exception {
        try (DemoBench bench = new DemoBench(1, 0)) {
            Path file = bench.agentFiles().resolve("after-hours.yaml");
            AgentCall before = AgentCall.place(bench, AgentTalk.MESSAGE, DemoLeg.RELAY);

            change(file, HOURS, SHORTER_HOURS);
            awaitReloads(bench, 1);
            AgentCall meanwhile = AgentCall.place(bench, AgentTalk.EMERGENCY, DemoLeg.STREAM);
            assertThat(instructions(meanwhile)).contains(SHORTER_HOURS).doesNotContain(HOURS);
            assertThat(before.isOver()).isFalse();
            assertThat(instructions(before)).contains(HOURS);
            assertThat(before.result(bench).faults).isEmpty(); // to its end what it was before

            assertThat(meanwhile.result(bench).ending).isEqualTo(Ending.TRANSFERRED);
            change(file, CLOSED, ON_HOLIDAY);
            awaitReloads(bench, 2);
            AgentCall after = AgentCall.place(bench, AgentTalk.EMERGENCY, DemoLeg.RELAY);
            assertThat(after.result(bench).words().getFirst()).contains(ON_HOLIDAY);
            assertThat(instructions(after)).contains(SHORTER_HOURS);
        }
    }

    private static void change(Path file, String from, String to) throws Exception {
        String written = Files.readString(file);
        assertThat(written).contains(from);
        Files.writeString(file, written.replace(from, to));
    }

    private static void awaitReloads(DemoBench bench, int reloads) throws Exception {
        long deadline = System.nanoTime() + 30_000_000_000L;
        while (bench.metrics().sum("trunkline_agent_reloads_total", _ -> true) < reloads) {
            assertThat(System.nanoTime()).as("reload %d", reloads).isLessThan(deadline);
            LockSupport.parkNanos(20_000_000);
        }
    }

    /** What the model goes by in a call. */
    private static String instructions(AgentCall call) {
        ModelConnection session = Objects.requireNonNull(call.session());
        session.await(
                "its settings",
                Duration.ofSeconds(30),
                each -> each.record().sentEvents().contains("session.updated"));
        return session.session().path("instructions").asText();
    }
}
