package dev.trunkline.gateway.twilio.voice;

import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One question to the rest of the gateway, with a limit on how long the answer may take. Exactly
 * one of {@link Outcome#answered}, {@link Outcome#failed} and {@link Outcome#late} is called, on
 * the context that asked.
 */
final class Question<T> {

    /** What becomes of a question. */
    interface Outcome<T> {
        void answered(T answer);

        /** The one who was asked threw, failed, or answered with null. */
        void failed(Throwable cause);

        /** No answer in time. */
        void late();

        /** The answer came after {@link #late}. */
        default void answeredTooLate(T answer) {}
    }

    private final Outcome<T> outcome;
    private final Vertx vertx;
    private final Context context;
    private final long timer;
    private boolean settled; // on the context only

    private Question(Vertx vertx, Duration budget, Outcome<T> outcome) {
        this.vertx = vertx;
        this.outcome = outcome;
        this.context = vertx.getOrCreateContext();
        this.timer = vertx.setTimer(budget.toMillis(), _ -> expire());
    }

    static <T> void ask(
            Vertx vertx, Duration budget, Supplier<@Nullable Future<T>> asked, Outcome<T> outcome) {
        var question = new Question<T>(vertx, budget, outcome);
        Future<T> answer;
        try {
            answer = asked.get();
        } catch (RuntimeException e) {
            question.settle(Future.failedFuture(e));
            return;
        }
        if (answer == null) {
            question.settle(Future.failedFuture(new NullPointerException("no future")));
            return;
        }
        answer.onComplete(result -> question.context.runOnContext(_ -> question.settle(result)));
    }

    private void expire() {
        if (!settled) {
            settled = true;
            outcome.late();
        }
    }

    private void settle(AsyncResult<T> result) {
        @Nullable T answer = result.succeeded() ? result.result() : null;
        if (settled) {
            if (answer != null) {
                outcome.answeredTooLate(answer);
            }
            return;
        }
        settled = true;
        vertx.cancelTimer(timer);
        if (answer == null) {
            Throwable cause = result.cause();
            outcome.failed(cause == null ? new NullPointerException("no answer") : cause);
            return;
        }
        try {
            outcome.answered(answer);
        } catch (RuntimeException e) {
            outcome.failed(e);
        }
    }
}
