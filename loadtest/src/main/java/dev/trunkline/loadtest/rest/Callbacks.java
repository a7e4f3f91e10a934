package dev.trunkline.loadtest.rest;

import dev.trunkline.loadtest.phone.SimulatedTwilio;
import dev.trunkline.loadtest.phone.WebhookUrl;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.SortedMap;
import java.util.function.Supplier;

/** Tells the gateway about one call or message, in order or not. On the API's event loop. */
final class Callbacks {
    private static final String REQUEST = "status callback";
    private static final int NOT_TAKEN = 11200;

    private final Surroundings around;
    private int sequenceNumber;
    private Future<?> inOrder = Future.succeededFuture();

    /** What callbacks of all calls and messages use. */
    record Surroundings(
            Vertx vertx,
            SimulatedTwilio phone,
            Supplier<CallbackDelivery> delivery,
            Violations violations) {}

    /** A request that is sent when it is due. */
    private interface Telling {
        Future<?> tell();
    }

    Callbacks(Surroundings around) {
        this.around = around;
    }

    /** Of the next that can be lost, repeated or late. */
    int sequenceNumber() {
        return sequenceNumber;
    }

    /** As the network has it now: lost, repeated, late. */
    void tell(WebhookUrl url, String status, SortedMap<String, String> parameters) {
        for (long delayMs : around.delivery.get().delaysMs(status, sequenceNumber)) {
            later(delayMs, () -> send(url, parameters));
        }
        sequenceNumber++;
    }

    /** Without delay, behind those before it; else by itself, whatever comes before or after. */
    private void later(long delayMs, Telling what) {
        if (delayMs <= 0) {
            inOrder = inOrder.transform(_ -> what.tell());
        } else {
            around.vertx.setTimer(delayMs, _ -> what.tell());
        }
    }

    /** Succeeds whatever comes of it. */
    private Future<?> send(WebhookUrl url, SortedMap<String, String> parameters) {
        return around.phone
                .tell(url, parameters)
                .onComplete(told -> {
                    if (told.failed() || told.result() / 100 != 2) {
                        String how =
                                told.failed()
                                        ? told.cause().getClass().getSimpleName()
                                        : "answered " + told.result();
                        around.violations.add(
                                NOT_TAKEN,
                                REQUEST,
                                url.method() + " " + url.url().getRawPath() + ": " + how);
                    }
                })
                .otherwise(0);
    }
}
