package dev.trunkline.loadtest.load;

import dev.trunkline.loadtest.model.Answers;
import dev.trunkline.loadtest.model.DelayDistribution;
import dev.trunkline.loadtest.model.ModelBehavior;
import dev.trunkline.loadtest.model.ModelTiming;
import dev.trunkline.loadtest.phone.CallScript;
import dev.trunkline.loadtest.phone.CallerAudio;
import dev.trunkline.loadtest.phone.PhoneCall;
import dev.trunkline.loadtest.phone.PhoneCallReport;
import dev.trunkline.loadtest.phone.PhoneCallReport.Outcome;
import dev.trunkline.loadtest.phone.PhoneCallReport.StreamReport;
import dev.trunkline.loadtest.phone.SimulatedTwilio;
import dev.trunkline.loadtest.phone.When;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Callers who talk with the model while the others send probes: what a person on the phone would
 * notice of the load. Each has one conversation after the other, the same each time: a question, an
 * interruption of the answer, another question. Thread-safe.
 */
final class Conversations {
    /** What the model fixes: from the caller's last sound to its first one. */
    private static final int END_OF_SPEECH_MS = 600;

    private static final int THINKING_MS = 300;
    private static final int ANSWER_MS = 2_500;

    private static final long PATIENCE_MS = 7_000;
    private static final long PAUSE_MS = 500;
    private static final long HEARD_MS = 400;
    private static final long LONGEST_MS = 60_000;
    private static final int TURNS = 3;
    private static final int BARGE_INS = 1;

    /** After a call that came to nothing the next one waits, as a person would. */
    private static final long AGAIN_MS = 1_000;

    private static final long MAX_MS = 60_000;

    private final Vertx vertx;
    private final SimulatedTwilio twilio;
    private final LoadTarget target;
    private final int lines;
    private final Map<PhoneCall, CompletableFuture<Void>> calls = new ConcurrentHashMap<>();
    private final Histogram response = new Histogram(MAX_MS, 3);
    private final Histogram silence = new Histogram(MAX_MS, 3);
    private final Histogram leaked = new Histogram(MAX_MS, 3);
    private boolean over;
    private int placed;
    private int whole;
    private int refused;
    private int failed;
    private int unanswered;
    private int unheeded;

    /**
     * What came of them, as the callers heard it; milliseconds.
     *
     * @param lines conversations at once
     * @param whole that went to their end
     * @param failed that did not, though taken
     * @param turns answers that came
     * @param unanswered questions that nothing followed, of conversations that were whole
     * @param modelMs what of each response is the model's own, end of speech and thinking, if the
     *     gateway has it find turns as by default
     * @param response from the caller's last sound to the answer's first
     * @param bargeIns interruptions, each of which stopped the agent
     * @param unheeded interruptions that should have been, and were not
     * @param silence from the caller's first sound to the agent's last
     * @param leaked agent audio heard in between
     */
    record Found(
            int lines,
            int placed,
            int whole,
            int refused,
            int failed,
            long turns,
            int unanswered,
            int modelMs,
            LoadResult.Quantiles response,
            long bargeIns,
            int unheeded,
            LoadResult.Quantiles silence,
            LoadResult.Quantiles leaked) {}

    private Conversations(Vertx vertx, SimulatedTwilio twilio, LoadTarget target, int lines) {
        this.vertx = vertx;
        this.twilio = twilio;
        this.target = target;
        this.lines = lines;
    }

    /** Begins so many at once, each followed by the next until {@link #end}. */
    static Conversations begin(Vertx vertx, SimulatedTwilio twilio, LoadTarget target, int lines) {
        Conversations conversations = new Conversations(vertx, twilio, target, lines);
        for (int i = 0; i < lines; i++) {
            conversations.next();
        }
        return conversations;
    }

    /** How the model talks to whoever sends no probes. */
    static ModelBehavior model(ModelBehavior loading) {
        return loading.withAnswers(
                        Answers.defaults()
                                .withDelay(new DelayDistribution.Constant(THINKING_MS))
                                .withLeadingSilenceMs(0)
                                .withMaxItemMs(ANSWER_MS))
                .withTiming(new ModelTiming(END_OF_SPEECH_MS, 0, 0, true));
    }

