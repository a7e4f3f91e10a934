package dev.trunkline.gateway.trunk.dial;

import dev.trunkline.gateway.call.CarrierApiException;
import dev.trunkline.gateway.call.CarrierApiFailure;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A carrier that does what it is told, when it is told. Confined to the scene's loop. */
final class FakeCarrier implements TrunkCarrier {
    /** A try that was asked for. */
    record Asked(Try wanted, Promise<String> answer) {}

    final List<Asked> asked = new ArrayList<>();
    final List<String> hungUp = new ArrayList<>();
    final List<String> lookedAt = new ArrayList<>();
    final List<Try> searched = new ArrayList<>();

    /** Answers at once; null: the test answers. */
    Function<Try, @Nullable Future<String>> answers = _ -> null;

    Function<String, Future<CarrierEvent.Kind>> looks =
            _ -> Future.failedFuture("nobody was to look");
    Function<Try, Future<Optional<String>>> finds = _ -> Future.failedFuture("nobody was to look");
    Function<String, Future<Void>> hangsUp = _ -> Future.succeededFuture();

    static Future<String> refuses(CarrierApiFailure failure) {
        return Future.failedFuture(new CarrierApiException(failure));
    }

    @Override
    public Future<String> dial(Try wanted) {
        Promise<String> promise = Promise.promise();
        asked.add(new Asked(wanted, promise));
        Future<String> now = answers.apply(wanted);
        return now == null ? promise.future() : now;
    }

    @Override
    public Future<Void> hangUp(String providerCallId) {
        hungUp.add(providerCallId);
        return hangsUp.apply(providerCallId);
    }

    @Override
    public Future<CarrierEvent.Kind> look(String providerCallId) {
        lookedAt.add(providerCallId);
        return looks.apply(providerCallId);
    }

    @Override
    public Future<Optional<String>> find(Try lost, Instant since) {
        searched.add(lost);
        return finds.apply(lost);
    }
}
