package dev.trunkline.loadtest.phone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.sun.management.ThreadMXBean;
import dev.trunkline.loadtest.audio.ProbeFrame;
import dev.trunkline.loadtest.audio.Speech;
import dev.trunkline.loadtest.phone.PhoneCallReport.ClosedBy;
import dev.trunkline.loadtest.phone.PhoneCallReport.StreamReport;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A stream on a fake clock: the wheel is advanced by hand, the wire keeps what is sent. */
class MediaStreamTest {
    private static final String SID = "MZ11112222333344445555666677778888";
    private static final long T0 = 7_000_000_000L;

    private final Wire wire = new Wire();
    private final TimerWheel wheel = new TimerWheel(T0);
    private final List<String> log = new ArrayList<>();
    private long nowMs;

    @Test
    void frames_areDueOnAFixedSchedule_andAStallIsCaughtUp() throws JsonProcessingException {
        MediaStream stream = open(CallScript.inbound("/").build());
        run(100);
        assertThat(wire.timestamps()).containsExactly(0, 20, 40, 60, 80, 100);
        nowMs = 195; // the loop stood still
        wheel.advance(now());
        assertThat(wire.timestamps()).containsExactly(0, 20, 40, 60, 80, 100, 120, 140, 160, 180);
        run(205);
        assertThat(wire.timestamps()).endsWith(180, 200);
        StreamReport report = report(stream);
        assertThat(report.sendLateness().getMaxValue() / 1e6).isCloseTo(75, within(1.0));
        assertThat(report.sendLateness().getTotalCount()).isEqualTo(11);
    }

    @Test
    void gap_makesTimestampsJump_butNotChunks() throws JsonProcessingException {
        open(CallScript.inbound("/").step(When.at(40), new CallerStep.Gap(100)).build());
        run(180);
        assertThat(wire.timestamps()).containsExactly(0, 20, 140, 160, 180);
        assertThat(wire.events("media"))
                .extracting(each -> each.path("media").path("chunk").asText())
                .containsExactly("1", "2", "3", "4", "5");
    }

    @Test
    void framesLostAtTheCarrier_areMissingMessages_withTimestampsThatJump()
            throws JsonProcessingException {
        RtpPath lossy = new RtpPath(0.3, 2, 0, 0, 9);
        MediaStream stream =
                open(CallScript.inbound("/").carrier(new CarrierSide(0, lossy, null)).build());
        run(1980);
        StreamReport report = report(stream);
        List<Integer> timestamps = wire.timestamps();
        assertThat(report.framesLost()).isBetween(1L, 99L);
        assertThat(report.framesSent()).isEqualTo(100 - report.framesLost());
        assertThat(timestamps).hasSize((int) report.framesSent()).isSorted();
        assertThat(wire.events("media"))
                .extracting(each -> each.path("media").path("chunk").asInt())
                .isEqualTo(IntStream.rangeClosed(1, timestamps.size()).boxed().toList());
        List<PhoneCallReport.Missing> jumps = new ArrayList<>();
        for (int i = 0; i < timestamps.size(); i++) {
            int gapMs = timestamps.get(i) - (i == 0 ? -20 : timestamps.get(i - 1));
            if (gapMs > 20) {
                jumps.add(new PhoneCallReport.Missing(i, gapMs / 20 - 1));
            }
        }
        assertThat(report.missing()).isEqualTo(jumps);
        assertThat(report.sent().samples()).isEqualTo(timestamps.size() * 160);
    }

    @Test
    void framesThatStandStillAtTheCarrier_comeInABurst_asTheyWereDue()
            throws JsonProcessingException {
        RtpPath stalling = new RtpPath(0, 1, 3_000, 100, 1); // always
        open(CallScript.inbound("/").carrier(new CarrierSide(0, stalling, null)).build());
        run(99);
        assertThat(wire.timestamps()).isEmpty();
        run(100);
        assertThat(wire.timestamps()).containsExactly(0, 20, 40, 60, 80);
        run(200);
        assertThat(wire.timestamps()).containsExactly(0, 20, 40, 60, 80, 100, 120, 140, 160, 180);
    }

    @Test
    void interrupting_speaksWhileTheAgentIsHeard_andMeasuresTheBargeIn() {
        MediaStream stream =
                open(
                        CallScript.inbound("/")
                                .say(When.interrupting(300), CallerAudio.utterance(2))
                                .build());
        run(1000);
        agentSays(stream, loud(2000));
        run(1290);
        assertThat(stream.caller().stepsTaken()).isZero();
        run(1300);
        assertThat(stream.caller().stepsTaken()).isEqualTo(1);
        int lead = CallerAudio.utterance(2).firstAudibleFrame() * 20;
        run(1400 + lead);
        receive(stream, "{\"event\":\"clear\",\"streamSid\":\"" + SID + "\"}");
        run(4000);

        StreamReport report = report(stream);
        assertThat(report.bargeIns()).hasSize(1);
        PhoneCallReport.BargeIn bargeIn = report.bargeIns().getFirst();
        assertThat(bargeIn.firstFrameNanos()).isEqualTo(T0 + (1300 + lead) * 1_000_000L);
        assertThat(bargeIn.clearNanos()).isEqualTo(T0 + (1400 + lead) * 1_000_000L);
        assertThat(bargeIn.silentNanos()).isEqualTo(bargeIn.clearNanos());
        assertThat(bargeIn.leakedMs()).isEqualTo(100);
        assertThat(report.clears().getFirst().thrownOutBytes()).isEqualTo((2000 - 400 - lead) * 8L);
        assertThat(report.agentSpells())
                .containsExactly(
                        new PhoneCallReport.AgentSpell(T0 + 1_000_000_000L, bargeIn.clearNanos()));
    }

