package dev.trunkline.loadtest.phone;

import dev.trunkline.loadtest.relay.RelayCaller;
import dev.trunkline.loadtest.relay.RelayConversation;
import dev.trunkline.loadtest.relay.RelayErrors;
import dev.trunkline.loadtest.relay.RelayIdentity;
import dev.trunkline.loadtest.relay.RelayLine;
import dev.trunkline.loadtest.relay.RelayProgress;
import dev.trunkline.loadtest.relay.RelayReport;
import dev.trunkline.loadtest.relay.RelaySettings;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Joins a ConversationRelay session with its socket and the loop's timer wheel, of which it uses
 * one timer, and tells the call how it ended. One event loop.
 */
final class RelaySession implements StreamSocket.Listener, RelayLine {
    private final PhoneLoop loop;
    private final PhoneCall call;
    private final RelayIdentity identity;
    private final Consumer<RelayReport> afterwards;
    private final RelayConversation conversation;
    private final StreamSocket socket;
    private final DelayLine uplink;
    private final DelayLine downlink;
    private HangUp how = HangUp.CLOSE_ONLY;
    private boolean over;
    private final TimerWheel.Timer timer =
            new TimerWheel.Timer() {
                @Override
                void fire(long nowNanos) {
                    conversation.advance(nowNanos);
                    armed();
                }
            };

    /** Whose session it is, and what comes after it. */
    record Owner(
            CallScript script,
            PhoneCall call,
            RelayCaller caller,
            Consumer<RelayReport> afterwards) {}

    RelaySession(PhoneLoop loop, RelaySettings settings, RelayIdentity identity, Owner owner) {
        this.loop = loop;
        this.identity = identity;
        call = owner.call;
        afterwards = owner.afterwards;
        conversation = new RelayConversation(settings, identity, owner.caller, this);
        socket = new StreamSocket(loop, this);
        uplink = new DelayLine(owner.script.uplinkPath(), loop.wheel);
        downlink = new DelayLine(owner.script.downlinkPath(), loop.wheel);
    }

    StreamSocket socket() {
        return socket;
    }

    /** The upgrade succeeded: the session begins. */
    void opened() {
        call.relayOpened(this);
        conversation.open(loop.now());
        if (call.callerHungUp()) {
            hangUp(HangUp.STOP);
        }
        armed();
        call.progressed();
    }

    /** There is no session, and why. */
    void refused(int code, String detail) {
        long nowNanos = loop.now();
        RelayReport.Ending ending = new RelayReport.Ending("failed", code, detail, null);
        afterwards.accept(
                new RelayReport(
                        identity.sessionId(),
                        nowNanos,
                        nowNanos,
                        0,
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        "",
                        "",
                        ending,
                        1006,
                        false,
                        Optional.empty()));
    }

    private void armed() {
        long nextNanos = conversation.nextNanos();
        if (nextNanos == Long.MAX_VALUE) {
            loop.wheel.cancel(timer);
        } else {
            loop.wheel.arm(timer, nextNanos);
        }
    }

    private void act(Runnable action) {
        conversation.advance(loop.now());
        action.run();
        armed();
    }

    void say(String words) {
        act(() -> conversation.say(words));
    }

    void press(String digits) {
        act(() -> conversation.press(digits));
    }

    void breakNetwork() {
        act(conversation::breakNetwork);
    }

    void raw(RawMessage message) {
        uplink.send(loop.now(), arrivalNanos -> socket.raw(message.bytes()));
    }

    void stopReading(long pauseMs) {
        socket.reading(false);
        loop.wheel.arm(
                new TimerWheel.Timer() {
                    @Override
                    void fire(long firedNanos) {
                        socket.reading(true);
                    }
                },
                loop.now() + pauseMs * 1_000_000);
    }

    /** The caller hangs up; {@code ending} says how the socket ends. */
    void hangUp(HangUp ending) {
        if (conversation.over()) {
            if (ending == HangUp.RESET && !over) { // the end of an end that takes too long
                socket.drop(HangUp.RESET);
            }
            return;
        }
        how = ending;
        act(conversation::hangUp);
    }

    /** The call is sent elsewhere; false if the session is closed already. */
    boolean leave() {
        if (!over) {
            act(conversation::leave);
        }
        return !over;
    }

    RelayProgress progress() {
        return conversation.progress();
    }

    @Override
    public void text(byte[] utf8, int length, long nowNanos) {
        String text = new String(Arrays.copyOf(utf8, length), StandardCharsets.UTF_8);
        downlink.send(
                nowNanos,
                arrivalNanos -> {
                    conversation.received(text, arrivalNanos);
                    armed();
                });
    }

    @Override
    public void violation(int code, String detail, long nowNanos) {
        call.violation(RelayErrors.MESSAGE, nowNanos, detail);
    }

    @Override
    public void closing(long nowNanos) {
        // What the close code is comes with the end of the connection.
    }

    @Override
    public void closed(int closeCode, PhoneCallReport.ClosedBy closedBy, long nowNanos) {
        boolean byGateway = closedBy == PhoneCallReport.ClosedBy.GATEWAY;
        downlink.send(nowNanos, arrivalNanos -> ended(closeCode, byGateway, arrivalNanos));
    }

    private void ended(int closeCode, boolean byGateway, long nowNanos) {
        if (!over) {
            over = true;
            conversation.closed(closeCode, byGateway, nowNanos);
            loop.wheel.cancel(timer);
            afterwards.accept(conversation.report());
        }
    }

    @Override
    public void send(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        uplink.send(loop.now(), arrivalNanos -> socket.text(utf8, utf8.length));
    }

    @Override
    public void close(int code, String reason) {
        uplink.send(
                loop.now(),
                arrivalNanos -> {
                    switch (how) {
                        case STOP, CLOSE_ONLY -> socket.close(code, reason);
                        case RESET, HALF_CLOSE, VANISH -> socket.drop(how);
                    }
                });
    }

    @Override
    public void drop() {
        uplink.send(loop.now(), arrivalNanos -> socket.drop(HangUp.RESET));
    }

    @Override
    public void violation(int code, String detail) {
        call.violation(code, loop.now(), detail);
    }

    @Override
    public void hungUpByCaller() {
        call.hungUpByCaller();
    }

    @Override
    public void progressed() {
        call.progressed();
    }
}
