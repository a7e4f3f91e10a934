package dev.trunkline.gateway.realtime;

import dev.trunkline.gateway.call.ModelFailure;
import dev.trunkline.gateway.call.ModelSessionListener;
import dev.trunkline.gateway.call.ModelSessionListener.AudioItem;
import dev.trunkline.gateway.call.ModelSessionListener.ResponseEnd;
import dev.trunkline.gateway.call.ModelSessionListener.ToolCall;
import dev.trunkline.observability.metrics.CallCounter;
import dev.trunkline.observability.metrics.CallMeters;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * What the model's events mean: for the queue of responses, for the fate of the session, and for
 * the call, which is told by its listener. Cold path; confined to the session's event loop.
 */
final class EventReader {
    private final ResponseQueue responses;
    private final McpServers mcp;
    private final CallMeters meters;
    private final RealtimeSession session;
    private final StallWatch stalls;
    private final ErrorPolicy errors = new ErrorPolicy();

    EventReader(
            ResponseQueue responses,
            McpServers mcp,
            StallWatch stalls,
            CallMeters meters,
            RealtimeSession session) {
        this.responses = responses;
        this.stalls = stalls;
        this.mcp = mcp;
        this.meters = meters;
        this.session = session;
    }

    void read(ServerEvent event) {
        switch (event) { // no default: a new event must not compile until this reader decides
            case ServerEvent.SessionCreated(long expiresAt) -> session.onCreated(expiresAt);
            case ServerEvent.Ignored _ -> {}
            case ServerEvent.SessionUpdated _ -> session.onConfigured();
            case ServerEvent.Unrecognized _ -> meters.count(CallCounter.UNRECOGNIZED_MODEL);
            case ServerEvent.Failed failed -> onError(failed);
            case ServerEvent.AudioDelta(AudioItem item, String base64) -> {
                meters.count(CallCounter.LANE_FALLBACKS_MODEL);
                ByteBuf payload = Unpooled.copiedBuffer(base64, StandardCharsets.US_ASCII);
                session.onDelta(item, payload, 0, payload.writerIndex());
            }
            case ServerEvent.ResponseCreated(String responseId) -> {
                errors.onProgress();
                stalls.onResponseBoundary();
                responses.onCreated(responseId);
                tell(to -> to.onResponseStarted(responseId));
            }
            case ServerEvent.ResponseDone done -> onResponseDone(done);
            case ServerEvent.SpeechStarted(long audioStartMs) -> {
                stalls.onAnswerSettled();
                tell(to -> to.onSpeechStarted(audioStartMs));
            }
            case ServerEvent.SpeechStopped(long audioEndMs) ->
                    tell(to -> to.onSpeechStopped(audioEndMs));
            case ServerEvent.Committed(String itemId) -> {
                stalls.onCommitted();
                tell(to -> to.onCommitted(itemId));
            }
            case ServerEvent.TextDelta(String responseId, String itemId, String delta) -> {
                stalls.onDelta();
                tell(to -> to.onText(responseId, itemId, delta, session.nanos()));
            }
            case ServerEvent.TextDone(String responseId, String itemId, String text) ->
                    tell(to -> to.onTextDone(responseId, itemId, text));
            case ServerEvent.AudioDone(AudioItem item) -> tell(to -> to.onAudioDone(item));
            case ServerEvent.McpApprovalRequested(String approvalId, String serverLabel) ->
                    mcp.onApprovalRequested(approvalId, serverLabel);
            case ServerEvent.McpCallBegan _ -> stalls.onMcpCall(true);
            case ServerEvent.McpCallOver(boolean completed) -> {
                stalls.onMcpCall(false);
                mcp.onCallOver(completed);
            }
            case ServerEvent.McpToolsNotListed _ -> mcp.onToolsNotListed();
            case ServerEvent.CallerTranscript(String itemId, String words) ->
                    tell(to -> to.onCallerTranscript(itemId, words));
            case ServerEvent.TranscriptDelta(String itemId, String delta) ->
                    tell(to -> to.onTranscriptDelta(itemId, delta));
            case ServerEvent.TranscriptDone(String itemId, String transcript) ->
                    tell(to -> to.onTranscript(itemId, transcript));
        }
    }

    /** For events, not for audio. Nobody listens before the call begins and after it has ended. */
    private void tell(Consumer<ModelSessionListener> event) {
        ModelSessionListener listener = session.listener();
        if (listener != null) {
            event.accept(listener);
        }
    }

    private void onResponseDone(ServerEvent.ResponseDone done) {
        UsageCounts.count(done.usage(), meters);
        ResponseEnd.Status status = done.endStatus();
        if (status == ResponseEnd.Status.FAILED) {
            meters.count(CallCounter.modelError(done.errorCode()));
        } else {
            errors.onProgress();
        }
        // Tools first: their outputs must stand in the conversation before the next request is
        // sent.
        ModelSessionListener tools = session.listener();
        if (tools != null && status == ResponseEnd.Status.COMPLETED) {
            for (ServerEvent.FunctionCall call : done.functionCalls()) {
                tools.onToolCall(
                        new ToolCall(
                                done.responseId(),
                                call.callId(),
                                call.name(),
                                call.argumentsJson()));
            }
        }
        // The next request last: the call may still have to correct what the model remembers of
        // the response that ended.
        stalls.onResponseBoundary();
        responses.onDone(done.responseId());
        tell(to -> to.onResponseDone(new ResponseEnd(done.responseId(), status)));
        responses.sendNext();
        if (status == ResponseEnd.Status.FAILED && errors.tooMany()) {
            session.fail(ModelFailure.Kind.LOST, "responses fail one after another");
        }
    }

    private void onError(ServerEvent.Failed error) {
        meters.count(CallCounter.modelError(error.code()));
        boolean occupied = ErrorPolicy.responseIsActive(error.code());
        if (occupied) {
            stalls.onAnswerSettled();
        }
        if (responses.onRefused(error.clientEventId(), occupied)) {
            return;
        }
        if (!session.ready()) {
            session.fail(
                    error.type().equals("server_error")
                            ? ModelFailure.Kind.UNREACHABLE // it may pass
                            : ModelFailure.Kind.REFUSED,
                    "error before session.updated: " + ErrorPolicy.loggable(error.code()));
            return;
        }
        switch (errors.judge(error)) {
            case BENIGN -> {}
            case EXPIRED -> session.fail(ModelFailure.Kind.EXPIRED, "session_expired");
            case FATAL ->
                    session.fail(
                            ModelFailure.Kind.LOST, "error " + ErrorPolicy.loggable(error.code()));
        }
    }
}
