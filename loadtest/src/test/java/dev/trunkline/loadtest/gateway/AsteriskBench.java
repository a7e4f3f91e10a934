package dev.trunkline.loadtest.gateway;

import dev.trunkline.loadtest.asterisk.AsteriskProcess;
import dev.trunkline.loadtest.asterisk.AsteriskSetup;
import dev.trunkline.loadtest.asterisk.Correlation;
import dev.trunkline.loadtest.asterisk.Loopback;
import dev.trunkline.loadtest.asterisk.RtpPhone;
import dev.trunkline.loadtest.model.ConnectionInfo;
import dev.trunkline.loadtest.model.ModelBehavior;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/** A gateway beside a real Asterisk: how the two are set up for each other. */
final class AsteriskBench {
    static final String MEDIA_PASSWORD = "media-of-the-tests";

    /** Where callers dial to: an application, and what the dialplan does when it is over. */
    static final String DIALPLAN =
            """
            exten => talk,1,Stasis(trunkline)
             same => n,NoOp(after Stasis: ${TRUNKLINE_NEXT} ${TRUNKLINE_REFUSED})
             same => n,Goto(echo,1)

            exten => nobody,1,Stasis(trunkline,agent=nobody)
             same => n,Answer()
             same => n,Goto(echo,1)

            [from-agents]
            exten => _+X.,1,NoOp(sent on)
             same => n,Echo()
            """;

    /** Where Asterisk opens media sockets: known before either is started. */
    private static final int GATEWAY_PORT = Loopback.port("127.0.0.1");

    private AsteriskBench() {}

    /** How audio gets from Asterisk to the gateway and back. */
    enum Way {
        MULAW_RTP("rtp", "ulaw", "gateway", "pcmu", RtpPhone.Codec.ULAW, 1),
        /** The agent's half is μ-law that Asterisk makes Opus of. */
        OPUS_RTP("rtp", "opus", "gateway", "pcmu", RtpPhone.Codec.OPUS, 0.75),
        MULAW_SOCKET("websocket", "ulaw", "gateway", "pcmu", RtpPhone.Codec.ULAW, 1),
        OPUS_SOCKET("websocket", "opus", "asterisk", "pcm24k", RtpPhone.Codec.OPUS, 0.75),
        LINEAR_SOCKET("websocket", "slin24", "gateway", "pcm24k", RtpPhone.Codec.ULAW, 0.9);

        private final String media;
        private final String format;
        private final String connect;
        private final String model;
        final RtpPhone.Codec phone;

        /** What was said and what arrived correlate by at least this; 1: byte for byte. */
        final double alike;

        Way(
                String media,
                String format,
                String connect,
                String model,
                RtpPhone.Codec phone,
                double alike) {
            this.media = media;
            this.format = format;
            this.connect = connect;
            this.model = model;
            this.phone = phone;
            this.alike = alike;
        }

        String leg() {
            return media.equals("rtp") ? "rtp" : "ws";
        }

        /** What the model heard, at 8 kHz. */
        short[] samples(byte[] audio) {
            if (model.equals("pcmu")) {
                return Correlation.repeated(audio, 1);
            }
            short[] samples = new short[audio.length / 2];
            ByteBuffer.wrap(audio).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer().get(samples);
            return Correlation.to8k(samples, 24_000);
        }
    }

    /** A gateway that takes this Asterisk's calls. */
    static Bench bench(
            AsteriskProcess asterisk,
            Way way,
            Map<String, String> further,
            Function<ConnectionInfo, ModelBehavior> model,
            KeptCalls kept) {
        Map<String, String> environment = new HashMap<>();
        environment.put("TRUNKLINE_TRUNKS", "{office: {kind: pbx}}");
        environment.put(
                "TRUNKLINE_PBX_ASTERISKS",
                """
                {main: {url: 'http://%s', username: %s, password: env:ARI_PASSWORD, trunk: office,
                  media: %s, format: %s, connect: %s, transferContext: from-agents}}
                """
                        .formatted(
                                asterisk.http(),
                                AsteriskProcess.ARI_USER,
                                way.media,
                                way.format,
                                way.connect));
        environment.put("ARI_PASSWORD", AsteriskProcess.ARI_PASSWORD);
        environment.put("TRUNKLINE_PBX_SOCKET_PASSWORD", "env:MEDIA_PASSWORD");
        environment.put("MEDIA_PASSWORD", MEDIA_PASSWORD);
        environment.put("AUDIO_FORMAT", way.model);
        environment.put("PORT", Integer.toString(GATEWAY_PORT));
        environment.put("TRUNKLINE_LIMITS_MAX_LOOP_LAG", "0ms");
        environment.putAll(further);
        Bench bench = new Bench(environment, model, kept);
        Bench.await(
                "the application is registered",
                () -> bench.counter("trunkline_pbx_connected") == 1);
        return bench;
    }

    /** An Asterisk that can open media sockets to the gateway. */
    static AsteriskSetup setup() {
        return AsteriskSetup.of(DIALPLAN)
                .with(
                        new AsteriskSetup.WebSocket(
                                "trunkline",
                                "ws://127.0.0.1:" + GATEWAY_PORT + "/pbx/media",
                                "asterisk",
                                MEDIA_PASSWORD));
    }
}
