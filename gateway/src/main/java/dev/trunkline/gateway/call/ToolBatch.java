package dev.trunkline.gateway.call;

/**
 * The tool calls of one response: the model is asked for one answer to them, once all have their
 * output.
 */
final class ToolBatch {
    /** Tool calls without an output. */
    int open;

    /** The response is complete: no further call joins. */
    boolean complete;

    /** There is an output that the model should say something to. */
    boolean toAnswer;

    /** The caller was told to wait. */
    boolean fillerSaid;

    /** The call has used up its tools: the model says so, and no further tool runs. */
    boolean exhausted;
}
