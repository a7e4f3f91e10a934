package dev.trunkline.loadtest.asterisk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trunkline.gateway.config.keys.Secret;
import dev.trunkline.gateway.config.pbx.AsteriskConfig;
import dev.trunkline.gateway.config.pbx.AsteriskConfig.Connect;
import dev.trunkline.gateway.config.pbx.AsteriskConfig.Control;
import dev.trunkline.gateway.config.pbx.PbxFormat;
import dev.trunkline.gateway.pbx.MediaEnd;
import dev.trunkline.gateway.pbx.MediaOrder;
import dev.trunkline.gateway.pbx.PbxLeg;
import dev.trunkline.loadtest.audio.MuLaw;
import dev.trunkline.loadtest.audio.Speech;
import java.net.URI;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Media sockets of calls whose control is elsewhere, opened by either side. */
final class WebSocketMediaIT {
    private static final String TOKEN = "a-token-that-is-good-once";
    private static final byte[] SPEECH = Speech.utterance(2);
    private static final Pattern CONNECTION_ID =
            Pattern.compile("MEDIA_WEBSOCKET_CONNECTION_ID=([A-Za-z0-9-]+)");

    private final AtomicInteger closed = new AtomicInteger();
    private SocketRig rig;
    private AsteriskProcess asterisk;

    @RegisterExtension final ReportOnFailure report = new ReportOnFailure(() -> asterisk);

    @BeforeEach
    void start() {
        rig = new SocketRig();
        asterisk =
                AsteriskProcess.started(
                        AsteriskSetup.of(
                                        """
                                        exten => incoming,1,Answer()
                                         same => n,Dial(WebSocket/INCOMING/c(ulaw)f(json))
                                         same => n,Hangup()
                                        exten => outgoing,1,Answer()
                                         same => n,Dial(WebSocket/trunkline/c(ulaw)f(json)v(token=%s))
                                         same => n,Hangup()
                                        """
                                                .formatted(TOKEN))
                                .with(rig.section("trunkline", SocketRig.PASSWORD)));
    }

    @AfterEach
    void stop() {
        asterisk.close();
        rig.close();
    }

    @Test
    void weConnect_onTheCallsLoop_andTheCallGoesBothWays() {
        MediaEnd end = open(Connect.GATEWAY);
        assertThat(end.externalMedia())
                .isEqualTo(
                        Map.of(
                                "transport", "websocket",
                                "encapsulation", "none",
                                "format", "ulaw",
                                "connection_type", "server",
                                "transport_data", "f(json)"));
        try (RtpPhone phone = new RtpPhone(RtpPhone.Codec.ULAW);
                Sipp.Call dialled = Sipp.signalling(phone).dial(asterisk, "incoming")) {
            Await.until("Asterisk's end", () -> !connectionId().isEmpty());
            PbxLeg leg =
                    SocketRig.got(
                            end.join(Map.of("MEDIA_WEBSOCKET_CONNECTION_ID", connectionId())));
            assertThat(leg.eventLoop()).isSameAs(rig.loop);
            assertTalks(leg, phone, dialled);
            TestCall call = rig.calls.getFirst();
            call.close();
            dialled.awaitGoodEnd();
            Await.until("told that it is over", () -> closed.get() == 1);
            end.abandon();
        }
    }

    @Test
    void asteriskConnects_withItsToken_once() {
        MediaEnd end = open(Connect.ASTERISK);
        assertThat(end.externalMedia())
                .containsEntry("external_host", "trunkline")
                .containsEntry("transport_data", "f(json)v(token=" + TOKEN + ")")
                .doesNotContainKey("connection_type");
        try (RtpPhone phone = new RtpPhone(RtpPhone.Codec.ULAW);
                Sipp.Call dialled = Sipp.signalling(phone).dial(asterisk, "outgoing")) {
            PbxLeg leg = SocketRig.got(end.join(Map.of()));
            assertTalks(leg, phone, dialled);
            try (Sipp.Call again = Sipp.speaking(SPEECH).dial(asterisk, "outgoing")) {
                again.awaitGoodEnd(); // hung up: nobody waits for it
            }
            asterisk.hangUpAll();
            dialled.awaitGoodEnd();
            Await.until("told that it is over", () -> closed.get() == 1);
        }
    }

