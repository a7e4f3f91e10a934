package dev.trunkline.gateway.pbx.rtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trunkline.codecs.audio.AudioFormat;
import dev.trunkline.gateway.LeakCheck;
import dev.trunkline.gateway.config.keys.Secret;
import dev.trunkline.gateway.config.pbx.AsteriskConfig;
import dev.trunkline.gateway.config.pbx.PbxFormat;
import dev.trunkline.gateway.pbx.MediaEnd;
import dev.trunkline.gateway.pbx.MediaOrder;
import dev.trunkline.gateway.pbx.PbxAdmission;
import dev.trunkline.gateway.pbx.PbxLeg;
import dev.trunkline.observability.metrics.LegKind;
import io.netty.channel.epoll.EpollIoHandler;
import io.vertx.core.Future;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Ports, and our end of Asterisk's external media channels. */
@ExtendWith(LeakCheck.class)
class RtpMediaTest {
    private static RtpScene scene(int pairs) {
        return new RtpScene(
                EpollIoHandler.newFactory(),
                RtpScene.config(RtpScene.FIRST_PORT + 2 * pairs - 1, true));
    }

    private static String metrics(RtpScene scene) {
        return new String(scene.gatewayMeters.scrape(null).body(), StandardCharsets.UTF_8);
    }

    private static MediaOrder order(RtpScene scene, PbxFormat format, Runnable onClosed) {
        AsteriskConfig asterisk =
                new AsteriskConfig(
                        "pbx",
                        URI.create("http://127.0.0.1:8088"),
                        "user",
                        new Secret("password"),
                        "trunkline",
                        format.isG711() || format == PbxFormat.OPUS
                                ? AsteriskConfig.Media.RTP
                                : AsteriskConfig.Media.WEBSOCKET,
                        format,
                        AsteriskConfig.Connect.GATEWAY,
                        "trunkline",
                        AsteriskConfig.Control.JSON,
                        "unknown",
                        null);
        return new MediaOrder(
                new PbxAdmission.Accepted(
                        "pbx/1",
                        "test-call",
                        "token",
                        LegKind.RTP,
                        AudioFormat.PCM_24K,
                        scene.meters,
                        scene.loop),
                asterisk,
                "x-1",
                onClosed);
    }

