package dev.trunkline.gateway.pbx;

import dev.trunkline.gateway.call.NextStep;
import dev.trunkline.gateway.call.PhoneLegListener;
import dev.trunkline.observability.metrics.CallOutcome;
import dev.trunkline.observability.metrics.LegKind;
import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import java.util.Optional;

/** The gateway's calls, for those who bring some from a PBX. Any thread, unless a method says. */
public interface PbxCalls {
    /**
     * Decides whether the call is taken; from then on the model's session is made ready. On {@code
     * loop}, where the leg is to live.
     */
    PbxAdmission admit(PbxCaller caller, LegKind leg, EventLoop loop);

    /**
     * The same from anywhere, on a loop of the gateway's choice.
     *
     * @return completes on that loop; fails only if something is broken
     */
    Future<PbxAdmission> admit(PbxCaller caller, LegKind leg);

    /**
     * Joins the leg to its call. On the leg's event loop, once.
     *
     * @return who hears the leg; empty if the call is not waited for any more: it took too long, or
     *     the gateway is stopping. The leg is then to be closed
     */
    Optional<PhoneLegListener> begin(PbxAdmission.Accepted call, PbxLeg leg);

    /** The media of an accepted call will not come. Harmless after {@link #begin}. */
    void abandon(PbxAdmission.Accepted call, CallOutcome why);

    /** What follows a call that has closed its leg. */
    NextStep nextStep(PbxAdmission.Accepted call);
}