    @Test
    void keysAreTheControlsToTell() {
        MediaEnd end = open(Connect.ASTERISK);
        try (RtpPhone phone = new RtpPhone(RtpPhone.Codec.ULAW);
                Sipp.Call dialled = Sipp.signalling(phone).dial(asterisk, "outgoing")) {
            PbxLeg leg = SocketRig.got(end.join(Map.of()));
            TestCall call = begin(leg);
            call.awaitMedia(phone, dialled);
            phone.press(dialled, '5');
            leg.eventLoop().execute(() -> leg.pressed('5'));
            phone.speak(dialled, RtpPhone.frames(SPEECH, MuLaw.FRAME_BYTES));
            Await.until("audio behind the key", () -> call.audio().length >= SPEECH.length);
            assertThat(call.keys).containsExactly('5');
            leg.eventLoop().execute(leg::hungUp);
            dialled.awaitGoodEnd();
            Await.until("told that it is over", () -> closed.get() == 1);
            assertThat(call.endedCleanly).isTrue();
        }
    }

    @Test
    void aSocketThatAsteriskDoesNotKnow_failsWithASentence() {
        MediaEnd end = open(Connect.GATEWAY);
        assertThatThrownBy(() -> join(end, "00000000-0000-0000-0000-000000000000"))
                .hasMessage("Asterisk refused the media socket with status 404");
        assertThatThrownBy(() -> join(open(Connect.GATEWAY), "../ari"))
                .hasMessageContaining("MEDIA_WEBSOCKET_CONNECTION_ID");
        asterisk.stop();
        assertThatThrownBy(
                        () -> join(open(Connect.GATEWAY), "00000000-0000-0000-0000-000000000000"))
                .hasMessageContaining("cannot be reached");
        assertThat(closed).hasValue(0);
    }

    @Test
    void anAbandonedEnd_takesNoSocket() {
        MediaEnd end = open(Connect.ASTERISK);
        end.abandon();
        try (Sipp.Call dialled = Sipp.speaking(SPEECH).dial(asterisk, "outgoing")) {
            dialled.awaitGoodEnd();
        }
        assertThatThrownBy(() -> join(end, "any-identity")).hasMessage("abandoned");
        assertThat(closed).hasValue(0);
    }

    private static void join(MediaEnd end, String id) throws Throwable {
        try {
            SocketRig.got(end.join(Map.of("MEDIA_WEBSOCKET_CONNECTION_ID", id)));
        } catch (AssertionError failed) {
            throw failed.getCause();
        }
    }

    private void assertTalks(PbxLeg leg, RtpPhone phone, Sipp.Call dialled) {
        TestCall call = begin(leg);
        call.awaitMedia(phone, dialled);
        call.speak(SPEECH);
        phone.speak(dialled, RtpPhone.frames(SPEECH, MuLaw.FRAME_BYTES));
        int frames = SPEECH.length / MuLaw.FRAME_BYTES;
        Await.until("the phone has heard it", () -> phone.heard().size() >= frames);
        Await.until("all marks", () -> call.marks.size() == frames);
        Await.until("we have heard it", () -> contains(call.audio(), SPEECH));
    }

    private TestCall begin(PbxLeg leg) {
        TestCall call = new TestCall(leg);
        rig.calls.add(call);
        leg.eventLoop().execute(() -> leg.start(call));
        return call;
    }

    private MediaEnd open(Connect connect) {
        AsteriskConfig config =
                new AsteriskConfig(
                        "asterisk",
                        URI.create("http://" + asterisk.http()),
                        AsteriskProcess.ARI_USER,
                        new Secret(AsteriskProcess.ARI_PASSWORD),
                        "trunkline",
                        AsteriskConfig.Media.WEBSOCKET,
                        PbxFormat.ULAW,
                        connect,
                        "trunkline",
                        Control.JSON,
                        "unknown",
                        null);
        return SocketRig.got(
                rig.media.open(
                        new MediaOrder(
                                rig.accepted(TOKEN), config, "media-1", closed::incrementAndGet)));
    }

    /** Of the media channel that waits; empty if there is none. */
    private String connectionId() {
        for (String channel : asterisk.channels()) {
            String name = channel.substring(0, channel.indexOf('!'));
            if (name.startsWith("WebSocket/INCOMING")) {
                Matcher id = CONNECTION_ID.matcher(asterisk.cli("core show channel " + name));
                return id.find() ? id.group(1) : "";
            }
        }
        return "";
    }

    private static boolean contains(byte[] whole, byte[] part) {
        for (int at = 0; at + part.length <= whole.length; at++) {
            if (Arrays.equals(whole, at, at + part.length, part, 0, part.length)) {
                return true;
            }
        }
        return false;
    }
}
