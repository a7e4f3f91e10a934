package dev.trunkline.gateway.trunk.dial;

import io.vertx.core.Future;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Calls out, for those who ask for them. Thread-safe; futures complete on the caller's context. */
public interface OutboundCalls {
    /**
     * Has a call placed as soon as it may.
     *
     * @param idempotencyKey the same request with the same key stands for the same call; null: none
     */
    Future<Placement> place(CallRequest request, @Nullable String idempotencyKey);

    /** A call as it is now; empty if it is unknown, or was over an hour ago. */
    Optional<DialView> find(String id);

    /** Ends a call, wherever it is; false if there is none that is not over. */
    Future<Boolean> end(String id);

    /** Where no calls can go out, for the reason in {@code sentence}. */
    static OutboundCalls none(String sentence) {
        return new OutboundCalls() {
            @Override
            public Future<Placement> place(CallRequest request, @Nullable String idempotencyKey) {
                return Future.succeededFuture(
                        new Placement.Refused(Placement.Reason.MISTAKEN, sentence));
            }

            @Override
            public Optional<DialView> find(String id) {
                return Optional.empty();
            }

            @Override
            public Future<Boolean> end(String id) {
                return Future.succeededFuture(false);
            }
        };
    }
}
