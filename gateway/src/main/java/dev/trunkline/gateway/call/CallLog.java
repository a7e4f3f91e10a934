package dev.trunkline.gateway.call;

import dev.trunkline.observability.metrics.CallOutcome;
import dev.trunkline.observability.trace.CallTraces;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/** One line when a call begins, one when it ends; nothing of who called or what was said. */
public final class CallLog {
    private static final Logger LOG = LoggerFactory.getLogger(CallLog.class);

    private final CallTraces traces;

    public CallLog(CallTraces traces) {
        this.traces = traces;
    }

    void started(Call call) {
        event("call.started", call.reference())
                .addKeyValue("agent", call.settings().agent().name())
                .log();
    }

    void ended(Call call, CallOutcome outcome) {
        event("call.ended", call.reference())
                .addKeyValue("agent", call.settings().agent().name())
                .addKeyValue("outcome", outcome.name().toLowerCase(Locale.ROOT))
                .addKeyValue("detail", call.failureDetail())
                .addKeyValue("seconds", call.elapsedSeconds())
                .addKeyValue("answers", call.answers())
                .addKeyValue("interruptions", call.interruptions())
                .log();
    }

    void neverCame(ExpectedCall expected, CallOutcome why) {
        LOG.atInfo()
                .setMessage("call.never_came")
                .addKeyValue("call", expected.reference())
                .addKeyValue("outcome", why.label())
                .log();
    }

    /** With the call's trace, if it has one. */
    private LoggingEventBuilder event(String name, String call) {
        LoggingEventBuilder event = LOG.atInfo().setMessage(name).addKeyValue("call", call);
        String trace = traces.traceId(call);
        return trace == null ? event : event.addKeyValue("trace", trace);
    }
}
