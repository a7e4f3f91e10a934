package dev.trunkline.gateway.call;

import com.fasterxml.jackson.databind.json.JsonMapper;

/**
 * What a tool gave.
 *
 * @param output for the model: text or JSON. Never logged
 */
public record ToolResult(Status status, String output) {
    private static final JsonMapper JSON = new JsonMapper();

    /** How it went; names a value of a meter's label. */
    public enum Status {
        /** The tool did what it is for. */
        OK,
        /** The service failed, or gave nothing that can be used. */
        FAILED,
        /** There was no answer in time. */
        TIMED_OUT,
        /** It was not even tried: wrong arguments, not allowed, too many at once. */
        REFUSED
    }

    public static ToolResult ok(String output) {
        return new ToolResult(Status.OK, output);
    }

    /** A short result of ours, such as {@code {"result":"sent"}}. */
    public static ToolResult done(String what) {
        return ok(JSON.createObjectNode().put("result", what).toString());
    }

    /**
     * Says in words what went wrong.
     *
     * @param error for the model: what happened and what it may do; nothing of how the gateway or
     *     the service is built
     */
    public static ToolResult error(Status status, String error) {
        return new ToolResult(status, JSON.createObjectNode().put("error", error).toString());
    }

    /** It was not tried. */
    public static ToolResult refused(String error) {
        return error(Status.REFUSED, error);
    }

    /** What a tool says is nobody's business but the model's. */
    @Override
    public String toString() {
        return "ToolResult[" + status + ", " + output.length() + " characters]";
    }
}
