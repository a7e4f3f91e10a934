package dev.trunkline.loadtest.rest;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trunkline.loadtest.phone.Sids;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/** {@code Messages.json} and what lies below it: takes text messages and keeps them. */
final class Messages implements ApiResource {
    private static final int LONGEST_BODY = 1_600;
    private static final int SEGMENT_CHARACTERS = 153; // of one message in several (GSM 03.38)
    private static final Set<String> FIELDS =
            Set.of(
                    "To",
                    "From",
                    "MessagingServiceSid",
                    "Body",
                    "StatusCallback",
                    "ValidityPeriod",
                    "SmartEncoded",
                    "ShortenUrls",
                    "SendAsMms",
                    "ProvideFeedback",
                    "ScheduleType",
                    "SendAt",
                    "ContentSid",
                    "ContentVariables",
                    "ContentRetention",
                    "AddressRetention",
                    "RiskCheck",
                    "FallbackFrom",
                    "ApplicationSid",
                    "Attempt",
                    "TrafficType",
                    "MaxPrice",
                    "ForceDelivery");
    private static final Set<String> REPEATED = Set.of("MediaUrl", "PersistentAction");

    private final String accountSid;
    private final MessageStates states;
    private final List<SentText> sent = new CopyOnWriteArrayList<>();
    private final Map<String, MessageStates.State> bySid = new HashMap<>();

    Messages(String accountSid, MessageStates states) {
        this.accountSid = accountSid;
        this.states = states;
    }

    /** All that were taken, in order. Any thread. */
    List<SentText> sent() {
        return List.copyOf(sent);
    }

    @Override
    public ApiAnswer answer(ApiRequest request) throws Refused {
        if (!request.resource().equals("Messages.json")) {
            return one(request);
        }
        if (!request.posts()) {
            throw new Refused(ApiError.methodNotAllowed());
        }
        check(request.form());
        SentText text = take(request.form());
        sent.add(text);
        MessageStates.State state = states.begin(text, request.form());
        bySid.put(text.sid(), state);
        return new ApiAnswer(201, resource(text, state));
    }

    private ApiAnswer one(ApiRequest request) throws Refused {
        String sid = request.resource().replaceFirst("^Messages/(\\w+)\\.json$", "$1");
        MessageStates.State state = bySid.get(sid);
        if (state == null) {
            throw new Refused(ApiError.notFound(request.path()));
        }
        if (request.posts()) {
            throw new Refused(ApiError.methodNotAllowed());
        }
        request.form().allowOnly(Set.of(), Set.of());
        SentText text =
                sent.stream().filter(each -> each.sid().equals(sid)).findAny().orElseThrow();
        return new ApiAnswer(200, resource(text, state));
    }

    private static void check(ApiForm form) throws Refused {
        form.allowOnly(FIELDS, REPEATED);
        String to = form.required("To", 21604, "A 'To' phone number is required.");
        if (!Numbers.phone(to)) {
            throw new Refused(400, 21211, "Invalid 'To' Phone Number: " + to);
        }
        if (form.value("MessagingServiceSid").isEmpty()) {
            String from = form.required("From", 21603, "A 'From' phone number is required.");
            if (!Numbers.sender(from)) {
                throw new Refused(400, 21212, "Invalid 'From' Phone Number: " + from);
            }
            if (from.equals(to)) {
                throw new Refused(400, 21266, "'To' and 'From' number cannot be the same");
            }
        } else if (!Numbers.sid("MG", form.value("MessagingServiceSid").get())) {
            throw new Refused(400, 21701, "The messaging service does not exist.");
        }
        checkContent(form);
        Urls.check(form, "StatusCallback", 21609);
    }

    private static void checkContent(ApiForm form) throws Refused {
        if (form.value("MediaUrl").isPresent() || form.value("ContentSid").isPresent()) {
            return;
        }
        String body = form.required("Body", 21602, "Message body is required.");
        if (body.length() > LONGEST_BODY) {
            throw new Refused(
                    400, 21617, "The concatenated message body exceeds the 1600 character limit.");
        }
    }

    private static SentText take(ApiForm form) {
        return new SentText(
                Sids.random("SM"),
                form.value("From").orElse(null),
                form.value("MessagingServiceSid").orElse(null),
                form.value("To").orElse(""),
                form.value("Body").orElse(""),
                System.nanoTime(),
                Instant.now());
    }

    private ObjectNode resource(SentText text, MessageStates.State state) {
        String path = "/2010-04-01/Accounts/" + accountSid + "/Messages/" + text.sid();
        ObjectNode resource = JsonNodeFactory.instance.objectNode();
        resource.put("account_sid", accountSid)
                .put("api_version", "2010-04-01")
                .put("body", text.body())
                .put("date_created", Dates.print(text.at()))
                .putNull("date_sent")
                .put("date_updated", Dates.print(text.at()))
                .put("direction", "outbound-api")
                .put("error_code", state.errorCode() == 0 ? null : state.errorCode())
                .putNull("error_message")
                .put("from", text.from())
                .put("messaging_service_sid", text.messagingServiceSid())
                .put("num_media", "0")
                .put(
                        "num_segments",
                        Integer.toString(
                                Math.max(
                                        1, Math.ceilDiv(text.body().length(), SEGMENT_CHARACTERS))))
                .putNull("price")
                .putNull("price_unit")
                .put("sid", text.sid())
                .put("status", state.status())
                .put("to", text.to())
                .put("uri", path + ".json");
        resource.putObject("subresource_uris").put("media", path + "/Media.json");
        return resource;
    }
}
