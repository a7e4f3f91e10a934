package dev.trunkline.gateway.twilio.rest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trunkline.gateway.call.CarrierApiException;
import dev.trunkline.gateway.call.CarrierApiFailure.Unsendable;
import dev.trunkline.gateway.call.TextMessages;
import dev.trunkline.gateway.trunk.PhoneNumber;
import dev.trunkline.gateway.twilio.rest.RestRequest.Repeat;
import dev.trunkline.observability.metrics.TwilioMeters;
import dev.trunkline.observability.metrics.TwilioRequest;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The client of Twilio's REST API. Any thread; futures complete on the caller's context. */
public final class TwilioRest implements TextMessages {
    private final RestSettings settings;
    private final Requests requests;

    /** With the gateway's own patience: 10 s a try, three tries where that is safe. */
    public TwilioRest(Vertx vertx, RestSettings settings, TwilioMeters meters) {
        this(vertx, settings, meters, Patience.STANDARD);
    }

    TwilioRest(Vertx vertx, RestSettings settings, TwilioMeters meters, Patience patience) {
        this.settings = settings;
        requests = new Requests(vertx, settings, meters, patience);
    }

    @Override
    public Future<String> send(Optional<PhoneNumber> from, PhoneNumber to, String body) {
        String service = from.isEmpty() ? settings.messagingServiceSid() : null;
        return create(new NewMessage(to, from.orElse(null), service, body, null))
                .map(SentMessage::sid);
    }

    /** Sends a text message, with all that Twilio offers; see {@link #send}. */
    public Future<SentMessage> create(NewMessage message) {
        String mistake = mistake(message);
        if (mistake != null) {
            return requests.unsendable(TwilioRequest.MESSAGE_CREATE, new Unsendable(mistake));
        }
        return requests.ask(
                RestRequest.post(
                        TwilioRequest.MESSAGE_CREATE,
                        "/Messages.json",
                        message.form(),
                        Repeat.IF_NOTHING_WAS_DONE),
                TwilioRest::sentMessage);
    }

    private static @Nullable String mistake(NewMessage message) {
        if (message.from() == null && message.messagingServiceSid() == null) {
            return "text message without a sender: name one, or set twilio.messagingServiceSid";
        }
        int length = message.body().length();
        return message.body().isBlank() || length > LONGEST_BODY
                ? "text message of " + length + " characters: expected 1 to " + LONGEST_BODY
                : null;
    }

    private static SentMessage sentMessage(JsonNode resource) throws CarrierApiException {
        return new SentMessage(
                AnswerReader.required(resource, "sid"), resource.path("status").asText(""));
    }
}
