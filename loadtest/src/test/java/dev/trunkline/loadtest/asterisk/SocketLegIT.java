package dev.trunkline.loadtest.asterisk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.codecs.opus.OpusDecoder;
import dev.trunkline.codecs.opus.OpusEncoder;
import dev.trunkline.codecs.opus.OpusSettings;
import dev.trunkline.loadtest.audio.MuLaw;
import dev.trunkline.loadtest.audio.Speech;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The WebSocket leg against a real Asterisk, which real callers call. */
final class SocketLegIT {
    private static final byte[] SPEECH = Speech.utterance(1);

    /** The same after a second in which Asterisk joins its channels. */
    private static final byte[] LATER_SPEECH = new byte[8_000 + SPEECH.length];

    static {
        Arrays.fill(LATER_SPEECH, MuLaw.SILENCE);
        System.arraycopy(SPEECH, 0, LATER_SPEECH, 8_000, SPEECH.length);
    }

    /** Through G.711 and a change of the rate. */
    private static final double ALIKE = 0.9;

    /** Through Opus at 20 to 28 kbit/s, which keeps the sound and not the wave. */
    private static final double ALIKE_THROUGH_OPUS = 0.75;

    private SocketRig rig;
    private AsteriskProcess asterisk;

    @RegisterExtension final ReportOnFailure report = new ReportOnFailure(() -> asterisk);

    @BeforeEach
    void start() {
        rig = new SocketRig();
        StringBuilder dialplan = new StringBuilder();
        for (String format : List.of("ulaw", "alaw", "slin16", "slin24", "slin48", "opus")) {
            dialplan.append(dial(format, "c(" + format + ")f(json)v(agent=sales)"));
        }
        dialplan.append(dial("ulaw-plain", "c(ulaw)"));
        dialplan.append(dial("refused", "c(ulaw)f(json)v(refuse=yes)"));
        dialplan.append(
                """
                exten => on-answer,1,Dial(WebSocket/trunkline/c(ulaw)f(json)n)
                 same => n,Hangup()
                exten => falls-back,1,Dial(WebSocket/trunkline/c(ulaw)f(json)nv(refuse=yes))
                 same => n,Goto(echo,1)
                exten => stranger,1,Answer()
                 same => n,Dial(WebSocket/stranger/c(ulaw)f(json))
                 same => n,Hangup()
                """);
        asterisk =
                AsteriskProcess.started(
                        AsteriskSetup.of(dialplan.toString())
                                .with(rig.section("trunkline", SocketRig.PASSWORD))
                                .with(rig.section("stranger", "guessed")));
    }

    private static String dial(String extension, String options) {
        return """
        exten => %s,1,Answer()
         same => n,Dial(WebSocket/trunkline/%s)
         same => n,Hangup()
        """
                .formatted(extension, options);
    }

