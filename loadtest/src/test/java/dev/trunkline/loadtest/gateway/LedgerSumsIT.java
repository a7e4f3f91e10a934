package dev.trunkline.loadtest.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.loadtest.audio.Tone;
import dev.trunkline.loadtest.model.Answers;
import dev.trunkline.loadtest.model.Answers.ScriptedTurn;
import dev.trunkline.loadtest.model.DelayDistribution;
import dev.trunkline.loadtest.model.Faults;
import dev.trunkline.loadtest.model.ModelBehavior;
import dev.trunkline.loadtest.model.ModelTiming;
import dev.trunkline.loadtest.phone.CallScript;
import dev.trunkline.loadtest.phone.CallerAudio;
import dev.trunkline.loadtest.phone.NetworkPath;
import dev.trunkline.loadtest.phone.PhoneCall;
import dev.trunkline.loadtest.phone.PhoneCallReport;
import dev.trunkline.loadtest.phone.When;
import dev.trunkline.observability.latency.TurnTimes;
import dev.trunkline.observability.latency.TurnTimes.Outcome;
import dev.trunkline.observability.record.CallRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Ten minutes of conversation at random, many calls at a time: callers who wait, interrupt or go
 * on, agents who call tools first, late deltas, networks that shake. Every turn's parts sum to its
 * whole.
 */
@Tag("alone")
@ExtendWith(Leaks.class)
class LedgerSumsIT {
    private static final long SEED = 20_261;
    private static final int CALLS = 52;
    private static final int CALL_MS = 12_000;
    private static final Duration AT_LEAST = Duration.ofMinutes(10);

    @Test
    void tenMinutes_everyTurnsPartsSumToWhatWasHeard() {
        KeptCalls records = new KeptCalls();
        List<TurnTimes> turns = new ArrayList<>();
        long talkedMs = 0;
        try (Bench bench = new Bench(Map.of(), info -> model(info.number()), records)) {
            List<PhoneCall> calls = new ArrayList<>();
            for (int number = 0; number < CALLS; number++) {
                calls.add(bench.place(caller(number)));
            }
            for (PhoneCall call : calls) {
                PhoneCallReport phone = Bench.ended(call);
                CallRecord record = records.of(phone.callSid());
                LatencyTruthIT.sumsOf(record);
                turns.addAll(record.turns());
                talkedMs += record.durationMs();
            }
            assertThat(bench.counter("trunkline_discarded_latencies_total")).isZero();
        }
        assertThat(talkedMs).isGreaterThanOrEqualTo(AT_LEAST.toMillis());
        // Of every kind some, or the test would not have tested what it says.
        assertThat(turns.stream().filter(turn -> turn.heardUs() != null).count())
                .isGreaterThan(CALLS);
        assertThat(turns.stream().map(TurnTimes::outcome))
                .containsAll(EnumSet.of(Outcome.HEARD, Outcome.INTERRUPTED));
        assertThat(turns).anyMatch(turn -> turn.toolCalls() > 0 && turn.heardUs() != null);
        assertThat(turns)
                .filteredOn(turn -> turn.outcome() == Outcome.HEARD)
                .allMatch(turn -> turn.heardUs() != null && turn.heardUs() < CALL_MS * 1_000L);
    }

    private static ModelBehavior model(int number) {
        SplittableRandom random = new SplittableRandom(SEED * 31 + number);
        Map<Integer, ScriptedTurn> turns = new HashMap<>();
        for (int response = 1; response < 40; response++) {
            if (random.nextInt(4) == 0) {
                turns.put(response, ScriptedTurn.call("look_up", "{}"));
            }
        }
        return ModelBehavior.defaults()
                .withSeed(number)
                .withAnswers(
                        Answers.defaults()
                                .withDelay(new DelayDistribution.Uniform(30, 700))
                                .withLeadingSilenceMs(random.nextInt(350))
                                .withPaceFactor(1 + random.nextInt(5))
                                .withTurns(turns))
                .withFaults(Faults.none().withLateDeltas(random.nextInt(4)))
                .withTiming(
                        new ModelTiming(
                                random.nextInt(500, 900),
                                random.nextInt(60),
                                random.nextInt(60),
                                random.nextBoolean()));
    }

    private static CallScript caller(int number) {
        SplittableRandom random = new SplittableRandom(SEED * 37 + number);
        CallScript.Builder script =
                CallScript.inbound("/twilio/voice")
                        .network(path(random), path(random))
                        .playoutDelayMs(random.nextInt(250))
                        .maxDurationMs(CALL_MS);
        for (int step = 0; step < 40; step++) {
            When when =
                    switch (random.nextInt(4)) {
                        case 0 -> When.after(random.nextInt(200, 3_000));
                        case 1 -> new When.Interrupting(random.nextInt(900), 4_000);
                        default -> new When.AgentEnded(random.nextInt(50, 600), 8_000);
                    };
            CallerAudio audio =
                    random.nextInt(4) == 0
                            ? CallerAudio.utterance(random.nextInt(1, 5))
                            : CallerAudio.of(Tone.muLaw(20 * random.nextInt(5, 60)));
            script.say(when, audio);
        }
        return script.build();
    }

    private static NetworkPath path(SplittableRandom random) {
        return new NetworkPath(random.nextInt(120), random.nextInt(40), random.nextLong());
    }
}
