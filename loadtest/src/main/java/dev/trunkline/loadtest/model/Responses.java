package dev.trunkline.loadtest.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which responses run: one for the default conversation, any number out of band. Confined to the
 * event loop.
 */
final class Responses {
    private final RealtimeProtocol protocol;
    private final List<ModelResponse> outOfBand = new ArrayList<>();
    private @Nullable ModelResponse active;

    /** A test asked for a response while one was running. */
    private boolean owed;

    private int begun;
    private boolean audioSent;

    Responses(RealtimeProtocol protocol) {
        this.protocol = protocol;
    }

    /** {@code response.create} of the client. */
    void create(JsonNode overrides) throws ProtocolException {
        ResponseRequest request = ResponseRequest.of(protocol.config(), overrides);
        if (!request.outOfBand() && active != null) {
            throw alreadyActive(active);
        }
        for (JsonNode input : overrides.path("input")) {
            if (input.path("type").asText().equals("item_reference")
                    && protocol.conversation().find(input.path("id").asText()) == null) {
                throw ProtocolException.invalidValue(
                        "response.input",
                        "Item with ID '" + input.path("id").asText() + "' does not exist.");
            }
        }
        begin(request);
    }

    /**
     * The voice detector ended a turn. While a response runs that the turn did not interrupt, none
     * is made ("may fail to create a response if the model is already responding"), and an error
     * says so.
     */
    void createForTurn() {
        if (active != null) {
            ProtocolException e = alreadyActive(active);
            protocol.events().error("invalid_request_error", e.code(), e.text(), null, null);
            return;
        }
        create();
    }

    /** A test wants a response: now, or once the running one is done. */
    void createWhenIdle() {
        if (active == null) {
            create();
        } else {
            owed = true;
        }
    }

    private static ProtocolException alreadyActive(ModelResponse active) {
        return new ProtocolException(
                "conversation_already_has_active_response",
                "Conversation already has an active response in progress: "
                        + active.id()
                        + ". Wait until the response is finished before creating a new one.",
                null);
    }

    private void create() {
        try {
            begin(ResponseRequest.of(protocol.config(), MissingNode.getInstance()));
        } catch (ProtocolException e) {
            throw new IllegalStateException("the session's own settings were refused", e);
        }
    }

    private void begin(ResponseRequest request) {
        List<Answers.McpCall> approved =
                request.outOfBand() ? List.of() : protocol.mcp().takeApproved();
        AnswerText.Asked asked = request.asked(begun, protocol.conversation());
        ModelResponse response =
                new ModelResponse(
                        protocol, request, ResponsePlan.of(protocol, request, asked, approved));
        if (request.outOfBand()) {
            outOfBand.add(response);
        } else {
            begun++;
            active = response;
            protocol.turns().cancelIdle();
        }
        response.begin();
    }

    void finished(ModelResponse response, long audioMs) {
        if (response == active) {
            active = null;
            protocol.turns().responseDone(audioMs);
            if (owed) {
                owed = false;
                create();
            }
        } else {
            outOfBand.remove(response);
        }
    }

    /** {@code response.cancel}; {@code responseId} null is the default conversation's. */
    void cancel(@Nullable String responseId) throws ProtocolException {
        ModelResponse found = responseId == null ? active : find(responseId);
        if (found == null) {
            throw new ProtocolException(
                    "response_cancel_not_active",
                    "Cancellation failed: no active response found",
                    null);
        }
        found.cancel("client_cancelled");
    }

    private @Nullable ModelResponse find(String id) {
        if (active != null && active.id().equals(id)) {
            return active;
        }
        return outOfBand.stream()
                .filter(response -> response.id().equals(id))
                .findFirst()
                .orElse(null);
    }

    /** The caller speaks: the running response of the default conversation is cancelled. */
    void interrupt() {
        owed = false;
        if (active != null) {
            active.cancel("turn_detected");
        }
    }

    boolean isActive() {
        return active != null;
    }

    void firstAudio() {
        audioSent = true;
    }

    /** Whether any model audio has left this session: the voice is fixed from then on. */
    boolean audioSent() {
        return audioSent;
    }
}
