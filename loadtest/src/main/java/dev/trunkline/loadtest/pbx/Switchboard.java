package dev.trunkline.loadtest.pbx;

import dev.trunkline.loadtest.pbx.PbxCallReport.Continued;
import dev.trunkline.loadtest.pbx.PbxCallReport.Outcome;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The core: channels, bridges, and what becomes of them, each step with its events in the order of
 * a real Asterisk. One event loop.
 */
final class Switchboard {
    /** {@code AST_SOFTHANGUP_DEV} as the event shows it. */
    private static final int SOFT_HANG_UP = 32;

    private final EventSockets sockets;
    private final AriEvents events;
    private final Ends ends;
    private final Map<String, Channel> channels = new LinkedHashMap<>();
    private final Map<String, Bridge> bridges = new LinkedHashMap<>();

    /** Who hears that a caller's call is over. */
    interface Ends {
        void over(CallerChannel caller, Outcome outcome, Sent sent);
    }

    /** Where a call was sent on; null and empty if it was not. */
    record Sent(@Nullable Continued continued, String redirectedTo) {
        static final Sent NOWHERE = new Sent(null, "");
    }

    Switchboard(EventSockets sockets, AriEvents events, Ends ends) {
        this.sockets = sockets;
        this.events = events;
        this.ends = ends;
    }

    Map<String, Channel> channels() {
        return channels;
    }

    Map<String, Bridge> bridges() {
        return bridges;
    }

    AriEvents events() {
        return events;
    }

    /** A call reaches the dialplan, which gives it to its application. */
    void incoming(CallerChannel caller) {
        channels.put(caller.id(), caller);
        PbxCallScript script = caller.script();
        if (script.answersFirst()) {
            caller.state(Channel.State.UP);
            caller.phone().answered();
        }
        if (!stasis(caller, script.application(), script.arguments())) {
            channels.remove(caller.id());
            end(caller, Outcome.STASIS_FAILED, Sent.NOWHERE, HangUpCause.NORMAL);
        }
    }

    /** An external channel is there, subscribed, and not up yet. */
    void created(ExternalChannel external, String application) {
        channels.put(external.id(), external);
        external.subscriber(application);
    }

    /** Enters {@code Stasis()}; false if nobody listens there. */
    boolean stasis(Channel channel, String application, List<String> arguments) {
        if (!sockets.exists(application)) {
            return false;
        }
        channel.subscriber(application);
        channel.inStasis(true);
        String data = String.join(",", arguments);
        channel.position(
                channel.position()
                        .in("Stasis", data.isEmpty() ? application : application + "," + data));
        if (channel instanceof ExternalChannel) { // whose application heard of it before
            channel.variables().put("STASISSTATUS", "");
            events.variableSet(channel, "STASISSTATUS", "");
        }
        events.stasisStart(channel, arguments);
        return true;
    }

    void answer(Channel channel) {
        if (channel.state() != Channel.State.UP) {
            channel.state(Channel.State.UP);
            events.stateChange(channel);
        }
        if (channel instanceof CallerChannel caller) {
            caller.phone().answered();
        }
    }

    /** A caller's key: ARI hears of it, and so does the other one in the bridge. */
    void pressed(CallerChannel caller, char digit, int durationMs) {
        events.dtmf(caller, digit, durationMs);
        Bridge bridge = caller.bridge();
        ExternalChannel external = bridge == null ? null : bridge.externalSide();
        if (external != null) {
            external.playDigit(digit);
        }
    }

    void hungUpByPeer(CallerChannel caller) {
        if (channels.remove(caller.id()) != null) {
            events.hangUpRequest(caller);
            leaveStasis(caller);
            end(caller, Outcome.CALLER_HUNG_UP, Sent.NOWHERE, HangUpCause.NORMAL);
        }
    }

    /** Hangs up because ARI, or the driver, says so. */
    void hangUp(Channel channel, HangUpCause cause) {
        if (channels.remove(channel.id()) == null) {
            return;
        }
        events.softHangUpRequest(channel, SOFT_HANG_UP);
        leaveStasis(channel);
        if (channel instanceof CallerChannel caller) {
            end(caller, Outcome.GATEWAY_HUNG_UP, Sent.NOWHERE, cause);
        } else {
            channel.position(channel.position().in("AppDial2", "(Outgoing Line)"));
            events.destroyed(channel, cause);
            channel.released(cause);
        }
    }

    /** Back to the dialplan, where this simulator hangs up. */
    void continueAt(Channel channel, Continued where) {
        channels.remove(channel.id());
        leaveStasis(channel);
        if (channel instanceof CallerChannel caller) {
            end(caller, Outcome.CONTINUED, new Sent(where, ""), HangUpCause.NORMAL);
        } else {
            channel.released(HangUpCause.NORMAL);
        }
    }

    void redirect(CallerChannel caller, String endpoint) {
        channels.remove(caller.id());
        events.hangUpRequest(caller);
        leaveStasis(caller);
        end(caller, Outcome.REDIRECTED, new Sent(null, endpoint), HangUpCause.NORMAL);
    }

    private void leaveStasis(Channel channel) {
        leaveBridge(channel);
        if (channel.inStasis()) {
            events.stasisEnd(channel);
            channel.inStasis(false);
        }
        if (channel instanceof CallerChannel) {
            channel.subscriber(null); // what becomes of it then is no business of the application
        }
    }

    private void end(CallerChannel caller, Outcome outcome, Sent sent, HangUpCause cause) {
        ends.over(caller, outcome, sent);
        caller.released(cause);
    }

    void enterBridge(Bridge bridge, Channel channel) {
        if (channel.bridge() == bridge) {
            return;
        }
        leaveBridge(channel);
        if (bridge.subscriber() == null) {
            bridge.subscriber(channel.subscriber());
        }
        bridge.members().add(channel);
        channel.bridge(bridge);
        events.enteredBridge(bridge, channel);
        if (bridge.members().size() == 2) {
            meet(bridge.members().getFirst(), channel);
        }
    }

    private void meet(Channel first, Channel second) {
        events.variableSet(first, "BRIDGEPEER", second.name());
        events.variableSet(second, "BRIDGEPEER", first.name());
        second.connected(first.caller());
        events.connectedLine(second);
        if (first instanceof CallerChannel caller && second instanceof ExternalChannel external) {
            caller.joined(external);
        } else if (second instanceof CallerChannel caller
                && first instanceof ExternalChannel external) {
            caller.joined(external);
        }
    }

    void leaveBridge(Channel channel) {
        Bridge bridge = channel.bridge();
        if (bridge != null) {
            bridge.members().remove(channel);
            channel.bridge(null);
            events.leftBridge(bridge, channel);
        }
    }

    void destroy(Bridge bridge) {
        List.copyOf(bridge.members()).forEach(this::leaveBridge);
        bridges.remove(bridge.id());
        events.bridgeDestroyed(bridge);
    }

    /** Everything is gone at once, and nobody is told. */
    void die() {
        List<Channel> all = List.copyOf(channels.values());
        channels.clear();
        bridges.clear();
        for (Channel channel : all) {
            channel.bridge(null);
            if (channel instanceof CallerChannel caller) {
                end(caller, Outcome.PBX_GONE, Sent.NOWHERE, HangUpCause.FAILURE);
            } else {
                channel.released(HangUpCause.FAILURE);
            }
        }
    }
}
