package dev.trunkline.observability.trace;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One use of a tool, told when it is over: nothing of its arguments or its output.
 *
 * @param callId the call's reference
 * @param toolCallId the model's name for it, unique within the call; only a digest leaves the
 *     process
 * @param kind of tool, from a closed set
 * @param tool its name in the configuration; empty for one that is built in or not known
 * @param outcome how it went, from a closed set
 * @param succeeded whether the model got what it asked for
 * @param calledAt when the model's call was complete, counted as the call's record counts; null
 *     where that begins before the call's media, with its dialling: then the tool ends now
 * @param took from the model's complete call until its output was handed to the model
 */
public record ToolUse(
        String callId,
        String toolCallId,
        String kind,
        String tool,
        String outcome,
        boolean succeeded,
        @Nullable Instant calledAt,
        Duration took) {}