    @AfterEach
    void stop() {
        asterisk.close();
        rig.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ulaw", "ulaw-plain"})
    void muLaw_isTheCallersByteForByte_untilTheCallerHangsUp(String extension) {
        try (RtpPhone phone = new RtpPhone(RtpPhone.Codec.ULAW);
                Sipp.Call dialled =
                        Sipp.signalling(phone)
                                .hangingUpAfter(Duration.ofSeconds(6))
                                .dial(asterisk, extension)) {
            TestCall call = rig.awaitCall(1);
            call.awaitMedia(phone, dialled);
            phone.speak(dialled, RtpPhone.frames(SPEECH, MuLaw.FRAME_BYTES));
            dialled.awaitGoodEnd();
            Await.until("the call ended", () -> call.endedCleanly != null);
            assertThat(call.endedCleanly).isTrue();
            assertThat(indexOf(call.audio(), SPEECH)).as("where the speech is").isNotNegative();
            assertThat(rig.callers.getFirst().arguments())
                    .hasSize(extension.equals("ulaw") ? 1 : 0);
        }
    }

    @Test
    void aLaw_isTheCallersByteForByte() {
        byte[] speech = new byte[160 * 50];
        for (int i = 0; i < speech.length; i++) {
            speech[i] = (byte) (i * 31); // any bytes are A-law
        }
        try (RtpPhone phone = new RtpPhone(RtpPhone.Codec.ALAW);
                Sipp.Call dialled = Sipp.signalling(phone).dial(asterisk, "alaw")) {
            TestCall call = rig.awaitCall(1);
            call.awaitMedia(phone, dialled);
            phone.speak(dialled, RtpPhone.frames(speech, 160));
            Await.until("all of it came", () -> indexOf(call.audio(), speech) >= 0);
            call.close();
            dialled.awaitGoodEnd();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"slin16", "slin24", "slin48"})
    void linearAudio_isWhatWasSaid_inBothDirections(String extension) {
        short[] said = Correlation.repeated(LATER_SPEECH, 1);
        try (Baresip phone =
                Baresip.dial(
                        asterisk, extension, Baresip.Codec.ULAW, said, Duration.ofSeconds(6))) {
            TestCall call = rig.awaitCall(1);
            int rateHz = call.leg.agentFormat().sampleRateHz();
            call.speak(bytes(Correlation.repeated(LATER_SPEECH, rateHz / 8_000)));
            assertThat(Correlation.of(said, phone.heard()))
                    .as("heard by phone")
                    .isGreaterThan(ALIKE);
            assertThat(Correlation.of(said, Correlation.to8k(samples(call.audio()), rateHz)))
                    .as("heard by us")
                    .isGreaterThan(ALIKE);
        }
    }

    @Test
    void opus_isWhatWasSaid_inBothDirections() {
        short[] said = Correlation.repeated(LATER_SPEECH, 1);
        try (Baresip phone =
                Baresip.dial(
                        asterisk,
                        "opus",
                        Baresip.Codec.OPUS,
                        Correlation.repeated(LATER_SPEECH, 6),
                        Duration.ofSeconds(6))) {
            TestCall call = rig.awaitCall(1);
            call.speak(
                    bytes(
                            Correlation.repeated(
                                    LATER_SPEECH, call.leg.agentFormat().sampleRateHz() / 8_000)));
            assertThat(Correlation.of(said, Correlation.to8k(phone.heard(), 48_000)))
                    .as("heard by phone")
                    .isGreaterThan(ALIKE_THROUGH_OPUS);
            assertThat(Correlation.of(said, Correlation.to8k(samples(call.audio()), 48_000)))
                    .as("heard by us")
                    .isGreaterThan(ALIKE_THROUGH_OPUS);
        }
    }

    @Test
    void opus_isDecodedToWhatItsPacketsHold() {
        List<ByteBuffer> packets = encoded(SPEECH);
        short[] expected = decoded(packets);
        try (RtpPhone phone = new RtpPhone(RtpPhone.Codec.OPUS);
                Sipp.Call dialled = Sipp.signalling(phone).dial(asterisk, "opus")) {
            TestCall call = rig.awaitCall(1);
            call.awaitMedia(phone, dialled);
            phone.speak(dialled, packets);
            Await.until(
                    "all packets came", () -> call.audio().length >= expected.length * 2 + 1_920);
            assertThat(
                            Correlation.of(
                                    Correlation.to8k(expected, 48_000),
                                    Correlation.to8k(samples(call.audio()), 48_000)))
                    .isGreaterThan(ALIKE);
            call.close();
            dialled.awaitGoodEnd();
        }
    }

    @Test
    void muLaw_isHeardByteForByte_andMarksComeWhenTheAudioBeforeThemHas() {
        try (RtpPhone phone = new RtpPhone(RtpPhone.Codec.ULAW);
                Sipp.Call dialled = Sipp.signalling(phone).dial(asterisk, "ulaw")) {
            TestCall call = rig.awaitCall(1);
            call.awaitMedia(phone, dialled);
            int frames = SPEECH.length / MuLaw.FRAME_BYTES;
            call.counter = () -> phone.heard().size();
            call.speak(SPEECH);
            Await.until("all marks came back", () -> call.marks.size() == frames);
            Await.until("all audio was heard", () -> phone.heard().size() >= frames);
            assertThat(indexOf(heard(phone), Arrays.copyOf(SPEECH, frames * 160)))
                    .as("where the speech is")
                    .isNotNegative();
            for (TestCall.Returned mark : call.marks) {
                assertThat(mark.atCount())
                        .as("packets heard at mark %d", mark.sequence())
                        .isBetween(mark.sequence() - 10, mark.sequence() + 25);
            }
            call.close();
            dialled.awaitGoodEnd();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ulaw", "ulaw-plain", "opus"})
    void clear_silencesThePhone_andGivesAllMarksBack(String extension) {
        boolean opus = extension.equals("opus");
        try (RtpPhone phone = new RtpPhone(opus ? RtpPhone.Codec.OPUS : RtpPhone.Codec.ULAW);
                Sipp.Call dialled = Sipp.signalling(phone).dial(asterisk, extension)) {
            TestCall call = rig.awaitCall(1);
            call.awaitMedia(phone, dialled);
            call.counter = () -> phone.heard().size();
            int frames = 150;
            call.speak(new byte[call.leg.agentFormat().bytes(20 * frames)]);
            Await.until("the phone hears it", () -> phone.heard().size() >= 20);
            int sentAtClear = call.marks.size();
            call.clear();
            // Whatever is said next proves by its mark that nothing of the old is left.
            call.speak(new byte[call.leg.agentFormat().bytes(20)]);
            Await.until(
                    "the next mark",
                    () -> call.marks.stream().anyMatch(mark -> mark.generation() == 1));
            List<Integer> old =
                    call.marks.stream()
                            .filter(mark -> mark.generation() == 0)
                            .map(TestCall.Returned::sequence)
                            .toList();
            assertThat(old).as("marks of what was cut").isSorted().doesNotHaveDuplicates();
            assertThat(old).hasSizeGreaterThan(sentAtClear);
            if (!opus) { // all lay at Asterisk
                assertThat(old).hasSize(frames);
            }
            TestCall.Returned next = call.marks.getLast();
            assertThat(next.generation()).isEqualTo(1);
            assertThat(next.atCount()).as("packets heard then").isLessThan(frames / 2);
            call.close();
            dialled.awaitGoodEnd();
        }
    }

    @Test
    void keys_areTold() {
        try (RtpPhone phone = new RtpPhone(RtpPhone.Codec.ULAW);
                Sipp.Call dialled = Sipp.signalling(phone).dial(asterisk, "ulaw")) {
            TestCall call = rig.awaitCall(1);
            call.awaitMedia(phone, dialled);
            phone.press(dialled, '7');
            phone.press(dialled, '#');
            Await.until("both keys", () -> call.keys.size() == 2);
            assertThat(call.keys).containsExactly('7', '#');
            call.close();
            dialled.awaitGoodEnd();
        }
    }

    @Test
    void asteriskHangsUp_theCallEndsCleanly() {
        try (Sipp.Call dialled = Sipp.speaking(SPEECH).dial(asterisk, "ulaw")) {
            TestCall call = rig.awaitCall(1);
            asterisk.hangUpAll();
            Await.until("the call ended", () -> call.endedCleanly != null);
            assertThat(call.endedCleanly).isTrue();
            dialled.awaitGoodEnd();
        }
    }

    @Test
    void asteriskIsKilled_theCallEndsAllTheSame() {
        try (Sipp.Call dialled = Sipp.speaking(SPEECH).dial(asterisk, "ulaw")) {
            TestCall call = rig.awaitCall(1);
            asterisk.kill();
            Await.until("the call ended", () -> call.endedCleanly != null);
            assertThat(call.endedCleanly).isFalse();
            assertThat(dialled.isOver()).isFalse(); // and closing it ends it
        }
    }

    @Test
    void aRefusedCall_andAWrongPassword_areHungUp() {
        try (Sipp.Call refused = Sipp.speaking(SPEECH).dial(asterisk, "refused");
                Sipp.Call stranger = Sipp.speaking(SPEECH).dial(asterisk, "stranger")) {
            refused.awaitGoodEnd();
            stranger.awaitGoodEnd();
            assertThat(rig.calls).isEmpty();
            assertThat(rig.callers).hasSize(1);
            assertThat(rig.metrics()).contains("outcome=\"rejected_token\"");
        }
    }

    @Test
    void aCallThatWaitsForTheGateway_isAnsweredOnceItIsTaken() {
        try (RtpPhone phone = new RtpPhone(RtpPhone.Codec.ULAW);
                Sipp.Call dialled = Sipp.signalling(phone).dial(asterisk, "on-answer")) {
            TestCall call = rig.awaitCall(1);
            call.awaitMedia(phone, dialled);
            phone.speak(dialled, RtpPhone.frames(SPEECH, MuLaw.FRAME_BYTES));
            Await.until("heard", () -> indexOf(call.audio(), SPEECH) >= 0);
            call.close();
            dialled.awaitGoodEnd();
        }
    }

    @Test
    void aCallThatIsNotTaken_goesOnInTheDialplan() {
        try (RtpPhone phone = new RtpPhone(RtpPhone.Codec.ULAW);
                Sipp.Call dialled = Sipp.signalling(phone).dial(asterisk, "falls-back")) {
            Await.until("answered by the echo", () -> dialled.rtpPort().isPresent());
            phone.speakUntil(dialled, phone.codec().filler(), () -> !phone.heard().isEmpty());
            phone.speak(dialled, RtpPhone.frames(SPEECH, MuLaw.FRAME_BYTES));
            Await.until("echoed", () -> indexOf(heard(phone), SPEECH) >= 0);
            assertThat(rig.callers).hasSize(1);
            assertThat(rig.calls).isEmpty();
            asterisk.hangUpAll();
            dialled.awaitGoodEnd();
        }
    }

    @Test
    void theRoundTripIsMeasured() {
        try (Sipp.Call dialled = Sipp.speaking(SPEECH).dial(asterisk, "ulaw")) {
            TestCall call = rig.awaitCall(1);
            Await.until(
                    "a pong",
                    () ->
                            rig.metrics()
                                    .lines()
                                    .anyMatch(line ->
                                            line.startsWith("trunkline_leg_rtt_seconds_count")
                                                    && !line.endsWith(" 0")));
            call.close();
            dialled.awaitGoodEnd();
        }
    }

    private List<ByteBuffer> encoded(byte[] muLaw) {
        List<ByteBuffer> packets = new ArrayList<>();
        try (OpusEncoder encoder = rig.opus.encoder(OpusSettings.narrowbandCall())) {
            short[] samples = Correlation.repeated(muLaw, 1);
            byte[] packet = new byte[OpusEncoder.MAX_PACKET_BYTES];
            for (int at = 0; at + 160 <= samples.length; at += 160) {
                int length = encoder.encode(samples, at, packet, 0);
                packets.add(ByteBuffer.wrap(Arrays.copyOf(packet, length)));
            }
        }
        return packets;
    }

    private short[] decoded(List<ByteBuffer> packets) {
        short[] all = new short[packets.size() * 960];
        try (OpusDecoder decoder = rig.opus.decoder()) {
            int at = 0;
            for (ByteBuffer packet : packets) {
                at += decoder.decode(RtpPhone.bytes(packet), 0, packet.remaining(), all, at);
            }
        }
        return all;
    }

    private static byte[] heard(RtpPhone phone) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (RtpPhone.Packet packet : phone.heard()) {
            if (packet.payloadType() == 0) {
                all.writeBytes(RtpPhone.bytes(packet.payload()));
            }
        }
        return all.toByteArray();
    }

    private static byte[] bytes(short[] samples) {
        ByteBuffer bytes = ByteBuffer.allocate(samples.length * 2).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asShortBuffer().put(samples);
        return bytes.array();
    }

    private static short[] samples(byte[] bytes) {
        short[] samples = new short[bytes.length / 2];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer().get(samples);
        return samples;
    }

    private static int indexOf(byte[] whole, byte[] part) {
        for (int at = 0; at + part.length <= whole.length; at++) {
            if (Arrays.equals(whole, at, at + part.length, part, 0, part.length)) {
                return at;
            }
        }
        return -1;
    }
}
