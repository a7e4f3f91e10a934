package dev.trunkline.loadtest.demo;

import dev.trunkline.loadtest.phone.CallScript;
import dev.trunkline.loadtest.phone.CarrierFailure;
import dev.trunkline.loadtest.phone.CarrierFailure.Stage;
import dev.trunkline.loadtest.phone.CarrierSide;
import dev.trunkline.loadtest.phone.NetworkPath;
import dev.trunkline.loadtest.phone.RtpPath;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The three trunks of {@code demo.yaml} that calls in come over, with a network each. All figures
 * are chosen for the show, not measured anywhere: they make arms that must come out different, each
 * the better one in something.
 */
@SuppressWarnings("ImmutableEnumChecker") // its records hold numbers only
enum DemoTrunk {
    BYOC("byoc", new Edge(35, 12, 0), new Carrier(0.01, 3, 1, 120), new Setup(400, 900, 0.1)),
    NATIVE("native", new Edge(80, 4, 0), new Carrier(0, 1, 0, 0), new Setup(150, 350, 0.02)),
    /** Past Twilio: an Asterisk beside the gateway, which hands it the callers' own packets. */
    PBX("pbx", new Edge(8, 6, 40), new Carrier(0.02, 2, 0, 0), new Setup(300, 700, 0.05));

    /** Of the calls that fail, those of which a gateway never hears. */
    private static final double UNHEARD_OF = 0.25;

    /** Service Unavailable (RFC 3261 section 21.5.4). */
    private static final int SIP_CODE = 503;

    /** As in {@code ?trunk=} and in the label of the metrics. */
    final String label;

    private final Edge edge;
    private final Carrier carrier;
    private final Setup setup;

    /**
     * Between Twilio's media edge, or the phone in front of the PBX, and the gateway, each way.
     *
     * @param phoneBufferMs how long the phone holds audio back: Twilio's stream needs no such thing
     */
    private record Edge(long delayMs, long jitterMs, long phoneBufferMs) {}

    /** From the caller to Twilio or the PBX; see {@link RtpPath}. */
    private record Carrier(
            double lossRate, double meanLossFrames, double stallsPerMinute, long stallMs) {}

    /** How calls come about. */
    private record Setup(long leastMs, long mostMs, double failureRate) {}

    /** All of the above for one call, drawn. */
    record CallNetwork(
            NetworkPath uplink, NetworkPath downlink, CarrierSide carrier, long phoneBufferMs) {
        void apply(CallScript.Builder script) {
            script.network(uplink, downlink).carrier(carrier).playoutDelayMs(phoneBufferMs);
        }

        /** The network alone: a call out has its way of coming about elsewhere. */
        void applyNetwork(CallScript.Builder script) {
            script.network(uplink, downlink).carrier(new CarrierSide(0, carrier.rtp(), null));
        }

        @Nullable Stage failsAt() {
            CarrierFailure failure = carrier.failure();
            return failure == null ? null : failure.stage();
        }
    }

    DemoTrunk(String label, Edge edge, Carrier carrier, Setup setup) {
        this.label = label;
        this.edge = edge;
        this.carrier = carrier;
        this.setup = setup;
    }

    /** Draws the network of one call. */
    CallNetwork draw(SplittableRandom random) {
        RtpPath rtp =
                new RtpPath(
                        carrier.lossRate,
                        carrier.meanLossFrames,
                        carrier.stallsPerMinute,
                        carrier.stallMs,
                        random.nextLong());
        long setupMs = random.nextLong(setup.leastMs, setup.mostMs + 1);
        boolean fails = random.nextDouble() < setup.failureRate;
        // What fails in front of a PBX never reaches it.
        boolean unheardOf = random.nextDouble() < UNHEARD_OF || this == PBX;
        Stage stage = unheardOf ? Stage.BEFORE_WEBHOOK : Stage.BEFORE_STREAM;
        return new CallNetwork(
                new NetworkPath(edge.delayMs, edge.jitterMs, random.nextLong()),
                new NetworkPath(edge.delayMs, edge.jitterMs, random.nextLong()),
                new CarrierSide(setupMs, rtp, fails ? new CarrierFailure(stage, SIP_CODE) : null),
                edge.phoneBufferMs);
    }

    /** The longest that something takes from the phone to the gateway and back. */
    long longestRoundTripMs() {
        return 2 * (edge.delayMs + edge.jitterMs) + carrier.stallMs;
    }

    /**
     * The mean of the same, stalls left out, with what the phone's buffer adds: jitter is uniform,
     * and less than a frame.
     */
    long meanRoundTripMs() {
        return 2 * edge.delayMs + edge.jitterMs + edge.phoneBufferMs;
    }

    /** What is simulated: a line for each thing, and a column for each trunk. */
    static String describe() {
        TextTable table = new TextTable("llll", "simulated", "byoc", "native", "pbx");
        row(table, "way to the gateway", trunk -> trunk.edge.delayMs + " ms one-way");
        row(table, "jitter on it", trunk -> "up to " + trunk.edge.jitterMs + " ms");
        row(
                table,
                "buffer of the phone",
                trunk -> trunk.edge.phoneBufferMs == 0 ? "none" : trunk.edge.phoneBufferMs + " ms");
        row(
                table,
                "frames lost before Twilio or the PBX",
                trunk ->
                        percent(
                                trunk.carrier.lossRate,
                                "in runs of ",
                                trunk.carrier.meanLossFrames));
        row(
                table,
                "stalls before it",
                trunk ->
                        trunk.carrier.stallMs == 0
                                ? "none"
                                : number(trunk.carrier.stallsPerMinute)
                                        + " a minute, "
                                        + trunk.carrier.stallMs
                                        + " ms each");
        row(
                table,
                "ringing and setup",
                trunk -> trunk.setup.leastMs + " to " + trunk.setup.mostMs + " ms");
        row(table, "calls that fail", trunk -> percent(trunk.setup.failureRate, "", 0));
        return table.render();
    }

    private static void row(TextTable table, String what, Function<DemoTrunk, String> value) {
        table.row(what, value.apply(BYOC), value.apply(NATIVE), value.apply(PBX));
    }

    private static String percent(double share, String detail, double figure) {
        return share == 0
                ? "none"
                : number(share * 100)
                        + " %"
                        + (detail.isEmpty() ? "" : " " + detail + number(figure));
    }

    private static String number(double figure) {
        return String.format(Locale.ROOT, "%.0f", figure);
    }
}
