package dev.trunkline.gateway.call;

import dev.trunkline.observability.metrics.CallOutcome;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One line when a call begins, one when it ends; nothing of who called or what was said. */
public final class CallLog {
    private static final Logger LOG = LoggerFactory.getLogger(CallLog.class);

    void started(Call call) {
        LOG.atInfo()
                .setMessage("call.started")
                .addKeyValue("call", call.reference())
                .addKeyValue("agent", call.settings().agent().name())
                .log();
    }

    void ended(Call call, CallOutcome outcome) {
        LOG.atInfo()
                .setMessage("call.ended")
                .addKeyValue("call", call.reference())
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
}
