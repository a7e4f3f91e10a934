package dev.trunkline.loadtest.chaos;

import dev.trunkline.loadtest.network.PathState;
import java.util.List;

/**
 * What is broken, when and for how long.
 *
 * @param name as the command line wants it
 * @param broken in words, for the table
 * @param forMs until it is healed; a call that lives longer goes on without it
 * @param action what an operator does beside what the runbook says of the alerts, for the table;
 *     Markdown
 */
record Scenario(String name, String broken, Fault fault, Moment moment, long forMs, String action) {

    /** When it breaks. */
    enum Moment {
        /** Before the calls come. */
        BEFORE_CALLS,
        /** While callers hear the answer to their first words. */
        MID_ANSWER
    }

    /** All of them, in the order of the table. */
    static List<Scenario> all() {
        return List.of(
                mid("none", "nothing", new Fault.None(), 0, "nothing"),
                before(
                        "phone-delay",
                        "150 ms and up to 50 ms more on the phone's socket, each way",
                        new Fault.PhonePath(new PathState.Slow(150, 50, 0)),
                        60_000,
                        "compare the trunk with others: part `playout` of a turn"),
                before(
                        "model-delay",
                        "150 ms and up to 50 ms more on the model's socket, each way",
                        new Fault.ModelPath(new PathState.Slow(150, 50, 0)),
                        60_000,
                        "move nearer to the model's region: part `model` of a turn, `trunkline_model_rtt_seconds`"),
                mid(
                        "phone-stall",
                        "nothing passes on the phone's socket for 2 s",
                        new Fault.PhonePath(new PathState.Still()),
                        2_000,
                        "nothing, once; the carrier or the network if `trunkline_uplink_gaps_total` grows"),
                mid(
                        "model-stall",
                        "nothing passes on the model's socket for 2 s",
                        new Fault.ModelPath(new PathState.Still()),
                        2_000,
                        "nothing, once; what is queued at the phone hides most of it"),
                mid(
                        "phone-reset",
                        "the phone's socket is reset",
                        new Fault.PhoneReset(),
                        0,
                        "the carrier, or the proxy in front of the public port"),
                mid(
                        "model-reset",
                        "the model's socket is reset",
                        new Fault.ModelReset(),
                        0,
                        "the model's status page"),
                mid(
                        "phone-half-open",
                        "the phone's socket is half-open",
                        new Fault.PhonePath(new PathState.Lost()),
                        75_000,
                        "the path to the carrier; `twilio.noMessageTimeout` is how long it takes to notice, `trunkline_stream_timeouts_total` counts it"),
                mid(
                        "phone-vanishes",
                        "the cable to the phone's side is pulled",
                        new Fault.PhoneVanishes(),
                        75_000,
                        "the path to the carrier, as for `phone-half-open`"),
                mid(
                        "model-half-open",
                        "the model's socket is half-open",
                        new Fault.ModelPath(new PathState.Lost()),
                        75_000,
                        "the network to the model; `realtime.pingInterval` times `realtime.maxMissedPongs` is how long it takes to notice"),
                before(
                        "rtp-loss-5",
                        "5 % of the caller's packets are lost in front of the PBX",
                        new Fault.RtpLoss(0.05),
                        60_000,
                        "follow the path to the PBX"),
                before(
                        "rtp-loss-30",
                        "30 % of the caller's packets are lost in front of the PBX",
                        new Fault.RtpLoss(0.3),
                        60_000,
                        "follow the path to the PBX"),
                before(
                        "model-stops",
                        "the model stops in the middle of each answer, for good",
                        new Fault.ModelStalls(4, Talk.PAUSE_MS),
                        60_000,
                        "the model's status page; callers spoke before it was noticed"),
                before(
                        "model-stops-waited",
                        "the same, and callers wait 6 s for the rest",
                        new Fault.ModelStalls(4, 6_000),
                        60_000,
                        "the model's status page; `realtime.stall.inAnswer` is how long it takes to notice"),
                before(
                        "model-refuses",
                        "the model answers 429 to new sessions for 15 s",
                        new Fault.ModelRefuses(),
                        15_000,
                        "the account's limits at the model"),
                before(
                        "slow-tool",
                        "the service behind a tool takes 6 s",
                        new Fault.SlowTool(6_000),
                        60_000,
                        "ask whoever runs the service; give the tool a `filler`"),
                before(
                        "database-hangs",
                        "PostgreSQL answers nothing for 40 s",
                        new Fault.DatabaseHangs(),
                        40_000,
                        "restore it, and do not restart the gateway before"),
                before(
                        "disk-full",
                        "the embedded store's disk is full for 40 s",
                        new Fault.DiskFull(),
                        40_000,
                        "make room, and do not restart the gateway before"),
                mid(
                        "burst",
                        "500 calls more within a second",
                        new Fault.Burst(500),
                        10_000,
                        "add gateways before it comes; `limits.maxCalls`"),
                mid(
                        "gateway-paused",
                        "the gateway's process stands still for 1.5 s",
                        new Fault.GatewayPaused(),
                        1_500,
                        "look at the machine: `trunkline_uplink_gaps_total` of all calls at one moment"));
    }

    private static Scenario before(
            String name, String broken, Fault fault, long forMs, String action) {
        return new Scenario(name, broken, fault, Moment.BEFORE_CALLS, forMs, action);
    }

    private static Scenario mid(
            String name, String broken, Fault fault, long forMs, String action) {
        return new Scenario(name, broken, fault, Moment.MID_ANSWER, forMs, action);
    }

    /** Silence that callers take for the end of an answer. */
    long pauseMs() {
        return fault instanceof Fault.ModelStalls stalls ? stalls.pauseMs() : Talk.PAUSE_MS;
    }

    /** Whether others beside it would spoil it, or it them. */
    boolean fillsTheMachine() {
        return fault instanceof Fault.Burst || fault instanceof Fault.GatewayPaused;
    }

    /** What it needs that not every machine has; empty if nothing. */
    String needs() {
        return switch (fault) {
            case Fault.DatabaseHangs _ -> "--database";
            case Fault.DiskFull _ -> "root, to mount a small disk";
            case Fault.PhoneVanishes _ -> "root, for a network namespace";
            default -> "";
        };
    }
}
