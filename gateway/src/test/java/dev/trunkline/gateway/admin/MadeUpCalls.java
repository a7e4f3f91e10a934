package dev.trunkline.gateway.admin;

import dev.trunkline.observability.latency.BargeInTimes;
import dev.trunkline.observability.latency.LatencyHistogram;
import dev.trunkline.observability.latency.LatencyMetric;
import dev.trunkline.observability.latency.Moment;
import dev.trunkline.observability.latency.TimelineEvent;
import dev.trunkline.observability.latency.TurnTimes;
import dev.trunkline.observability.metrics.CallOutcome;
import dev.trunkline.observability.metrics.LegKind;
import dev.trunkline.observability.metrics.TrunkKind;
import dev.trunkline.observability.record.Arm;
import dev.trunkline.observability.record.AttemptOutcome;
import dev.trunkline.observability.record.AttemptRecord;
import dev.trunkline.observability.record.CallDirection;
import dev.trunkline.observability.record.CallRecord;
import dev.trunkline.observability.record.MediaQuality;
import dev.trunkline.observability.record.Parties;
import dev.trunkline.observability.record.Usage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Calls as the gateway records them, the same ones for the same seed: two trunks, drawn at random.
 */
final class MadeUpCalls {
    static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    /** The reference of the newest call, which went out. */
    static final String NEWEST = "c100000";

    private static final String[] AGENTS = {"front-desk", "after-hours"};

    private final RandomGenerator random;

    MadeUpCalls(long seed) {
        random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }

