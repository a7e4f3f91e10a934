package dev.trunkline.gateway.config.pbx;

import dev.trunkline.gateway.config.keys.Key;
import java.util.Map;

/** Calls that come from a PBX, past Twilio. */
public record PbxConfig(
        @Key("Asterisks by name, each of which hands calls over by ARI")
                Map<String, AsteriskConfig> asterisks,
        @Key("RTP") RtpConfig rtp,
        @Key("Media sockets that Asterisk opens") PbxSocketConfig socket,
        @Key("Opus") OpusConfig opus) {

    public PbxConfig {
        asterisks = Map.copyOf(asterisks);
    }
}