    @Test
    void portsUsedUp_isAClearFailure_andGivenBackPortsRest() {
        try (RtpScene scene = scene(2)) {
            List<RtpEnd> ends = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                ends.add(RtpScene.await(scene.media.bind(scene.loop, RtpPeer.Rtcp.BESIDE)));
            }
            assertThat(ends).extracting(RtpEnd::port).allMatch(port -> port % 2 == 0);
            Future<RtpEnd> third = scene.media.bind(scene.loop, RtpPeer.Rtcp.MUXED);
            assertThat(third.cause())
                    .isInstanceOf(RtpUnavailableException.class)
                    .hasMessage(
                            "no pair of UDP ports is free from 21200 to 21203: every call takes"
                                    + " one; widen pbx.rtp");
            assertThat(metrics(scene))
                    .contains("trunkline_rtp_ports_used_up_total 1.0")
                    .contains("trunkline_rtp_ports_used 2.0")
                    .contains("trunkline_rtp_ports 2.0");
            ends.getFirst().abandon();
            ends.getFirst().abandon();
            while (!metrics(scene).contains("trunkline_rtp_ports_used 1.0")) {
                Thread.onSpinWait();
            }
            Future<RtpEnd> tooSoon = scene.media.bind(scene.loop, RtpPeer.Rtcp.MUXED);
            assertThat(tooSoon.failed()).isTrue();
            scene.pass(5_000);
            RtpEnd again = RtpScene.await(scene.media.bind(scene.loop, RtpPeer.Rtcp.MUXED));
            assertThat(again.port()).isEqualTo(ends.getFirst().port());
            again.abandon();
            ends.getLast().abandon();
        }
    }

    @Test
    void portThatAnotherProgramHas_isPassedOver() throws Exception {
        for (int taken : new int[] {0, 1}) { // RTP's, and RTCP's beside it
            try (RtpScene scene = scene(2);
                    DatagramSocket _ =
                            new DatagramSocket(
                                    new InetSocketAddress(
                                            InetAddress.getLoopbackAddress(),
                                            RtpScene.FIRST_PORT + taken))) {
                RtpEnd end = RtpScene.await(scene.media.bind(scene.loop, RtpPeer.Rtcp.BESIDE));
                assertThat(end.port()).isEqualTo(RtpScene.FIRST_PORT + 2);
                assertThat(scene.media.bind(scene.loop, RtpPeer.Rtcp.BESIDE))
                        .satisfies(none ->
                                assertThatThrownBy(() -> RtpScene.await(none))
                                        .hasRootCauseInstanceOf(RtpUnavailableException.class));
                end.abandon();
            }
        }
    }

    @Test
    void joiningAnEndThatWasGivenBack_fails() {
        try (RtpScene scene = scene(2)) {
            RtpEnd end = RtpScene.await(scene.media.bind(scene.loop, RtpPeer.Rtcp.NONE));
            end.abandon();
            RtpSession session =
                    new RtpSession(
                            RtpFormats.symmetric(RtpCodec.PCMU, 0, RtpFormats.NONE, false),
                            new RtpPeer(null, false, RtpPeer.Rtcp.NONE, null),
                            AudioFormat.PCMU,
                            scene.meters,
                            "test-call",
                            () -> {});
            assertThatThrownBy(() -> RtpScene.await(end.join(session)))
                    .hasRootCauseMessage(
                            "RTP port " + end.port() + " was given back or is in use already");
        }
    }

    @Test
    void opusOfAnExternalChannel_isHeardAs107_andAnsweredInUlaw() {
        try (RtpScene scene = scene(8)) {
            AtomicInteger closed = new AtomicInteger();
            MediaEnd end =
                    RtpScene.await(
                            scene.media.open(
                                    order(scene, PbxFormat.OPUS, closed::incrementAndGet)));
            Map<String, String> parameters = end.externalMedia();
            assertThat(parameters)
                    .containsEntry("encapsulation", "rtp")
                    .containsEntry("transport", "udp")
                    .containsEntry("format", "opus")
                    .containsKey("external_host");
            String host = java.util.Objects.requireNonNull(parameters.get("external_host"));
            assertThat(host).startsWith("127.0.0.1:212");
            scene.peer.sendsTo(Integer.parseInt(host.substring(host.indexOf(':') + 1)));
            PbxLeg leg =
                    RtpScene.await(
                            end.join(
                                    Map.of(
                                            "UNICASTRTP_LOCAL_ADDRESS",
                                            "127.0.0.1",
                                            "UNICASTRTP_LOCAL_PORT",
                                            "" + scene.peer.address().getPort())));
            assertThat(leg.callerFormat()).isEqualTo(AudioFormat.PCM_48K);
            assertThat(leg.agentFormat()).isEqualTo(AudioFormat.PCMU);
            assertThat(leg.eventLoop()).isSameAs(scene.loop);
            scene.onLoop(() -> {
                leg.start(scene.call);
                return true;
            });
            byte[] silence = {(byte) 0xF8, (byte) 0xFF, (byte) 0xFE}; // 20 ms of CELT
            scene.peer.send(Peer.rtp(107, 1, 960, Peer.SSRC, silence));
            scene.until("20 ms at 48 kHz", () -> scene.call.audioBytes() == 1_920);
            scene.beat();
            Peer.Received answer = scene.peer.receive();
            assertThat(answer.type()).isZero();
            assertThat(answer.payload()).isEqualTo(RtpLegTest.filled(0xFF));
            end.abandon();
            scene.until("closed", () -> closed.get() == 1);
            assertThat(scene.call.ends).containsExactly(true);
        }
    }

    @Test
    void asteriskThatSaysNoAddress_isAFailureThatGivesThePortBack() {
        for (Map<String, String> variables :
                List.of(
                        Map.<String, String>of(),
                        Map.of(
                                "UNICASTRTP_LOCAL_ADDRESS",
                                "pbx.example.com",
                                "UNICASTRTP_LOCAL_PORT",
                                "4000"),
                        Map.of(
                                "UNICASTRTP_LOCAL_ADDRESS",
                                "127.0.0.1",
                                "UNICASTRTP_LOCAL_PORT",
                                "70000"))) {
            try (RtpScene scene = scene(1)) {
                MediaEnd end =
                        RtpScene.await(scene.media.open(order(scene, PbxFormat.ALAW, () -> {})));
                assertThat(end.join(variables).cause())
                        .hasMessage(
                                "Asterisk did not say where it sends RTP from: expected an address"
                                        + " in UNICASTRTP_LOCAL_ADDRESS and a port in"
                                        + " UNICASTRTP_LOCAL_PORT");
                while (!metrics(scene).contains("trunkline_rtp_ports_used 0.0")) {
                    Thread.onSpinWait();
                }
            }
        }
    }

    @Test
    void linearFormatOverRtp_isRefused() {
        try (RtpScene scene = scene(1)) {
            assertThat(scene.media.open(order(scene, PbxFormat.SLIN16, () -> {})).cause())
                    .hasMessage("format slin16 over RTP: expected ulaw, alaw or opus");
        }
    }
}