    @Test
    void interruption_withoutClear_leaksUntilTheAgentFallsSilent() {
        MediaStream stream =
                open(CallScript.inbound("/").say(When.at(200), CallerAudio.of(loud(100))).build());
        agentSays(stream, loud(1000));
        run(2000);
        PhoneCallReport.BargeIn bargeIn = report(stream).bargeIns().getFirst();
        assertThat(bargeIn.clearNanos()).isEqualTo(-1);
        assertThat(bargeIn.leakedMs()).isEqualTo(800);
    }

    @Test
    void agentEnded_waitsForAnAnswerAndItsEnd_andTheTurnIsMeasured() {
        MediaStream stream =
                open(
                        CallScript.inbound("/")
                                .say(When.at(0), CallerAudio.of(loud(100)))
                                .say(When.agentEnded(500), CallerAudio.of(loud(100)))
                                .hangUp(When.after(0))
                                .build());
        run(1000);
        assertThat(stream.caller().stepsTaken()).isEqualTo(1);
        agentSays(stream, silence(200)); // leading silence is not an answer yet
        agentSays(stream, loud(400));
        run(2080); // audible from 1200 to 1600
        assertThat(stream.caller().stepsTaken()).isEqualTo(1);
        run(2300);
        assertThat(stream.caller().stepsTaken()).isEqualTo(3);
        assertThat(wire.closed).isEqualTo(1000);
        StreamReport report = report(stream);
        assertThat(report.turns()).hasSize(1);
        assertThat(report.turns().getFirst().responseMs()).isEqualTo(1200 - 80);
    }

    @Test
    void agentEnded_hasALimit() {
        MediaStream stream =
                open(CallScript.inbound("/").hangUp(new When.AgentEnded(500, 300)).build());
        run(280);
        assertThat(stream.ended()).isFalse();
        run(300);
        assertThat(stream.ended()).isTrue();
        assertThat(log).containsExactly("hung up");
    }

    @Test
    void marks_returnWithTheirAudio_orAllWithAClear() throws JsonProcessingException {
        MediaStream stream = open(CallScript.inbound("/").build());
        agentSays(stream, loud(100));
        mark(stream, "a");
        agentSays(stream, loud(100));
        mark(stream, "b");
        run(99);
        assertThat(wire.events("mark")).isEmpty();
        run(101);
        assertThat(wire.events("mark")).hasSize(1);
        run(150);
        receive(stream, "{\"event\":\"clear\",\"streamSid\":\"" + SID + "\"}");
        assertThat(wire.events("mark"))
                .extracting(each -> each.path("mark").path("name").asText())
                .containsExactly("a", "b");
        StreamReport report = report(stream);
        assertThat(report.marks().get(0).cleared()).isFalse();
        assertThat(report.marks().get(1).cleared()).isTrue();
        assertThat(report.segments()).contains(new PhoneCallReport.PlayedSegment("b", 800, 400));
    }

    @Test
    void probes_areSentWithTheirTime_andMeasuredWhenTheyReturn() throws JsonProcessingException {
        MediaStream stream =
                open(
                        CallScript.inbound("/")
                                .background(CallScript.Background.PROBES)
                                .callIndex(42)
                                .build());
        run(60);
        List<byte[]> sent = new ArrayList<>();
        for (JsonNode media : wire.events("media")) {
            sent.add(Base64.getDecoder().decode(media.path("media").path("payload").asText()));
        }
        assertThat(sent).hasSize(4).allMatch(frame -> ProbeFrame.isProbe(frame, 0));
        nowMs = 100;
        agentSays(stream, sent.get(0));
        agentSays(stream, sent.get(2));
        agentSays(stream, sent.get(2));
        agentSays(stream, sent.get(3));
        agentSays(stream, sent.get(1));
        PhoneCallReport.Probes probes = report(stream).probes();
        assertThat(probes.received()).isEqualTo(5);
        assertThat(probes.duplicated()).isEqualTo(1);
        assertThat(probes.outOfOrder()).isEqualTo(1);
        assertThat(probes.lost()).isZero();
        assertThat(probes.latency().getMaxValue() / 1e6).isCloseTo(100, within(1.0));
    }