    private static CallScript script(LoadTarget target) {
        return target.script()
                .hearing(CallScript.Hearing.LISTEN)
                .maxDurationMs(LONGEST_MS)
                .say(new When.AgentEnded(PAUSE_MS, PATIENCE_MS), CallerAudio.utterance(1))
                .say(new When.Interrupting(HEARD_MS, PATIENCE_MS), CallerAudio.utterance(2))
                .say(new When.AgentEnded(PAUSE_MS, PATIENCE_MS), CallerAudio.utterance(3))
                .hangUp(new When.AgentEnded(PAUSE_MS, PATIENCE_MS))
                .build();
    }

    private synchronized void next() {
        if (over) {
            return;
        }
        placed++;
        PhoneCall call = twilio.place(script(target));
        CompletableFuture<Void> counted = call.report().thenAccept(report -> over(call, report));
        calls.put(call, counted);
        if (counted.isDone()) {
            calls.remove(call);
        }
    }

    private void over(PhoneCall call, PhoneCallReport report) {
        calls.remove(call);
        if (count(report)) {
            next();
        } else {
            vertx.setTimer(AGAIN_MS, _ -> next());
        }
    }

    /** Whether it went as it should. */
    private synchronized boolean count(PhoneCallReport report) {
        StreamReport stream = report.stream().orElse(null);
        if (stream != null) {
            stream.turns().forEach(turn -> response.recordValue(millis(turn.responseMs())));
            stream.bargeIns()
                    .forEach(bargeIn -> {
                        double silentMs = (bargeIn.silentNanos() - bargeIn.firstFrameNanos()) / 1e6;
                        silence.recordValue(millis(silentMs));
                        leaked.recordValue(millis(bargeIn.leakedMs()));
                    });
        }
        if (over) {
            return false; // cut short by us
        }
        if (stream != null && report.outcome() == Outcome.CALLER_HUNG_UP) {
            whole++;
            unanswered += Math.max(0, TURNS - stream.turns().size());
            unheeded += Math.max(0, BARGE_INS - stream.bargeIns().size());
            return true;
        }
        if (CallCounts.refused(report)) {
            refused++;
        } else {
            failed++;
        }
        return false;
    }

    private static long millis(double ms) {
        return Math.clamp(Math.round(ms), 0, MAX_MS);
    }

    /**
     * Hangs up; those that are not over count as far as they came.
     *
     * @return completed when they have been counted
     */
    CompletableFuture<Void> end() {
        synchronized (this) {
            over = true;
        }
        List<CompletableFuture<Void>> counted = new ArrayList<>();
        calls.forEach((call, last) -> {
            call.hangUp();
            counted.add(last);
        });
        return CompletableFuture.allOf(counted.toArray(CompletableFuture<?>[]::new));
    }

    /** What there is so far. */
    synchronized Found found() {
        return new Found(
                lines,
                placed,
                whole,
                refused,
                failed,
                response.getTotalCount(),
                unanswered,
                END_OF_SPEECH_MS + THINKING_MS,
                quantiles(response),
                silence.getTotalCount(),
                unheeded,
                quantiles(silence),
                quantiles(leaked));
    }

    private static LoadResult.Quantiles quantiles(Histogram ms) {
        return new LoadResult.Quantiles(
                ms.getValueAtPercentile(50),
                ms.getValueAtPercentile(90),
                ms.getValueAtPercentile(99),
                ms.getValueAtPercentile(99.9),
                ms.getMaxValue());
    }

    /** Why they did not go as they should, a sentence each; {@code null}: there were none. */
    static List<String> problems(@Nullable Found found) {
        List<String> problems = new ArrayList<>();
        if (found == null) {
            return problems;
        }
        if (found.failed > 0) {
            problems.add("conversations that failed: " + found.failed);
        }
        if (found.unanswered > 0) {
            problems.add("questions without an answer: " + found.unanswered);
        }
        if (found.unheeded > 0) {
            problems.add("interruptions that did not stop the agent: " + found.unheeded);
        }
        return problems;
    }
}
