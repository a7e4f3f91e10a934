package dev.trunkline.observability.compare;

import dev.trunkline.observability.latency.LatencyMetric;
import dev.trunkline.observability.latency.TurnTimes;
import dev.trunkline.observability.metrics.CallOutcome;
import dev.trunkline.observability.record.CallRecord;
import dev.trunkline.observability.record.Usage;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What is counted of calls: of one trunk, or of an arm of several. Grows with the number of
 * different outcomes and lengths, not of calls. Confined to one thread.
 */
final class Tally {
    private static final Set<CallOutcome> REFUSED =
            EnumSet.of(
                    CallOutcome.REJECTED_FULL,
                    CallOutcome.REJECTED_OVERLOADED,
                    CallOutcome.REJECTED_DRAINING,
                    CallOutcome.REJECTED_AGENT,
                    CallOutcome.REJECTED_RELAY_FULL,
                    CallOutcome.REJECTED_TOKEN,
                    CallOutcome.REJECTED_SIGNATURE);
    private static final Set<CallOutcome> BROKE =
            EnumSet.of(CallOutcome.LEG_FAILED, CallOutcome.MODEL_FAILED);
    private static final List<LatencyMetric> PARTS =
            List.of(
                    LatencyMetric.TURN_ENDPOINTING,
                    LatencyMetric.TURN_MODEL,
                    LatencyMetric.TURN_DELIVERY,
                    LatencyMetric.TURN_PLAYOUT,
                    LatencyMetric.TURN_LEAD_SILENCE,
                    LatencyMetric.TURN_HEARD);
    private static final String NONE = "none";

    /** What the network says comes from outside: so many different texts, the rest is "other". */
    private static final int TEXTS = 20;

    /** What is in no attestation, and what is more than 40 characters. */
    private static final Pattern UNUSUAL = Pattern.compile("[^A-Za-z0-9._-]|(?<=^.{40}).+");

    private static final int LONGEST_SECONDS = 86_400;

    long calls;
    long refused;
    long answered;
    long failedOver;
    long dropped;
    long turns;
    long completeTurns;
    Usage usage = Usage.NONE;
    final double[] partSumsUs = new double[PARTS.size()];
    final Map<String, Long> turnsByOutcome = new TreeMap<>();
    final Map<String, Long> byOutcome = new TreeMap<>();
    final Map<String, Long> failedBySipClass = new TreeMap<>();
    final Map<String, Long> attestation = new TreeMap<>();
    final Map<AttestationClass, Long> attestationClasses = new EnumMap<>(AttestationClass.class);
    final AttemptTally attempted = new AttemptTally();

    /** Answered calls by their length in started seconds. */
    final Map<Integer, Long> lengths = new TreeMap<>();

    void add(CallRecord call) {
        calls++;
        count(byOutcome, call.outcome().label(), 1);
        String said = call.parties().attestation();
        String text = said.isEmpty() ? NONE : UNUSUAL.matcher(said).replaceAll("?");
        boolean room = attestation.size() < TEXTS || attestation.containsKey(text);
        count(attestation, room ? text : "other", 1);
        attestationClasses.merge(AttestationClass.of(said), 1L, Long::sum);
        call.attempts().forEach(attempt -> attempted.add(attempt, call.arm().trunk()));
        if (REFUSED.contains(call.outcome())) {
            refused++;
            return;
        }
        failedOver += call.failovers() > 0 ? 1 : 0;
        if (call.answered()) {
            answered++;
            dropped += BROKE.contains(call.outcome()) ? 1 : 0;
            long seconds = Math.ceilDiv(Math.max(0, call.durationMs()), 1_000L);
            lengths.merge((int) Math.min(seconds, LONGEST_SECONDS), 1L, Long::sum);
        } else {
            count(failedBySipClass, sipClass(call.sipStatus()), 1);
        }
        usage = sum(usage, call.usage());
        call.turns().forEach(this::add);
    }

    /** Such as {@code 4xx}; {@code none} for what is no response. */
    static String sipClass(int status) {
        return status >= 100 && status < 700 ? status / 100 + "xx" : NONE;
    }

    private void add(TurnTimes turn) {
        turns++;
        count(turnsByOutcome, turn.outcome().label(), 1);
        double[] parts = new double[partSumsUs.length];
        for (int part = 0; part < parts.length; part++) {
            Long us = turn.us(PARTS.get(part));
            if (us == null) {
                return; // an answer of which not all was seen
            }
            parts[part] = us;
        }
        completeTurns++;
        for (int part = 0; part < parts.length; part++) {
            partSumsUs[part] += parts[part];
        }
    }

    void add(Tally other) {
        calls += other.calls;
        refused += other.refused;
        answered += other.answered;
        failedOver += other.failedOver;
        dropped += other.dropped;
        turns += other.turns;
        completeTurns += other.completeTurns;
        usage = sum(usage, other.usage);
        for (int part = 0; part < partSumsUs.length; part++) {
            partSumsUs[part] += other.partSumsUs[part];
        }
        other.turnsByOutcome.forEach((key, count) -> count(turnsByOutcome, key, count));
        other.byOutcome.forEach((key, count) -> count(byOutcome, key, count));
        other.failedBySipClass.forEach((key, count) -> count(failedBySipClass, key, count));
        other.attestation.forEach((key, count) -> count(attestation, key, count));
        other.attestationClasses.forEach(
                (one, count) -> attestationClasses.merge(one, count, Long::sum));
        attempted.add(other.attempted);
        other.lengths.forEach((seconds, count) -> lengths.merge(seconds, count, Long::sum));
    }

    long attempts() {
        return calls - refused;
    }

    /** Of answered calls, to the second. */
    double minutes() {
        return lengths.entrySet().stream()
                .mapToDouble(length -> length.getKey() / 60.0 * length.getValue())
                .sum();
    }

    /** Of answered calls, each rounded up to {@code step} seconds. */
    double billedMinutes(int step) {
        return lengths.entrySet().stream()
                .mapToDouble(length ->
                        Math.ceilDiv(length.getKey(), step) * (step / 60.0) * length.getValue())
                .sum();
    }

    /** What an average complete turn consists of; null if there is none. */
    @Nullable Ledger ledger() {
        if (completeTurns == 0) {
            return null;
        }
        double perTurn = completeTurns * 1_000.0;
        return new Ledger(
                completeTurns,
                partSumsUs[0] / perTurn,
                partSumsUs[1] / perTurn,
                partSumsUs[2] / perTurn,
                partSumsUs[3] / perTurn,
                partSumsUs[4] / perTurn,
                partSumsUs[5] / perTurn);
    }

    private static void count(Map<String, Long> counts, String key, long more) {
        counts.merge(key, more, Long::sum);
    }

    private static Usage sum(Usage one, Usage two) {
        return new Usage(
                one.audioSentMs() + two.audioSentMs(),
                one.audioReceivedMs() + two.audioReceivedMs(),
                one.inputTextTokens() + two.inputTextTokens(),
                one.inputAudioTokens() + two.inputAudioTokens(),
                one.cachedTextTokens() + two.cachedTextTokens(),
                one.cachedAudioTokens() + two.cachedAudioTokens(),
                one.outputTextTokens() + two.outputTextTokens(),
                one.outputAudioTokens() + two.outputAudioTokens());
    }
}
