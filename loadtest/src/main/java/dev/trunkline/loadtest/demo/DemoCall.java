package dev.trunkline.loadtest.demo;

import dev.trunkline.loadtest.demo.DemoPlan.PlannedCall;
import dev.trunkline.loadtest.model.ModelConnection;
import dev.trunkline.loadtest.pbx.PbxCallScript;
import dev.trunkline.loadtest.pbx.PbxPhoneCall;
import dev.trunkline.loadtest.phone.CallScript;
import dev.trunkline.loadtest.phone.CarrierFailure.Stage;
import dev.trunkline.loadtest.phone.PhoneCall;
import dev.trunkline.loadtest.phone.PhoneCallReport;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A call that was placed.
 *
 * @param session the model's side of it; null if the gateway opened none, or not in time
 */
record DemoCall(PlannedCall plan, DemoPhone phone, @Nullable ModelConnection session) {
    /** Longer than any call of the demo lasts. */
    private static final long LONGEST_SECONDS = 60;

    private static final Duration SESSION_END_LIMIT = Duration.ofSeconds(5);

    /**
     * Places a call and waits until its model session is open, so that the two are known to belong
     * together.
     */
    static DemoCall place(DemoBench bench, PlannedCall plan) throws InterruptedException {
        boolean unheardOf = plan.network().failsAt() == Stage.BEFORE_WEBHOOK; // no session comes
        if (plan.trunk() == DemoTrunk.PBX) {
            PbxCallScript script = plan.conversation().pbxScript(plan);
            DemoBench.Placed<PbxPhoneCall> placed =
                    unheardOf
                            ? new DemoBench.Placed<>(bench.asterisk.call(script), null)
                            : bench.place(script);
            return new DemoCall(plan, new DemoPhone.OverPbx(placed.phone()), placed.session());
        }
        CallScript script = plan.conversation().script(plan);
        DemoBench.Placed<PhoneCall> placed =
                unheardOf
                        ? new DemoBench.Placed<>(bench.phone.place(script), null)
                        : bench.place(script);
        return new DemoCall(plan, new DemoPhone.OverTwilio(placed.phone()), placed.session());
    }

    boolean isOver() {
        return phone.report().isDone();
    }

    /** Waits for the end and looks at what happened. */
    CallResult result() throws Exception {
        PhoneCallReport report = phone.report().get(LONGEST_SECONDS, TimeUnit.SECONDS);
        ModelConnection open = session;
        if (open != null) {
            // What is on its way to the model when the phone hangs up still counts.
            open.await("the session's end", SESSION_END_LIMIT, each -> each.record().isClosed());
        }
        return new CallResult(plan, report, open == null ? null : open.record());
    }
}
