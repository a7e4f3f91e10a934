package dev.trunkline.loadtest.pbx;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trunkline.codecs.opus.OpusPacket;
import dev.trunkline.loadtest.audio.MuLaw;
import dev.trunkline.loadtest.audio.Recording;
import dev.trunkline.loadtest.audio.Tone;
import dev.trunkline.loadtest.pbx.PbxCallReport.RtpSide;
import dev.trunkline.loadtest.phone.CallScript;
import dev.trunkline.loadtest.phone.CallerAudio;
import dev.trunkline.loadtest.phone.CarrierSide;
import dev.trunkline.loadtest.phone.PhoneCallReport.StreamReport;
import dev.trunkline.loadtest.phone.RtpPath;
import dev.trunkline.loadtest.phone.When;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** UnicastRTP, against a plain socket: what real-world notes say of a real one, claim by claim. */
class ExternalMediaIT {
    private static final Vertx VERTX = Vertx.vertx();
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private SimulatedAsterisk asterisk;
    private AriClient ari;
    private RtpPeer peer;

    @BeforeEach
    void start() throws Exception {
        asterisk =
                SimulatedAsterisk.start(VERTX, AsteriskSettings.LOCAL)
                        .toCompletionStage()
                        .toCompletableFuture()
                        .get();
        ari = new AriClient(asterisk).listen("app");
        peer = new RtpPeer();
    }

    @AfterEach
    void stop() throws Exception {
        peer.close();
        ari.close();
        get(asterisk.close());
    }

    @AfterAll
    static void close() throws Exception {
        get(VERTX.close());
    }

    /** A call whose audio goes to the peer and back. */
    private record Joined(PbxPhoneCall call, int port) {}

    private Joined join(PbxCallScript script, String format) throws Exception {
        PbxPhoneCall call = asterisk.call(script.answeredByTheDialplan());
        ari.await("StasisStart", call.channelId());
        JsonNode external =
                ari.post(
                                "channels/externalMedia?app=app&format="
                                        + format
                                        + "&external_host="
                                        + peer.host())
                        .body();
        String id = external.path("id").asText();
        ari.await("StasisStart", id);
        assertThat(peer.hearsNothing(60)).as("no media before both are in the bridge").isTrue();
        ari.bridge("b-" + id, call.channelId(), id);
        JsonNode variables = external.path("channelvars");
        assertThat(variables.path("UNICASTRTP_LOCAL_ADDRESS").asText()).isEqualTo("127.0.0.1");
        return new Joined(call, variables.path("UNICASTRTP_LOCAL_PORT").asInt());
    }

    private static PbxCallScript speech() {
        return PbxCallScript.of(
                "app",
                "1000",
                CallScript.spoken().background(CallScript.Background.SPEECH).build());
    }

    @ParameterizedTest
    @CsvSource({
        "ulaw, 0, 160, 160",
        "alaw, 8, 160, 160",
        "slin, 10, 160, 320",
        "slin16, 118, 320, 640",
        "slin24, 123, 480, 960",
        "slin48, 126, 960, 1920"
    })
    void toUs_eachFormat_hasItsTypeItsClockAndItsSize_withoutMarker(
            String format, int type, int ticks, int bytes) throws Exception {
        join(speech(), format);

        List<RtpPeer.Packet> packets = peer.receive(10);
        for (int i = 0; i < packets.size(); i++) {
            RtpPeer.Packet packet = packets.get(i);
            assertThat(packet.first()).isEqualTo(0x80);
            assertThat(packet.type()).isEqualTo(type);
            assertThat(packet.marker()).isFalse();
            assertThat(packet.ssrc()).isEqualTo(packets.getFirst().ssrc());
            assertThat(packet.sequence()).isEqualTo(packets.getFirst().sequence() + i & 0xFFFF);
            assertThat(packet.timestamp()).isEqualTo(packets.getFirst().timestamp() + i * ticks);
            if (i > 1) { // a resampler begins with less
                assertThat(packet.payload()).hasSize(bytes);
            }
        }
    }

    @Test
    void toUs_opusOfAnOpusCaller_hasType107_and960Ticks_andDecodesToOneFrame() throws Exception {
        join(speech().withCodec(MediaFormat.OPUS), "opus");

        List<RtpPeer.Packet> packets = peer.receive(5);
        assertThat(packets).extracting(RtpPeer.Packet::type).containsOnly(107);
        assertThat(packets.get(4).timestamp() - packets.get(0).timestamp()).isEqualTo(4 * 960);
        assertThat(packets)
                .allMatch(packet ->
                        OpusPacket.samples(packet.payload(), 0, packet.payload().length) == 960);
    }

    @Test
    void toUs_aCallersPacketTime_isKept() throws Exception {
        join(speech().withFramesPerPacket(2), "ulaw");

        List<RtpPeer.Packet> packets = peer.receive(3);
        assertThat(packets).allMatch(packet -> packet.payload().length == 320);
        assertThat(packets.get(1).timestamp() - packets.get(0).timestamp()).isEqualTo(320);
        assertThat(packets.get(1).sequence() - packets.get(0).sequence() & 0xFFFF).isEqualTo(1);
    }

    @Test
    void toUs_whatTheCallersNetworkLoses_isAGapInSequenceAndTime() throws Exception {
        CallScript lossy =
                CallScript.spoken()
                        .background(CallScript.Background.SPEECH)
                        .carrier(new CarrierSide(0, new RtpPath(0.3, 1, 0, 0, 7), null))
                        .build();
        Joined joined =
                join(PbxCallScript.of("app", "1000", lossy).withCodec(MediaFormat.OPUS), "opus");

        List<RtpPeer.Packet> packets = peer.receive(40);
        int gaps = 0;
        for (int i = 1; i < packets.size(); i++) {
            int steps = packets.get(i).sequence() - packets.get(i - 1).sequence() & 0xFFFF;
            assertThat(packets.get(i).timestamp() - packets.get(i - 1).timestamp())
                    .isEqualTo(steps * 960);
            gaps += steps > 1 ? 1 : 0;
        }
        assertThat(gaps).isBetween(5, 25);
        joined.call.hangUp();
        assertThat(report(joined).media().orElseThrow().framesLost()).isGreaterThanOrEqualTo(gaps);
    }

