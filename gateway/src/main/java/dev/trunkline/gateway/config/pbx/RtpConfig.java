package dev.trunkline.gateway.config.pbx;

import dev.trunkline.gateway.config.keys.Key;
import dev.trunkline.gateway.config.keys.Mistakes;
import java.net.InetAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** RTP: where it comes in, and when it counts as gone. */
public record RtpConfig(
        @Key(
                        value = "Address that RTP is received at and sent from",
                        or = "127.0.0.1",
                        range = "an IP address of this machine")
                String host,
        @Key(
                        value = "Address that PBXs are told instead, behind a port forwarding",
                        range = "an IP address")
                @Nullable String announcedHost,
        @Key(value = "The first UDP port, even", or = "40000", range = "an even port from 1024 on")
                int firstPort,
        @Key(
                        value = "The last UDP port; each call takes two",
                        or = "40999",
                        range = "a port above `firstPort`")
                int lastPort,
        @Key(
                        value = "A call of which no RTP has come for this long is over",
                        or = "30s",
                        range = "1s to 10m")
                Duration noMediaTimeout,
        @Key(
                        value = "The longest that a missing packet is waited for",
                        or = "200",
                        range = "40 to 1000")
                int maxJitterMs,
        @Key(
                        value =
                                "Whether silence is sent while the agent says nothing; without it some"
                                        + " PBXs take the call for dead",
                        or = "true")
                boolean sendSilence) {

    public RtpConfig {
        new Mistakes()
                .check(
                        isAddress(host),
                        "host",
                        host,
                        "an IP address",
                        "127.0.0.1 is the default; 0.0.0.0 is all, with announcedHost")
                .check(
                        announcedHost == null || isAddress(announcedHost),
                        "announcedHost",
                        announcedHost,
                        "an IP address",
                        "leave it out to announce host")
                .range("firstPort", firstPort, 1_024, 65_534, "40000 is the default")
                .check(firstPort % 2 == 0, "firstPort", firstPort, "an even port", "take the next")
                .range("lastPort", lastPort, 1_025, 65_535, "40999 is the default")
                .check(
                        lastPort > firstPort,
                        "lastPort",
                        lastPort,
                        "above firstPort (" + firstPort + ")",
                        "each call takes two ports")
                .range(
                        "noMediaTimeout",
                        noMediaTimeout,
                        Duration.ofSeconds(1),
                        Duration.ofMinutes(10),
                        "30s is the default")
                .range("maxJitterMs", maxJitterMs, 40, 1_000, "200 is the default")
                .throwIfAny();
    }

    private static boolean isAddress(String text) {
        try {
            return InetAddress.ofLiteral(text) != null;
        } catch (IllegalArgumentException none) {
            return false;
        }
    }
}
