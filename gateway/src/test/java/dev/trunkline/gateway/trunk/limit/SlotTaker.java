package dev.trunkline.gateway.trunk.limit;

import dev.trunkline.gateway.trunk.limit.Demand.Concurrency;
import dev.trunkline.gateway.trunk.limit.Demand.Rate;
import dev.trunkline.gateway.trunk.limit.IdempotencyKeys.Claim;
import dev.trunkline.observability.record.RecordDatabase;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Another gateway, as far as limits go: does what it reads, and prints a line beginning with {@code
 * >} when it has. Ends with its input.
 */
final class SlotTaker {
    private final SharedCallSlots slots;
    private final IdempotencyKeys keys;
    private final String name;
    private final List<Lease> leases = new ArrayList<>();

    private SlotTaker(SharedCallSlots slots, IdempotencyKeys keys, String name) {
        this.slots = slots;
        this.keys = keys;
        this.name = name;
    }

    /** Database's URL, name, milliseconds of a lease. */
    public static void main(String[] args) throws Exception {
        Vertx vertx = Vertx.vertx();
        LimitStore store = LimitStore.open(vertx, RecordDatabase.PostgreSql.parse(args[0]));
        Duration leaseTime = Duration.ofMillis(Long.parseLong(args[2]));
        SlotTaker taker =
                new SlotTaker(
                        SharedCallSlots.start(store, args[1], leaseTime),
                        new SharedIdempotencyKeys(store),
                        args[1]);
        BufferedReader commands =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        System.out.println("> ready");
        for (String line = commands.readLine(); line != null; line = commands.readLine()) {
            System.out.println("> " + taker.answer(line.split(" ")));
        }
        vertx.close().await();
    }

    /**
     * {@code burst SCOPE MOST N} at once, {@code try SCOPE MOST N} one after the other, {@code rate
     * SCOPE PERSECOND N} and {@code claim KEY - N} at once: how many had it; {@code release}.
     */
    private long answer(String[] command) {
        if (command[0].equals("release")) {
            leases.forEach(slots::release);
            return leases.size();
        }
        int count = Integer.parseInt(command[3]);
        return switch (command[0]) {
            case "burst" -> granted(count, calls(command[1], Integer.parseInt(command[2])));
            case "rate" ->
                    granted(
                            count,
                            new Demand(
                                    List.of(),
                                    List.of(new Rate(command[1], Double.parseDouble(command[2])))));
            case "try" -> {
                Demand demand = calls(command[1], Integer.parseInt(command[2]));
                yield IntStream.range(0, count).mapToLong(one -> granted(1, demand)).sum();
            }
            case "claim" -> claimed(count, command[1]);
            default -> throw new IllegalArgumentException(command[0]);
        };
    }

    /** Two scopes, which all others take as well, in the other order. */
    private Demand calls(String scope, int most) {
        List<Concurrency> limits =
                List.of(new Concurrency(scope, most), new Concurrency("account", 1_000_000));
        return new Demand(name.hashCode() % 2 == 0 ? limits : limits.reversed(), List.of());
    }

    private long granted(int count, Demand demand) {
        List<Future<Answer>> answers =
                IntStream.range(0, count).mapToObj(one -> slots.take(demand)).toList();
        long granted = 0;
        for (Future<Answer> answer : answers) {
            Answer got = answer.toCompletionStage().toCompletableFuture().join();
            if (got instanceof Answer.Granted given) {
                leases.add(given.lease());
                granted++;
            }
        }
        return granted;
    }

    private long claimed(int count, String key) {
        List<Future<Claim>> claims =
                IntStream.range(0, count)
                        .mapToObj(one -> keys.claim(key, "f", name + "-" + one))
                        .toList();
        return claims.stream()
                .map(claim -> claim.toCompletionStage().toCompletableFuture().join())
                .filter(Claim.New.class::isInstance)
                .count();
    }
}
