package dev.trunkline.loadtest.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.loadtest.audio.Speech;
import dev.trunkline.loadtest.model.ModelBehavior;
import dev.trunkline.loadtest.model.ModelConnection;
import dev.trunkline.loadtest.phone.CallScript;
import dev.trunkline.loadtest.phone.CallerAudio;
import dev.trunkline.loadtest.phone.PhoneCall;
import dev.trunkline.loadtest.phone.PhoneCallReport;
import dev.trunkline.loadtest.phone.PhoneCallReport.Outcome;
import dev.trunkline.loadtest.phone.PhoneCallReport.StreamReport;
import dev.trunkline.loadtest.phone.When;
import io.netty.channel.uring.IoUring;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A hundred conversations at once, all of their audio compared. They last 60 s, or what the system
 * property {@code trunkline.hundredCalls.seconds} says.
 */
@Tag("alone")
@ExtendWith(Leaks.class)
class HundredCallsIT {
    private static final int CALLS = 100;
    private static final int SECONDS = Integer.getInteger("trunkline.hundredCalls.seconds", 18);

    /** A turn and its answer take about five and a half. */
    private static final int TURNS = Math.max(1, SECONDS / 7);

    private static final int RING_TOGETHER = 10;
    private static final int FRAME_BYTES = 160;

    @ParameterizedTest
    @ValueSource(strings = {"fast", "plain", "io_uring"})
    void nothingIsLostDuplicatedOrOutOfOrder(String way) {
        // A busy machine may hold up phones and gateway alike: that is no pause of the callers'.
        boolean ring = way.equals("io_uring");
        boolean available = IoUring.isAvailable(); // keeps a ring of its own from then on
        long ringsBefore = rings();
        Map<String, String> environment =
                Map.of(
                        "TRUNKLINE_MEDIA_LANE", ring ? "fast" : way,
                        "TRUNKLINE_TRANSPORT", ring ? "io_uring" : "epoll",
                        "TRUNKLINE_MEDIA_SILENCE_AFTER_MS", "10000");
        try (Bench bench = new Bench(environment, _ -> ModelBehavior.defaults())) {
            List<PhoneCall> calls = new ArrayList<>();
            for (int number = 0; number < CALLS; number++) {
                calls.add(bench.place(script(number)));
                if (number % RING_TOGETHER == 0) {
                    Bench.reached(calls.getLast(), progress -> progress.framesSent() > 0);
                }
            }
            List<PhoneCallReport> reports = calls.stream().map(Bench::ended).toList();

            Map<ByteBuffer, ModelConnection> connections = new HashMap<>();
            for (ModelConnection each : bench.model.connections()) {
                assertThat(each.record().violations()).isEmpty();
                byte[] signature = Arrays.copyOf(each.record().audio(), FRAME_BYTES);
                connections.put(ByteBuffer.wrap(signature), each);
            }
            assertThat(connections).hasSize(CALLS);
            long framesSent = 0;
            long mediaReceived = 0;
            for (int number = 0; number < CALLS; number++) {
                String call = way + " call " + number;
                PhoneCallReport report = reports.get(number);
                assertThat(report.outcome()).as(call).isEqualTo(Outcome.CALLER_HUNG_UP);
                assertThat(report.violations()).as(call).isEmpty();
                StreamReport stream = report.stream().orElseThrow();
                ModelConnection connection = connections.get(ByteBuffer.wrap(signature(number)));
                assertThat(connection).as(call).isNotNull();
                Bench.assertArrived(stream.sent().muLaw(), connection.record().audio(), call);
                assertThat(stream.framesDropped()).as(call).isZero();
                assertThat(stream.clears()).as(call).isEmpty();
                Heard.assertAnswers(stream, TURNS + 1, call);
                framesSent += stream.framesSent();
                mediaReceived += stream.mediaReceived();
            }
            assertCounters(bench, framesSent, mediaReceived);
            assertThat(rings() > ringsBefore).isEqualTo(available && ring);
            bench.assertAtRest();
        }
    }

    /** Of this process, whose only gateway is the bench's. */
    private static long rings() {
        try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
            return files.filter(
                            file -> {
                                try {
                                    return Files.readSymbolicLink(file)
                                            .toString()
                                            .contains("io_uring");
                                } catch (IOException closedMeanwhile) {
                                    return false;
                                }
                            })
                    .count();
        } catch (IOException noProc) {
            throw new UncheckedIOException(noProc);
        }
    }

    private static void assertCounters(Bench bench, long framesSent, long mediaReceived) {
        assertThat(bench.counter("trunkline_calls_started_total")).isEqualTo(CALLS);
        assertThat(bench.counter("trunkline_calls_ended_total", "completed_by_caller"))
                .isEqualTo(CALLS);
        assertThat(bench.counter("trunkline_uplink_frames_total")).isEqualTo((double) framesSent);
        assertThat(bench.counter("trunkline_uplink_bytes_total"))
                .isEqualTo((double) framesSent * FRAME_BYTES);
        assertThat(bench.counter("trunkline_downlink_frames_total"))
                .isEqualTo((double) mediaReceived);
        for (String none :
                List.of(
                        "trunkline_dropped_audio_seconds_total",
                        "trunkline_uplink_gaps_total",
                        "trunkline_uplink_late_frames_total",
                        "trunkline_malformed_messages_total",
                        "trunkline_barge_ins_total",
                        "trunkline_model_errors_total")) {
            assertThat(bench.counter(none)).as(none).isZero();
        }
    }

    /** Turns, each after the answer before it was heard to its end, then silence until the end. */
    private static CallScript script(int number) {
        CallScript.Builder script =
                CallScript.inbound("/twilio/voice")
                        .say(When.at(0), CallerAudio.of(signature(number)))
                        .maxDurationMs(SECONDS * 2_000L);
        for (int turn = 0; turn < TURNS; turn++) {
            int utterance = (number + turn) % Speech.utterances() + 1;
            script.say(When.agentEnded(600), CallerAudio.utterance(utterance));
        }
        return script.dtmf(When.agentEnded(600), "") // no key: it only waits for the last answer
                .hangUp(When.at(SECONDS * 1_000L))
                .build();
    }

    /**
     * The call's number as one frame that nobody hears: μ-law has two zeros (ITU-T G.711), the
     * negative one stands for a set bit.
     */
    private static byte[] signature(int number) {
        byte[] frame = new byte[FRAME_BYTES];
        for (int bit = 0; bit < FRAME_BYTES; bit++) {
            frame[bit] = (byte) (bit < 31 && (((number + 1) >> bit) & 1) == 1 ? 0x7F : 0xFF);
        }
        return frame;
    }
}
