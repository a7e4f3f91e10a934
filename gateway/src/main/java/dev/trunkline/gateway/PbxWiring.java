package dev.trunkline.gateway;

import dev.trunkline.codecs.opus.OpusEngine;
import dev.trunkline.gateway.config.GatewayConfig;
import dev.trunkline.gateway.config.pbx.AsteriskConfig;
import dev.trunkline.gateway.config.pbx.PbxConfig;
import dev.trunkline.gateway.pbx.PbxCalls;
import dev.trunkline.gateway.pbx.ari.Asterisks;
import dev.trunkline.gateway.pbx.rtp.RtpMedia;
import dev.trunkline.gateway.pbx.sdp.SdpCalls;
import dev.trunkline.gateway.pbx.sdp.SdpDoor;
import dev.trunkline.gateway.pbx.socket.PbxSocketHandler;
import dev.trunkline.gateway.pbx.socket.PbxSocketSettings;
import dev.trunkline.gateway.pbx.socket.WebSocketMedia;
import dev.trunkline.observability.metrics.CallLabels;
import dev.trunkline.observability.metrics.GatewayMeters;
import dev.trunkline.observability.metrics.LegKind;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All that takes calls from PBXs, put together. */
final class PbxWiring {
    private static final Logger LOG = LoggerFactory.getLogger(PbxWiring.class);

    private final PbxConfig config;
    private final Asterisks asterisks;
    private final RtpMedia rtp;
    private final WebSocketMedia webSockets;
    private final PbxSocketHandler sockets;
    private final SdpDoor door;

    /**
     * @throws dev.trunkline.codecs.opus.OpusEngineUnavailableException if the configured engine is
     *     not there
     */
    PbxWiring(Vertx vertx, GatewayConfig gateway, PbxCalls calls, GatewayMeters meters) {
        config = gateway.pbx();
        OpusEngine opus = OpusEngine.select(config.opus().engine());
        rtp = new RtpMedia(config.rtp(), config.opus(), opus, meters.pbx());
        PbxSocketSettings settings =
                new PbxSocketSettings(
                        config.socket(),
                        opus,
                        config.opus(),
                        gateway.twilio().startTimeout(),
                        meters.forCall(CallLabels.unknown(LegKind.WS), "none"));
        webSockets = new WebSocketMedia(vertx, settings);
        sockets = new PbxSocketHandler(settings, calls, webSockets);
        door = new SdpDoor(calls, rtp, System::nanoTime);
        asterisks = new Asterisks(vertx, calls, meters.pbx());
        LOG.atInfo()
                .setMessage("pbx.opus")
                .addKeyValue("engine", opus.name())
                .addKeyValue("version", opus.version())
                .log();
    }

    /** Begins to take calls of the configured Asterisks. */
    void connect() {
        for (AsteriskConfig asterisk : config.asterisks().values()) {
            asterisks.connect(
                    asterisk, asterisk.media() == AsteriskConfig.Media.RTP ? rtp : webSockets);
        }
    }

    /** Who takes the upgrade of media sockets that a PBX opens. */
    PbxSocketHandler sockets() {
        return sockets;
    }

    /** Who answers offers in SDP. */
    SdpCalls door() {
        return door;
    }

    /** After the last call: leaves nothing behind in an Asterisk. */
    Future<Void> close() {
        return asterisks.close();
    }
}
