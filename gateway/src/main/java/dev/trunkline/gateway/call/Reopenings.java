package dev.trunkline.gateway.call;

import dev.trunkline.observability.metrics.CallCounter;
import io.netty.channel.EventLoop;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Calls in words that lost their leg, until another one takes its place. A break is decided on its
 * call's loop; the new leg comes on whichever loop.
 */
final class Reopenings {
    private final Supplier<String> newToken;
    private final Map<String, Reopening> openByCallSid = new ConcurrentHashMap<>();
    private final Map<String, Broken> brokenByCallSid = new ConcurrentHashMap<>();

    /** A call that lost its leg, and the token with which another one takes its place, once. */
    private record Reopening(TextCall call, EventLoop loop, String token) {}

    /** The session of a call that broke last, and what was said when that was told. */
    private record Broken(String sessionId, Optional<Calls.Reopened> answer) {}

    /**
     * None yet.
     *
     * @param newToken a secret that nobody can guess, new each time
     */
    Reopenings(Supplier<String> newToken) {
        this.newToken = newToken;
    }

    /** A leg broke; see {@link Calls#reopen}. On the call's loop. */
    Optional<Calls.Reopened> broke(
            String callSid,
            String sessionId,
            TextCall call,
            EventLoop loop,
            CallCounter error,
            boolean worthAnotherTry) {
        Broken before = brokenByCallSid.get(callSid);
        if (before != null && !sessionId.isEmpty() && before.sessionId.equals(sessionId)) {
            return before.answer; // late or twice: another leg may be there by now
        }
        call.settings().meters().count(error);
        Reopening known = openByCallSid.get(callSid);
        Reopening reopening = known; // asked again, as Twilio does when an answer was lost
        if (known == null && worthAnotherTry && call.reopen()) {
            reopening = new Reopening(call, loop, newToken.get());
            openByCallSid.put(callSid, reopening);
        }
        if (reopening == null) {
            call.onEnded(false);
            return Optional.empty();
        }
        Optional<Calls.Reopened> answer =
                Optional.of(new Calls.Reopened(call.settings(), reopening.token));
        brokenByCallSid.put(callSid, new Broken(sessionId, answer));
        return answer;
    }

    /** A new leg came; see {@link Calls#resume}. On the leg's loop. */
    @Nullable TextLegListener resume(String callSid, String token, TextLeg leg, EventLoop loop) {
        Reopening reopening = openByCallSid.get(callSid);
        if (reopening == null
                || !Tokens.same(reopening.token, token)
                || !openByCallSid.remove(callSid, reopening)) {
            return null;
        }
        TextCall call = reopening.call;
        if (reopening.loop.equals(loop)) {
            call.resume(leg);
            return call;
        }
        LegBridge bridge = new LegBridge(leg, loop, call, reopening.loop);
        reopening.loop.execute(() -> call.resume(bridge));
        return bridge;
    }

    /** The call is over. */
    void forget(String callSid) {
        openByCallSid.remove(callSid);
        brokenByCallSid.remove(callSid);
    }
}
