package dev.trunkline.gateway.trunk;

import dev.trunkline.gateway.config.keys.Key;
import dev.trunkline.gateway.config.keys.Mistakes;
import dev.trunkline.observability.metrics.TrunkKind;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One way by which calls reach the gateway, or leave it; {@code ?trunk=} of the voice webhook
 * selects it. Prints without its numbers.
 *
 * @param numbers in E.164 form; none: no calls go out over it
 * @param weight share of the calls of a policy that draws
 * @param maxCalls calls out at once; null: no limit of its own
 * @param enabled false: its calls out go over the next trunk of their policy
 */
public record Trunk(
        @Key(value = "Name in metrics and in `?trunk=`", entryName = true) String name,
        @Key(
                        value =
                                "Whose numbers and carrier: your own carrier, Twilio's, a PBX, or a SIP"
                                        + " server that Twilio calls by its address",
                        or = "unknown",
                        range = "byoc, native, pbx, sip, unknown")
                TrunkKind kind,
        @Key(value = "The carrier's name, for people", or = "unknown") String carrier,
        @Key("What its calls cost, for the comparison; none: their cost is not told")
                @Nullable CallRates rates,
        @Key(
                        value = "Twilio's BYOC trunk, for calls out over one of kind `byoc`",
                        range = "BY and 32 hexadecimal digits")
                @Nullable String byocTrunkSid,
        @Key(
                        value =
                                "Numbers that calls out over it show, the first unless the call asks for"
                                        + " another; none: no calls out over it",
                        range = "phone numbers such as +15550100123")
                List<String> numbers,
        @Key("The server of a trunk of kind `sip`") @Nullable SipServer sip,
        @Key(
                        value =
                                "Share of the calls of a policy that draws; 0: only after another"
                                        + " failed",
                        or = "1",
                        range = "0 to 1000")
                int weight,
        @Key(
                        value = "Calls out over it at once; no limit of its own if not set",
                        range = "1 to 100000")
                @Nullable Integer maxCalls,
        @Key(
                        value = "Calls out over it that are begun in a second",
                        or = "1.0",
                        range = "0.1 to 1000.0")
                double callsPerSecond,
        @Key(
                        value = "Whether calls out may go over it; calls in are taken nonetheless",
                        or = "true")
                boolean enabled) {

    /** Of calls of which nothing is known. */
    public static final Trunk UNKNOWN = new Trunk("unknown", TrunkKind.UNKNOWN, "unknown");

    private static final int MOST_WEIGHT = 1_000;

    /** One that calls come over, none go out, and whose prices are not known. */
    public Trunk(String name, TrunkKind kind, String carrier) {
        this(name, kind, carrier, null, null, List.of(), null, 1, null, 1.0, true);
    }

    public Trunk {
        numbers = List.copyOf(numbers);
        boolean byoc = kind == TrunkKind.BYOC;
        boolean canCall = byoc || kind == TrunkKind.NATIVE || kind == TrunkKind.SIP;
        boolean callsOut = !numbers.isEmpty();
        new Mistakes()
                .check(
                        carrier.length() <= 64,
                        "carrier",
                        carrier,
                        "at most 64 characters",
                        "shorten it")
                .check(
                        byocTrunkSid == null || byocTrunkSid.matches("BY[0-9a-fA-F]{32}"),
                        "byocTrunkSid",
                        byocTrunkSid,
                        "BY and 32 hexadecimal digits",
                        "copy it from Twilio's console")
                .check(
                        byocTrunkSid == null || byoc,
                        "byocTrunkSid",
                        byocTrunkSid,
                        "kind: byoc with it",
                        "correct the kind, or remove it")
                .check(
                        byocTrunkSid != null || !byoc || !callsOut,
                        "byocTrunkSid",
                        null,
                        "BY and 32 hexadecimal digits, since numbers let calls go out",
                        "copy it from Twilio's console, or remove numbers")
                .check(
                        numbers.stream().allMatch(PhoneNumber::isValid),
                        "numbers",
                        null, // a number must not stand in a message
                        "phone numbers with plus and country code (E.164)",
                        "write each in quotes, as \"+15550100123\"")
                .check(
                        new HashSet<>(numbers).size() == numbers.size(),
                        "numbers",
                        null,
                        "each number once",
                        "remove one")
                .check(
                        !callsOut || canCall,
                        "numbers",
                        null,
                        "kind byoc, native or sip with them",
                        "correct the kind, or remove them: no call can be sent out over this one")
                .check(
                        sip == null || kind == TrunkKind.SIP,
                        "sip",
                        null,
                        "kind: sip with it",
                        "correct the kind, or remove it")
                .check(
                        sip != null || kind != TrunkKind.SIP || !callsOut,
                        "sip",
                        null,
                        "host and the rest of the server that is called",
                        "set sip.host, or remove numbers")
                .range("weight", weight, 0, MOST_WEIGHT, "1 shares equally")
                .range(
                        "maxCalls",
                        maxCalls == null ? 1 : maxCalls,
                        1,
                        100_000,
                        "leave it out for no limit; enabled: false stops calls out")
                .range("callsPerSecond", callsPerSecond, 0.1, 1_000, "ask the carrier")
                .throwIfAny();
    }

    /** Whether calls can go out over it, were it enabled. */
    public boolean callsOut() {
        return !numbers.isEmpty();
    }

    /** The numbers that calls out over it may show; the first one by default. */
    public List<PhoneNumber> callerIds() {
        return numbers.stream().map(PhoneNumber::new).toList();
    }

    @Override
    public String toString() {
        return "Trunk["
                + name
                + ", "
                + kind.label()
                + ", carrier="
                + carrier
                + ", numbers="
                + numbers.size()
                + ", weight="
                + weight
                + (enabled ? "" : ", disabled")
                + "]";
    }
}
