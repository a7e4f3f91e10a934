package dev.trunkline.gateway.call;

import dev.trunkline.gateway.call.CallClock.Timer;
import dev.trunkline.gateway.call.ModelSessionListener.ToolCall;
import org.jspecify.annotations.Nullable;

/** One tool call on its way from the model's wish to its output. Confined to the call's loop. */
final class ToolRun {
    final ToolCall call;
    final ToolBatch batch;
    final ToolKind kind;
    final long calledNanos;

    /** The tool's name in the configuration, for the log. */
    @Nullable String configuredName;

    /** Somebody outside was asked: how long that takes is worth knowing. */
    boolean asksOutside;

    ToolService.@Nullable Running running;
    @Nullable Timer fillerTimer;

    ToolRun(ToolCall call, ToolBatch batch, ToolKind kind, long calledNanos) {
        this.call = call;
        this.batch = batch;
        this.kind = kind;
        this.calledNanos = calledNanos;
    }

    void cancelFiller() {
        if (fillerTimer != null) {
            fillerTimer.cancel();
            fillerTimer = null;
        }
    }
}