    @Test
    void toUs_silenceThatThePhoneDoesNotSend_jumpsInTimeOnly() throws Exception {
        Joined joined = join(speech(), "ulaw");
        RtpPeer.Packet before = peer.receive();
        joined.call.gap(Duration.ofMillis(200));
        RtpPeer.Packet after = peer.receive();
        while (after.timestamp() - before.timestamp() == 160) {
            before = after;
            after = peer.receive();
        }
        assertThat(after.sequence() - before.sequence() & 0xFFFF).isEqualTo(1);
        assertThat(after.timestamp() - before.timestamp()).isBetween(1_600, 2_400);
    }

    @Test
    void fromUs_muLawIsHeardByteForByte_whateverTheFormatIs() throws Exception {
        Joined joined = join(PbxCallScript.of("app", "1000", silent()), "opus");
        byte[] tone = Tone.muLaw(400);
        for (int frame = 0; frame < 20; frame++) {
            peer.send(
                    joined.port,
                    0,
                    frame,
                    Arrays.copyOfRange(tone, frame * 160, frame * 160 + 160));
        }
        joined.call.await(progress -> progress.bytesPlayed() == tone.length, LIMIT).get();
        joined.call.hangUp();

        PbxCallReport report = report(joined);
        Recording heard = report.media().orElseThrow().heard();
        assertThat(audible(heard.muLaw())).isEqualTo(tone);
        RtpSide rtp = report.rtp().orElseThrow();
        assertThat(rtp.received().packets()).isEqualTo(20);
        assertThat(rtp.received().lost()).isZero();
    }

    @Test
    void fromUs_dynamicTypes_strangersAndNonsense_areDroppedWithoutAWord() throws Exception {
        Joined joined = join(PbxCallScript.of("app", "1000", silent()), "opus");
        try (RtpPeer stranger = new RtpPeer()) {
            byte[] frame = Tone.muLaw(20);
            peer.send(joined.port, 107, 0, frame);
            peer.send(joined.port, 111, 1, frame);
            peer.send(joined.port, 101, 2, frame);
            peer.send(joined.port, 200, 3, frame); // RTCP's place
            stranger.send(joined.port, 0, 0, frame);
            peer.send(joined.port, 0, 4, frame);
            joined.call.await(progress -> progress.mediaReceived() == 1, LIMIT).get();
        }
        joined.call.hangUp();

        RtpSide rtp = report(joined).rtp().orElseThrow();
        assertThat(rtp.dynamicTypes()).isEqualTo(3);
        assertThat(rtp.strangers()).isEqualTo(1);
        assertThat(rtp.malformed()).isEqualTo(1);
        assertThat(rtp.received().packets()).isEqualTo(1);
    }

    @Test
    void fromUs_aLawAndLinear_areTranslated() throws Exception {
        Joined joined = join(PbxCallScript.of("app", "1000", silent()), "ulaw");
        byte[] bigEndian = new byte[320];
        for (int sample = 0; sample < 160; sample++) {
            short value = MuLaw.linear(Tone.muLaw(20)[sample]);
            bigEndian[2 * sample] = (byte) (value >> 8);
            bigEndian[2 * sample + 1] = (byte) value;
        }
        peer.send(joined.port, 10, 0, bigEndian);
        joined.call.await(progress -> progress.bytesPlayed() == 160, LIMIT).get();
        joined.call.hangUp();

        assertThat(audible(report(joined).media().orElseThrow().heard().muLaw()))
                .isEqualTo(Tone.muLaw(20));
    }

    @Test
    void aTurnAndAnInterruption_areMeasuredAtThePhone() throws Exception {
        CallScript script =
                CallScript.spoken()
                        .say(When.after(40), CallerAudio.utterance(1))
                        .say(When.interrupting(100), CallerAudio.utterance(2))
                        .hangUp(When.after(600))
                        .build();
        Joined joined = join(PbxCallScript.of("app", "1000", script), "ulaw");
        joined.call.await(progress -> progress.stepsTaken() == 1, LIMIT).get();
        joined.call
                .await(
                        progress -> progress.framesSent() > CallerAudio.utterance(1).frames() + 5,
                        LIMIT)
                .get();
        byte[] frame = Tone.muLaw(20);
        for (int number = 0; number < 25; number++) { // half a second, and then not a word
            peer.send(joined.port, 0, number, frame);
        }
        StreamReport report = report(joined).media().orElseThrow();
        assertThat(report.turns()).hasSize(1);
        assertThat(report.turns().getFirst().responseMs()).isPositive();
        assertThat(report.bargeIns()).hasSize(1);
        assertThat(report.bargeIns().getFirst().leakedMs()).isBetween(300.0, 420.0);
    }

    private static CallScript silent() {
        return CallScript.spoken().build();
    }

    /** From the first sound to the last. */
    private static byte[] audible(byte[] heard) {
        ByteArrayOutputStream sound = new ByteArrayOutputStream();
        for (byte code : heard) {
            if (code != MuLaw.SILENCE) {
                sound.write(code);
            }
        }
        return sound.toByteArray();
    }

    private static PbxCallReport report(Joined joined) throws Exception {
        return joined.call.report().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    private static <T> void get(Future<T> future) throws Exception {
        future.toCompletionStage().toCompletableFuture().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }
}
