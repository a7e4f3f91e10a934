package dev.trunkline.loadtest.asterisk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.loadtest.audio.MuLaw;
import dev.trunkline.loadtest.audio.Speech;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** That the bench itself works: without the gateway, Asterisk and callers alone. */
final class AsteriskIT {
    private static AsteriskProcess asterisk;

    @BeforeAll
    static void start() {
        asterisk = AsteriskProcess.started(AsteriskSetup.of(""));
    }

    @AfterAll
    static void stop() {
        asterisk.close();
    }

    @Test
    void sipp_speaks_toAnEcho() {
        try (Sipp.Call call =
                Sipp.speaking(Speech.utterance(1))
                        .times(5)
                        .hangingUpAfter(Duration.ofSeconds(2))
                        .dial(asterisk, "echo")) {
            call.awaitGoodEnd();
            assertThat(call.rtpPorts()).hasSize(5).doesNotHaveDuplicates();
        }
    }

    @Test
    void rtpPhone_hearsItsOwnBytesFromAnEcho() {
        byte[] speech = Speech.utterance(2);
        List<ByteBuffer> packets = RtpPhone.frames(speech, MuLaw.FRAME_BYTES);
        try (RtpPhone phone = new RtpPhone(RtpPhone.Codec.ULAW);
                Sipp.Call call = Sipp.signalling(phone).dial(asterisk, "echo")) {
            Await.until("answered", () -> call.rtpPort().isPresent());
            phone.speakUntil(call, phone.codec().filler(), () -> !phone.heard().isEmpty());
            phone.speak(call, packets);
            Await.until(
                    "all of it echoed",
                    () ->
                            Collections.indexOfSubList(
                                            phone.heard().stream()
                                                    .map(RtpPhone.Packet::payload)
                                                    .toList(),
                                            packets)
                                    >= 0);
            asterisk.hangUpAll();
            call.awaitGoodEnd();
        }
    }

    @Test
    void baresip_hearsItselfFromAnEcho_throughOpus() {
        short[] speech = Correlation.repeated(Speech.utterance(1), 6);
        try (Baresip phone =
                Baresip.dial(asterisk, "echo", Baresip.Codec.OPUS, speech, Duration.ofSeconds(5))) {
            double likeness =
                    Correlation.of(
                            Correlation.to8k(speech, 48_000),
                            Correlation.to8k(phone.heard(), 48_000));
            assertThat(likeness).as("correlation of spoken and heard").isGreaterThan(0.8);
        }
    }

    @Test
    void isStartedAgain_onTheSamePorts() {
        try (AsteriskProcess another = AsteriskProcess.started(AsteriskSetup.of(""))) {
            String before = another.sip();
            another.kill();
            another.start(AsteriskSetup.of(""));
            assertThat(another.sip()).isEqualTo(before).isNotEqualTo(asterisk.sip());
            assertThat(another.channels()).isEmpty();
        }
    }
}
