package dev.trunkline.gateway.realtime;

import dev.trunkline.codecs.audio.AudioFormat;
import dev.trunkline.gateway.call.Modality;
import dev.trunkline.gateway.call.ModelSession;
import dev.trunkline.gateway.call.TestAgent;
import dev.trunkline.gateway.call.TestMeters;
import dev.trunkline.gateway.config.RealtimeConfig;
import dev.trunkline.gateway.config.StallConfig;
import dev.trunkline.gateway.config.TakeoverConfig;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelInboundHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;

/** A real session in the fast lane on an embedded channel, past its {@code session.updated}. */
public final class SessionOnWire {
    private final RealtimeSession session;

    /** The channel must have a WebSocket encoder. */
    public SessionOnWire(EmbeddedChannel channel, TestMeters meters) {
        session =
                new RealtimeSession(
                        new TestAgent().profile(),
                        Modality.AUDIO,
                        true,
                        config(),
                        meters.meters(),
                        FastOutput::new,
                        InstantSource.system(),
                        channel.eventLoop());
        session.onConnected(channel);
        session.onText(
                Unpooled.copiedBuffer(
                        "{\"type\":\"session.updated\",\"session\":{}}",
                        StandardCharsets.US_ASCII));
    }

    public ModelSession session() {
        return session;
    }

    public ChannelInboundHandler deltaLane() {
        return new DeltaLane(session);
    }

    static RealtimeConfig config() {
        return new RealtimeConfig(
                URI.create("ws://127.0.0.1:1/v1/realtime"),
                Map.of(),
                "gpt-realtime-2.1",
                AudioFormat.PCMU,
                null,
                RealtimeConfig.AuthScheme.NONE,
                "api-key",
                Map.of(),
                RealtimeConfig.Dialect.GA,
                Duration.ofSeconds(5),
                Duration.ofSeconds(10),
                true,
                Duration.ofSeconds(15),
                2,
                Duration.ofMinutes(60),
                new StallConfig(Duration.ofSeconds(15), Duration.ofSeconds(4)),
                new TakeoverConfig(0, Duration.ofSeconds(10), Duration.ofMinutes(2)));
    }
}