    @Test
    void aGatewayThatDoesNotRead_losesAudio_andThatIsReported() {
        MediaStream stream = open(CallScript.inbound("/").build());
        wire.writable = false;
        run(100);
        assertThat(report(stream).framesDropped()).isEqualTo(5);
        assertThat(log).containsExactly("violation 31930");
    }

    @Test
    void payloads_areChecked() {
        MediaStream stream = open(CallScript.inbound("/").build());
        receive(
                stream,
                "{\"event\":\"media\",\"streamSid\":\""
                        + SID
                        + "\",\"media\":{\"payload\":\"A*==\"}}");
        receive(
                stream,
                "{\"event\":\"media\",\"streamSid\":\""
                        + SID
                        + "\",\"media\":{\"payload\":\"AAEC\"}}");
        assertThat(log).containsExactly("violation 31951", "violation 0");
        assertThat(report(stream).bytesReceived()).isEqualTo(3);
    }

    @Test
    void steadyState_allocatesNothingPerFrame() {
        wire.keeping = false;
        MediaStream stream =
                open(
                        CallScript.inbound("/")
                                .hearing(CallScript.Hearing.COUNT)
                                .background(CallScript.Background.PROBES)
                                .maxDurationMs(100_000_000)
                                .build());
        byte[] media = media(Speech.utterance(1), 0).getBytes(UTF_8);
        frames(stream, media, 20_000);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        frames(stream, media, 10_000);
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertThat(allocated / 10_000.0).as("bytes per frame sent and received").isLessThan(60);
    }

    private void frames(MediaStream stream, byte[] media, int count) {
        for (int i = 0; i < count; i++) {
            nowMs += 20;
            wheel.advance(now());
            stream.received(media, media.length, now(), now());
        }
    }

    private MediaStream open(CallScript script) {
        CallIdentity identity = new CallIdentity("AC0", "CA0", SID, Map.of("token", "t"));
        MediaStream stream =
                new MediaStream(
                        new MediaStream.Parts(
                                identity,
                                wire,
                                wheel,
                                new Log(),
                                new byte[8192],
                                new WireLog(script.hearing() == CallScript.Hearing.RECORD)),
                        script,
                        now());
        stream.open(now());
        return stream;
    }

    private void run(long untilMs) {
        while (nowMs < untilMs) {
            nowMs++;
            wheel.advance(now());
        }
    }

    private void agentSays(MediaStream stream, byte[] muLaw) {
        for (int at = 0; at < muLaw.length; at += 160) {
            receive(stream, media(muLaw, at));
        }
    }

    private static String media(byte[] muLaw, int at) {
        return "{\"event\":\"media\",\"streamSid\":\""
                + SID
                + "\",\"media\":{\"payload\":\""
                + Base64.getEncoder().encodeToString(Arrays.copyOfRange(muLaw, at, at + 160))
                + "\"}}";
    }

    private void mark(MediaStream stream, String name) {
        receive(
                stream,
                "{\"event\":\"mark\",\"streamSid\":\""
                        + SID
                        + "\",\"mark\":{\"name\":\""
                        + name
                        + "\"}}");
    }

    private void receive(MediaStream stream, String message) {
        byte[] utf8 = message.getBytes(UTF_8);
        stream.received(utf8, utf8.length, now(), now());
    }

    private StreamReport report(MediaStream stream) {
        return stream.report(now(), 1000, ClosedBy.PHONE);
    }

    private long now() {
        return T0 + nowMs * 1_000_000;
    }

    private static byte[] loud(int ms) {
        return new byte[ms * 8]; // μ-law 0x00 is the largest negative value
    }

    private static byte[] silence(int ms) {
        byte[] silence = new byte[ms * 8];
        Arrays.fill(silence, (byte) 0xFF);
        return silence;
    }

    private final class Log implements CallLog {
        @Override
        public void violation(int code, long nowNanos, String detail) {
            log.add("violation " + code);
        }

        @Override
        public void hungUpByCaller() {
            log.add("hung up");
        }

        @Override
        public void progressed() {}
    }

    private static final class Wire implements StreamWire {
        final List<String> sent = new ArrayList<>();
        boolean keeping = true;
        boolean writable = true;
        int closed;

        List<JsonNode> events(String event) throws JsonProcessingException {
            List<JsonNode> events = new ArrayList<>();
            for (String message : sent) {
                JsonNode json = FakeGateway.JSON.readTree(message);
                if (json.path("event").asText().equals(event)) {
                    events.add(json);
                }
            }
            return events;
        }

        List<Integer> timestamps() throws JsonProcessingException {
            return events("media").stream()
                    .map(each -> each.path("media").path("timestamp").asInt())
                    .toList();
        }

        @Override
        public void text(byte[] utf8, int length) {
            if (keeping) {
                sent.add(new String(utf8, 0, length, UTF_8));
            }
        }

        @Override
        public void raw(byte[] bytes) {
            sent.add("raw");
        }

        @Override
        public boolean writable() {
            return writable;
        }

        @Override
        public void reading(boolean on) {}

        @Override
        public void close(int code) {
            closed = code;
        }

        @Override
        public void drop(HangUp how) {}
    }
}
