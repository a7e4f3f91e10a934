package dev.trunkline.gateway.twilio.rest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trunkline.gateway.call.CarrierApiException;
import dev.trunkline.gateway.call.CarrierApiFailure.Refused;
import dev.trunkline.gateway.call.CarrierApiFailure.Unsendable;
import dev.trunkline.gateway.call.TextMessages;
import dev.trunkline.gateway.trunk.PhoneNumber;
import dev.trunkline.gateway.twilio.rest.RestRequest.Repeat;
import dev.trunkline.observability.metrics.TwilioMeters;
import dev.trunkline.observability.metrics.TwilioRequest;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The client of Twilio's REST API. Any thread; futures complete on the caller's context. */
public final class TwilioRest implements TextMessages, CallControl {
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

    @Override
    public Future<CallSnapshot> place(NewCall call) {
        return requests.ask(
                RestRequest.post(
                        TwilioRequest.CALL_CREATE,
                        "/Calls.json",
                        call.form(),
                        Repeat.IF_NOTHING_WAS_DONE),
                CallSnapshot::read);
    }

    @Override
    public Future<CallSnapshot> fetch(String callSid) {
        TwilioRequest kind = TwilioRequest.CALL_FETCH;
        return Sid.is("CA", callSid)
                ? requests.ask(RestRequest.get(kind, resource(callSid)), CallSnapshot::read)
                : noSuchCall(kind);
    }

    @Override
    public Future<List<CallSnapshot>> list(CallFilter filter) {
        return requests.ask(
                RestRequest.get(TwilioRequest.CALL_LIST, "/Calls.json?" + filter.query()),
                CallSnapshot::readPage);
    }

    @Override
    public Future<CallUpdate> redirect(String callSid, Instructions.Document to) {
        Form form = new Form();
        to.addTo(form);
        // A second time would begin the instructions anew, in the middle of them.
        return update(TwilioRequest.CALL_REDIRECT, callSid, form, Repeat.IF_NOTHING_WAS_DONE);
    }

    @Override
    public Future<CallUpdate> end(String callSid) {
        return update(
                TwilioRequest.CALL_END,
                callSid,
                new Form().add("Status", "completed"),
                Repeat.HARMLESS);
    }

    @Override
    public Future<CallUpdate> cancel(String callSid) {
        return update(
                TwilioRequest.CALL_CANCEL,
                callSid,
                new Form().add("Status", "canceled"),
                Repeat.HARMLESS);
    }

    private Future<CallUpdate> update(
            TwilioRequest kind, String callSid, Form form, Repeat repeat) {
        return Sid.is("CA", callSid)
                ? requests.ask(
                        RestRequest.post(kind, resource(callSid), form, repeat), new Updated())
                : noSuchCall(kind);
    }

    /** A call that is over cannot be changed, which is what was wanted or too late. */
    private static final class Updated implements Requests.Reading<CallUpdate> {
        @Override
        public CallUpdate read(JsonNode resource) throws CarrierApiException {
            return new CallUpdate.Done(CallSnapshot.read(resource));
        }

        @Override
        public Optional<CallUpdate> insteadOf(Refused refusal) {
            return refusal.code() == ErrorCode.NOT_FOUND
                            || refusal.code() == ErrorCode.CALL_NOT_IN_PROGRESS
                    ? Optional.of(new CallUpdate.NotInProgress())
                    : Optional.empty();
        }
    }

    private static String resource(String callSid) {
        return "/Calls/" + callSid + ".json";
    }

    /** What is no sid does not get into a path. */
    private <T> Future<T> noSuchCall(TwilioRequest kind) {
        return requests.unsendable(
                kind, new Unsendable("CallSid: expected CA and 32 hexadecimal digits"));
    }
}