    /** The newest first, a minute apart. */
    List<CallRecord> calls(int count) {
        List<CallRecord> calls = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            boolean whole = i < 200; // nobody looks at the pictures of the rest
            calls.add(call("c" + (100_000 + i), NOW.minusSeconds(30L + 40L * i), whole));
        }
        return calls;
    }

    /** A call in words: of its turns only that is known which takes no audio. */
    CallRecord overRelay(String id) {
        CallRecord made = named(id, "front-desk", "own");
        return new CallRecord(
                made.callId(),
                made.definitions(),
                made.providerCallId(),
                made.startedAt(),
                made.durationMs(),
                made.gateway(),
                made.direction(),
                made.agent(),
                LegKind.RELAY,
                made.arm(),
                made.parties(),
                made.outcome(),
                made.answered(),
                made.sipStatus(),
                made.failovers(),
                made.prewarmed(),
                made.usage(),
                MediaQuality.NONE,
                made.turns().stream().map(MadeUpCalls::inWords).toList(),
                List.of(),
                List.of(),
                Map.of(),
                List.of(),
                "");
    }

    /** One over a trunk that was busy with itself, and one over this. */
    private static List<AttemptRecord> attempts(String trunk, Instant startedAt, boolean answered) {
        return List.of(
                new AttemptRecord(
                        1,
                        "spare",
                        TrunkKind.BYOC,
                        "",
                        startedAt,
                        AttemptOutcome.REJECTED,
                        0,
                        13_224,
                        null,
                        null,
                        "",
                        180),
                new AttemptRecord(
                        2,
                        trunk,
                        TrunkKind.BYOC,
                        "CA2",
                        startedAt.plusMillis(200),
                        answered ? AttemptOutcome.ANSWERED : AttemptOutcome.FAILED,
                        answered ? 0 : 503,
                        0,
                        answered ? 1_250_000L : null,
                        answered ? 6_500_000L : null,
                        answered ? "human" : "",
                        61_000));
    }

    private static TurnTimes inWords(TurnTimes turn) {
        return new TurnTimes(
                turn.number(),
                turn.atUs(),
                turn.outcome(),
                null,
                turn.modelUs(),
                turn.deliveryUs(),
                null,
                null,
                null,
                null,
                turn.toolCalls(),
                turn.reconnects());
    }

    /** One call by its names. */
    CallRecord named(String id, String agent, String trunk) {
        CallRecord made = call(id, NOW.minusSeconds(60), true);
        return new CallRecord(
                made.callId(),
                made.definitions(),
                made.providerCallId(),
                made.startedAt(),
                made.durationMs(),
                made.gateway(),
                made.direction(),
                agent,
                made.leg(),
                new Arm(trunk, TrunkKind.BYOC, trunk, "", ""),
                made.parties(),
                CallOutcome.COMPLETED_BY_CALLER,
                true,
                0,
                0,
                true,
                made.usage(),
                made.quality(),
                made.turns(),
                made.bargeIns(),
                attempts(trunk, made.startedAt(), true),
                made.latencies(),
                made.timeline(),
                "");
    }

    private CallRecord call(String id, Instant startedAt, boolean whole) {
        boolean own = random.nextBoolean();
        boolean fails = random.nextDouble() < (own ? 0.03 : 0.02);
        int turns = fails ? 0 : 2 + random.nextInt(6);
        Script script = new Script(own, whole);
        for (int turn = 1; turn <= turns; turn++) {
            script.turn(turn);
        }
        script.end();
        String trunk = own ? "acme-sip" : "twilio";
        boolean out = random.nextInt(4) == 0 || id.equals(NEWEST);
        return new CallRecord(
                id,
                CallRecord.DEFINITIONS,
                "CA" + id,
                startedAt,
                script.atUs / 1_000,
                "gateway-0",
                out ? CallDirection.OUTBOUND : CallDirection.INBOUND,
                AGENTS[random.nextInt(AGENTS.length)],
                LegKind.STREAM,
                new Arm(
                        trunk,
                        own ? TrunkKind.BYOC : TrunkKind.NATIVE,
                        trunk,
                        "spring",
                        "h12-1555"),
                Parties.UNKNOWN,
                fails
                        ? CallOutcome.LEG_FAILED
                        : random.nextInt(5) == 0
                                ? CallOutcome.COMPLETED_BY_AGENT
                                : CallOutcome.COMPLETED_BY_CALLER,
                !fails,
                fails ? 503 : 0,
                0,
                random.nextInt(8) > 0,
                Usage.NONE,
                new MediaQuality(script.atUs / 20_000, 0, 0, 0, 0, 0, 0, 0),
                script.turns,
                script.bargeIns,
                out ? attempts(trunk, startedAt, !fails) : List.of(),
                script.latencies,
                script.events,
                "");
    }

    /** What happens in one call, in order. */
    private final class Script {
        private final boolean own;
        private final boolean whole;
        private final List<TurnTimes> turns = new ArrayList<>();
        private final List<BargeInTimes> bargeIns = new ArrayList<>();
        private final List<TimelineEvent> events = new ArrayList<>();
        private final Map<LatencyMetric, LatencyHistogram> latencies =
                new EnumMap<>(LatencyMetric.class);
        private long atUs;

        Script(boolean own, boolean whole) {
            this.own = own;
            this.whole = whole;
            at(-300_000, Moment.MODEL_CONNECTING);
            at(0, Moment.WEBHOOK_RECEIVED);
            at(80_000, Moment.SESSION_UPDATED);
            at(420_000, Moment.STREAM_STARTED);
            record(LatencyMetric.CALL_SETUP, 420_000);
            for (int i = 0; i < 200 && whole; i++) {
                record(LatencyMetric.RELAY_UPLINK, between(40, 400));
                record(LatencyMetric.LEG_RTT, between(own ? 35_000 : 60_000, 120_000));
            }
            atUs = 900_000;
        }

        void turn(int number) {
            long begin = atUs;
            long voiced = between(700_000, 3_500_000);
            long endpointing = between(480_000, 620_000);
            long model = between(260_000, 900_000);
            long delivery = between(300, 2_400);
            long playout = between(own ? 30_000 : 65_000, own ? 80_000 : 130_000);
            long silence = between(50_000, 350_000);
            long spoken = begin + voiced;
            long heard = endpointing + model + delivery + playout + silence;
            boolean interrupted = random.nextInt(6) == 0;
            long answer = between(1_500_000, 4_000_000);
            at(begin, Moment.VOICE_BEGAN);
            at(begin + 60_000, Moment.SPEECH_STARTED);
            at(spoken, Moment.VOICE_ENDED);
            at(spoken + endpointing, Moment.SPEECH_STOPPED);
            at(spoken + endpointing + model, Moment.FIRST_DELTA);
            at(spoken + endpointing + model + delivery, Moment.FIRST_FRAME);
            at(spoken + heard - silence, Moment.PLAY_BEGAN);
            at(spoken + heard, Moment.AUDIBLE);
            long over = spoken + heard + answer;
            if (interrupted) {
                long reaction = between(120_000, 260_000);
                long far = reaction + between(40_000, 110_000);
                at(over, Moment.CLEAR_SENT);
                at(over + far - reaction, Moment.FAR_EDGE_SILENT);
                bargeIns.add(
                        new BargeInTimes(
                                bargeIns.size() + 1, over - reaction, reaction, far, far - 9_000));
                record(LatencyMetric.BARGE_IN_REACTION, reaction);
                record(LatencyMetric.BARGE_IN_SILENCE, far);
            } else {
                at(over, Moment.ANSWER_HEARD);
            }
            turns.add(
                    new TurnTimes(
                            number,
                            spoken,
                            interrupted ? TurnTimes.Outcome.INTERRUPTED : TurnTimes.Outcome.HEARD,
                            endpointing,
                            model,
                            delivery,
                            playout,
                            silence,
                            heard,
                            endpointing + model + delivery,
                            random.nextInt(9) == 0 ? 1 : 0,
                            0));
            record(LatencyMetric.TURN_ENDPOINTING, endpointing);
            record(LatencyMetric.TURN_MODEL, model);
            record(LatencyMetric.TURN_DELIVERY, delivery);
            record(LatencyMetric.TURN_PLAYOUT, playout);
            record(LatencyMetric.TURN_LEAD_SILENCE, silence);
            record(LatencyMetric.TURN_HEARD, heard);
            atUs = over + between(300_000, 1_200_000);
        }

        void end() {
            at(atUs, Moment.CALL_ENDED);
        }

        private void at(long us, Moment moment) {
            if (whole) {
                events.add(new TimelineEvent(moment, us));
            }
        }

        private void record(LatencyMetric metric, long us) {
            if (whole) {
                latencies.computeIfAbsent(metric, _ -> new LatencyHistogram()).record(us * 1_000);
            }
        }

        /** Skewed to the left, as delays are. */
        private long between(long least, long most) {
            double share = random.nextDouble() * random.nextDouble();
            return least + (long) (share * (most - least));
        }
    }
}
