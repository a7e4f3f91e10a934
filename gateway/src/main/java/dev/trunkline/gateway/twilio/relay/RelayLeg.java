package dev.trunkline.gateway.twilio.relay;

import dev.trunkline.gateway.call.CallClock;
import dev.trunkline.gateway.call.CallClock.Timer;
import dev.trunkline.gateway.call.LegClose;
import dev.trunkline.gateway.call.TextLeg;
import dev.trunkline.gateway.call.TextLegListener;
import dev.trunkline.gateway.twilio.relay.RelayMessage.Setup;
import dev.trunkline.observability.latency.LatencyMetric;
import dev.trunkline.observability.metrics.CallCounter;
import dev.trunkline.observability.metrics.CallMeters;
import io.netty.channel.EventLoop;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import org.jspecify.annotations.Nullable;

/**
 * One ConversationRelay session: waits for {@code setup}, then carries the call's words both ways,
 * and ends once, by our {@code end} or by the socket's close.
 *
 * <pre>
 *   opened ── setup, accepted ──▶ talking ── end sent ──▶ ending ── close ──▶ over
 *      │                             └── close, unasked ────────────────────▶ over
 *      └── 5 s, or refused ─────────────────────────────────────────────────▶ over
 * </pre>
 *
 * <p>Confined to the event loop of its socket.
 */
final class RelayLeg implements TextLeg {
    /** Twilio closes the socket after our end. If it does not, we do. */
    private static final long CLOSE_NANOS = 5_000_000_000L;

    private final ServerWebSocket socket;
    private final EventLoop loop;
    private final RelaySettings settings;
    private final RelayAcceptor acceptor;
    private final RelayOutput output;
    private final CallClock clock;

    private CallMeters meters;
    private @Nullable TextLegListener call;

    /** What is waited for: setup, the next ping, the close. */
    private @Nullable Timer timer;

    private boolean ended;
    private boolean closed;

    RelayLeg(
            ServerWebSocket socket,
            EventLoop loop,
            RelaySettings settings,
            RelayAcceptor acceptor,
            CallClock clock) {
        this.socket = socket;
        this.loop = loop;
        this.settings = settings;
        this.acceptor = acceptor;
        this.clock = clock;
        output = new RelayOutput(socket);
        meters = settings.unclaimed();
        timer = clock.schedule(settings.setupTimeout().toNanos(), this::onSetupTimeout);
    }

    // From the socket.

    void onText(String text) {
        long arrivalNanos = clock.nanos();
        if (ended) {
            return; // what was under way when it ended
        }
        RelayMessage message;
        try {
            message = RelayMessageDecoder.decode(text);
        } catch (MalformedMessageException malformed) {
            onMalformed();
            return;
        }
        if (message instanceof Setup setup) {
            onSetup(setup);
        } else if (call == null) {
            onMalformed(); // nothing may come before it
        } else {
            tell(call, message, arrivalNanos);
        }
    }

    private void tell(TextLegListener to, RelayMessage message, long arrivalNanos) {
        switch (message) { // no default: a new message must not compile until this reader decides
            case RelayMessage.Prompt(String words, String language, boolean last) ->
                    to.onPrompt(words, language, last, arrivalNanos);
            case RelayMessage.Interrupt(String spoken, long spokenMs) ->
                    to.onInterrupt(spoken, spokenMs, arrivalNanos);
            case RelayMessage.Dtmf(char digit) -> to.onDtmf(digit);
            case RelayMessage.TokensPlayed(String words) -> to.onSpoken(words, arrivalNanos);
            case RelayMessage.AgentSpeaking(boolean speaking) ->
                    to.onAgentSpeaking(speaking, arrivalNanos);
            case RelayMessage.Failed _ -> meters.count(CallCounter.RELAY_ERROR_64107);
            case RelayMessage.Unrecognized _ -> meters.count(CallCounter.UNRECOGNIZED_LEG);
            case RelayMessage.Ignored _, Setup _ -> {}
        }
    }

    /** A message that cannot be used: counted, and the call goes on. */
    void onMalformed() {
        meters.count(CallCounter.MALFORMED_LEG);
    }

    /** The socket cannot be read any more: a message was too long, or it broke. */
    void onBroken() {
        onMalformed();
        shut(LegClose.TOO_LONG);
        lose(false);
    }

    void onWritable() {
        output.onWritable();
    }

    void onPong(Buffer payload) {
        if (payload.length() == Long.BYTES && call != null && !ended) {
            meters.latency(LatencyMetric.LEG_RTT, clock.nanos() - payload.getLong(0));
        }
    }

    void onSocketClosed() {
        Short code = socket.closeStatusCode();
        closed = true;
        cancelTimer();
        // 1006 is no code of the peer's: the connection just broke (RFC 6455 7.4.1).
        lose(code != null && code != 1006);
    }

    private void onSetup(Setup setup) {
        if (call != null) {
            onMalformed();
            return;
        }
        cancelTimer();
        RelayAcceptor.Accepted accepted =
                acceptor.accept(
                        new RelayAcceptor.Opening(
                                this,
                                setup.callSid(),
                                setup.accountSid(),
                                setup.parameters(),
                                loop));
        if (accepted == null) {
            close(LegClose.REFUSED);
            return;
        }
        meters = accepted.meters();
        call = accepted.call();
        if (!ended) {
            timer = clock.every(settings.pingInterval().toNanos(), this::ping);
        }
    }

    private void onSetupTimeout() {
        timer = null;
        acceptor.setupTimedOut();
        close(LegClose.PROTOCOL);
    }

    private void ping() {
        if (!socket.isClosed()) {
            var _ = socket.writePing(Buffer.buffer(Long.BYTES).appendLong(clock.nanos()));
        }
    }

    /** The session is over, though nobody here has ended it. */
    private void lose(boolean clean) {
        if (ended) {
            return;
        }
        ended = true;
        if (call != null) {
            call.onLegClosed(clean);
        }
    }

    // From the call.

    @Override
    public void sendText(String words, boolean last) {
        send(new RelayCommand.Text(words, last));
    }

    @Override
    public void sendDigits(String digits) {
        send(new RelayCommand.SendDigits(digits));
    }

    @Override
    public void switchLanguage(String language) {
        send(new RelayCommand.Language(language));
    }

    @Override
    public void play(String url, int loops, boolean preemptible) {
        send(new RelayCommand.Play(url, loops, preemptible));
    }

    @Override
    public void end(String reason) {
        if (ended) {
            return;
        }
        send(RelayCommand.End.because(reason));
        ended = true;
        cancelTimer();
        timer = clock.schedule(CLOSE_NANOS, () -> close(LegClose.DONE));
    }

    @Override
    public void close(LegClose cause) {
        ended = true;
        shut(cause);
    }

    private void send(RelayCommand command) {
        if (ended || closed || output.send(command)) {
            return;
        }
        meters.count(CallCounter.RELAY_SLOW);
        shut(LegClose.SLOW);
        // Later: whoever sends is in the middle of something.
        timer = clock.schedule(0, () -> lose(false));
    }

    private void shut(LegClose cause) {
        cancelTimer();
        if (!closed) {
            closed = true;
            var _ = socket.close(cause.code(), cause.reason());
        }
    }

    private void cancelTimer() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    @Override
    public String toString() {
        return "relay";
    }
}
