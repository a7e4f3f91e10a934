package dev.trunkline.gateway.trunk;

import dev.trunkline.gateway.config.keys.Key;
import dev.trunkline.gateway.config.keys.Mistakes;
import dev.trunkline.observability.metrics.TrunkKind;
import org.jspecify.annotations.Nullable;

/** One way by which calls reach the gateway; {@code ?trunk=} of the voice webhook selects it. */
public record Trunk(
        @Key(value = "Name in metrics and in `?trunk=`", entryName = true) String name,
        @Key(
                        value = "Whose numbers and carrier: your own carrier, Twilio's, or a PBX",
                        or = "unknown",
                        range = "byoc, native, pbx, unknown")
                TrunkKind kind,
        @Key(value = "The carrier's name, for people", or = "unknown") String carrier,
        @Key("What its calls cost, for the comparison; none: their cost is not told")
                @Nullable CallRates rates) {

    /** Of calls of which nothing is known. */
    public static final Trunk UNKNOWN = new Trunk("unknown", TrunkKind.UNKNOWN, "unknown");

    /** One whose prices are not known. */
    public Trunk(String name, TrunkKind kind, String carrier) {
        this(name, kind, carrier, null);
    }

    public Trunk {
        new Mistakes()
                .check(
                        carrier.length() <= 64,
                        "carrier",
                        carrier,
                        "at most 64 characters",
                        "shorten it")
                .throwIfAny();
    }
}
