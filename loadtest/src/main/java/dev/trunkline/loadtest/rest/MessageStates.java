package dev.trunkline.loadtest.rest;

import dev.trunkline.loadtest.phone.WebhookUrl;
import io.vertx.core.Vertx;
import java.net.URI;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What becomes of messages, and whom that is told. On the API's event loop. */
final class MessageStates {
    private final Vertx vertx;
    private final String accountSid;
    private final Callbacks.@Nullable Surroundings callbacks;
    private volatile Function<SentText, TextDelivery> deliveries = _ -> TextDelivery.PROMPT;

    /** Where a message is; its error once it has one. */
    static final class State {
        private volatile String status;
        private volatile int errorCode;

        State(String status) {
            this.status = status;
        }

        String status() {
            return status;
        }

        /** 0 for none. */
        int errorCode() {
            return errorCode;
        }
    }

    /**
     * @param callbacks null if nobody can be told
     */
    MessageStates(Vertx vertx, String accountSid, Callbacks.@Nullable Surroundings callbacks) {
        this.vertx = vertx;
        this.accountSid = accountSid;
        this.callbacks = callbacks;
    }

    /** What becomes of those that are taken from now on. Any thread. */
    void deliveries(Function<SentText, TextDelivery> how) {
        deliveries = how;
    }

    State begin(SentText text, ApiForm form) {
        State state = new State(text.messagingServiceSid() == null ? "queued" : "accepted");
        Callbacks told = callbacks == null ? null : new Callbacks(callbacks);
        URI url = form.value("StatusCallback").map(URI::create).orElse(null);
        Runnable tell =
                () -> {
                    if (told != null && url != null) {
                        told.tell(
                                WebhookUrl.of(url, "POST"), state.status, parameters(text, state));
                    }
                };
        TextDelivery delivery = deliveries.apply(text);
        // Never at once: the answer to the request leaves first.
        later(
                1,
                () -> {
                    state.status = "queued";
                    tell.run();
                    later(
                            delivery.sentMs(),
                            () -> {
                                state.status = "sent";
                                tell.run();
                                later(
                                        delivery.endMs(),
                                        () -> {
                                            state.errorCode = delivery.errorCode();
                                            state.status =
                                                    delivery.errorCode() == 0
                                                            ? "delivered"
                                                            : "undelivered";
                                            tell.run();
                                        });
                            });
                });
        return state;
    }

    private SortedMap<String, String> parameters(SentText text, State state) {
        SortedMap<String, String> parameters = new TreeMap<>();
        parameters.put("AccountSid", accountSid);
        parameters.put("ApiVersion", "2010-04-01");
        parameters.put("MessageSid", text.sid());
        parameters.put("SmsSid", text.sid());
        parameters.put("MessageStatus", state.status);
        parameters.put("SmsStatus", state.status);
        parameters.put("To", text.to());
        if (text.from() != null) {
            parameters.put("From", text.from());
        }
        if (text.messagingServiceSid() != null) {
            parameters.put("MessagingServiceSid", text.messagingServiceSid());
        }
        if (state.errorCode != 0) {
            parameters.put("ErrorCode", Integer.toString(state.errorCode));
        }
        return parameters;
    }

    private void later(long delayMs, Runnable what) {
        if (delayMs <= 0) {
            what.run();
        } else {
            vertx.setTimer(delayMs, _ -> what.run());
        }
    }
}
