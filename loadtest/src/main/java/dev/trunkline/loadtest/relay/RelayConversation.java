package dev.trunkline.loadtest.relay;

import dev.trunkline.loadtest.relay.RelayReport.Ending;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One ConversationRelay session, from the opened socket to its end. Driven by whoever has the
 * socket and the clock: messages as they come, and {@link #advance} when {@link #nextNanos} has
 * come. One thread.
 */
public final class RelayConversation {
    private static final int INVALID_IN_A_ROW = 10;
    private static final String TOO_MANY = "Too many consecutive malformed messages.";
    private static final int QUOTED_CHARS = 500;

    private final RelaySettings settings;
    private final RelayIdentity identity;
    private final RelayCaller caller;
    private final RelayScript script;
    private final RelayLine line;
    private final Agenda agenda = new Agenda();
    private final RelayLog log = new RelayLog(agenda);
    private final RelayMessages messages;
    private final AgentSpeech agent;
    private final CallerSpeech speech;
    private final Set<String> undeclared = new HashSet<>();
    private String ttsLanguage;
    private String sttLanguage;
    private long startedNanos;
    private long nowNanos;
    private int invalidInARow;
    private @Nullable Ending ending;
    private boolean finishing; // end came, and what is queued is still spoken
    private @Nullable String handoff;
    private boolean closed;
    private int closeCode = 1_006;
    private boolean closedByGateway;
    private long endedNanos;

    public RelayConversation(
            RelaySettings settings, RelayIdentity identity, RelayCaller caller, RelayLine line) {
        this.settings = settings;
        this.identity = identity;
        this.caller = caller;
        this.line = line;
        script = caller.script();
        messages = new RelayMessages(identity, script, this::send);
        agent = new AgentSpeech(agenda, settings, script, new Both());
        speech = new CallerSpeech(agenda, settings, script, new Both());
        ttsLanguage = settings.ttsLanguage();
        sttLanguage = settings.sttLanguage();
    }

    /** The socket is open: says {@code setup}, greets, and lets the caller begin. */
    public void open(long nanos) {
        startedNanos = nanos;
        nowNanos = nanos;
        caller.begin();
        var _ = agenda.after(script.maxDurationMs(), this::hangUp);
        if (has(RelayFault.SILENT)) {
            return;
        }
        if (has(RelayFault.PROMPT_BEFORE_SETUP)) {
            messages.prompt("Hello?", sttLanguage, true);
        }
        if (!has(RelayFault.NO_SETUP)) {
            messages.setup();
        }
        if (has(RelayFault.TWO_SETUPS)) {
            messages.setup();
        }
        if (has(RelayFault.UNASKED_INTERRUPT)) {
            messages.interrupt("Nobody ever said this", 1_200);
        }
        if (settings.events().debugging()) {
            messages.info("roundTripDelayMs", "12");
        }
        if (settings.refusal() != null) {
            messages.error(settings.refusal().detail());
            fail(settings.refusal().code(), settings.refusal().detail());
            shut(1_000, "");
            return;
        }
        if (!settings.greeting().isEmpty()) {
            agent.greet();
        }
        caller.look(this);
    }

    private boolean has(RelayFault fault) {
        return script.faults().contains(fault);
    }

    /** Lets everything happen that is due by {@code nanos}. */
    public void advance(long nanos) {
        nowNanos = nanos;
        agenda.advance((long) ((nanos - startedNanos) * script.timing().scale()));
    }

    /** When to {@link #advance} next; {@link Long#MAX_VALUE} for never. */
    public long nextNanos() {
        long next = agenda.nextNanos();
        return next == Agenda.NEVER
                ? Long.MAX_VALUE
                : startedNanos + (long) Math.ceil(next / script.timing().scale());
    }

    /** A text message of the gateway's. */
    public void received(String text, long nanos) {
        advance(nanos);
        log.received(text, nanos);
        if (over()) {
            if (ending != null && ending.status().equals("ended")) {
                line.violation(RelayErrors.SIMULATOR, "a message came after end: " + quoted(text));
            }
            return;
        }
        try {
            obey(GatewayMessageReader.read(text));
            invalidInARow = 0;
        } catch (GatewayMessageReader.Invalid e) {
            line.violation(RelayErrors.MESSAGE, e.reason());
            messages.error("Invalid message received: " + quoted(text));
            if (++invalidInARow == INVALID_IN_A_ROW) {
                line.violation(RelayErrors.ENDED_BY_SERVER, TOO_MANY);
                fail(RelayErrors.ENDED_BY_SERVER, TOO_MANY);
                shut(1_007, TOO_MANY);
            }
        }
        caller.look(this);
        line.progressed();
    }

    private static String quoted(String text) {
        return text.length() <= QUOTED_CHARS ? text : text.substring(0, QUOTED_CHARS) + "…";
    }

    private void obey(GatewayMessage message) {
        if (finishing) {
            line.violation(RelayErrors.SIMULATOR, "a message came after end");
            return;
        }
        switch (message) {
            case GatewayMessage.Text text -> {
                declared(text.lang());
                log.text(text);
                agent.text(text, ttsLanguage);
            }
            case GatewayMessage.Play play -> agent.play(play);
            case GatewayMessage.SendDigits(String digits) -> log.digitsSent(digits);
            case GatewayMessage.Language language -> {
                declared(language.tts());
                declared(language.transcription());
                ttsLanguage = language.tts() == null ? ttsLanguage : language.tts();
                sttLanguage =
                        language.transcription() == null ? sttLanguage : language.transcription();
            }
            case GatewayMessage.End(String handoffData) -> end(handoffData);
        }
    }

    /** A language that the TwiML does not name has no voice that anyone chose. */
    private void declared(@Nullable String language) {
        if (language != null
                && !settings.languages().contains(language)
                && undeclared.add(language)) {
            line.violation(
                    RelayErrors.SIMULATOR,
                    "language "
                            + language
                            + " is not among those of the TwiML: "
                            + settings.languages());
        }
    }

    private void end(@Nullable String handoffData) {
        if (agent.open()) {
            line.violation(
                    RelayErrors.SIMULATOR, "end came while a talk cycle was open: last is missing");
        }
        if (script.behavior().endCutsSpeech() || !agent.active()) {
            ending = new Ending("ended", 0, "", handoffData);
            shut(1_000, "");
        } else {
            finishing = true;
            handoff = handoffData;
            agent.closeAll();
        }
    }

    private void fail(int code, String message) {
        if (ending == null) {
            ending = new Ending("failed", code, message, null);
        }
    }

    /** Nothing happens any more but that the socket closes. */
    private void shut(int code, String reason) {
        silence();
        line.close(code, reason);
    }

    private void silence() {
        speech.stop();
        agent.cut();
        agenda.clear();
    }

    /** The caller hangs up. */
    public void hangUp() {
        if (!over()) {
            ending = new Ending("completed", 0, "", null);
            line.hungUpByCaller();
            shut(1_000, "");
        }
    }

    /** The call is sent elsewhere; the caller stays on the line. */
    public void leave() {
        if (!over()) {
            ending = new Ending("completed", 0, "", null);
            shut(1_000, "");
        }
    }

    /** The network between Twilio and the gateway breaks. */
    public void breakNetwork() {
        if (!over()) {
            fail(RelayErrors.NETWORK, "Network connection to the WebSocket server failed.");
            silence();
            line.drop();
        }
    }

    /** The caller says this, behind what is being said. */
    public void say(String words) {
        if (!over()) {
            speech.say(words);
        }
    }

    /** The caller presses these keys. */
    public void press(String digits) {
        if (!over()) {
            digits.chars().forEach(key -> log.pressed((char) key));
            speech.press(digits);
        }
    }

    void take(RelayStep.Action action) {
        switch (action) {
            case RelayStep.Say(String words) -> say(words);
            case RelayStep.Press(String digits) -> press(digits);
            case RelayStep.Send(String text) -> send(text);
            case RelayStep.BreakNetwork() -> breakNetwork();
            case RelayStep.Fail(int errorCode, String message) -> {
                messages.error(message);
                fail(errorCode, message);
                shut(1_000, "");
            }
            case RelayStep.HangUp() -> hangUp();
        }
    }

    /** The socket is gone, or the gateway has begun to close it. */
    public void closed(int closeCode, boolean byGateway, long nanos) {
        if (closed) {
            return;
        }
        closed = true;
        advance(nanos);
        if (ending == null) {
            boolean abrupt = closeCode == 1_006;
            int code = abrupt ? RelayErrors.NETWORK : RelayErrors.ENDED_BY_SERVER;
            String detail =
                    abrupt
                            ? "connection ended without a close frame"
                            : "the gateway closed the socket with " + closeCode + " without end";
            line.violation(code, detail);
            fail(code, detail);
        }
        silence();
        this.closeCode = closeCode;
        closedByGateway = byGateway;
        endedNanos = nanos;
        line.progressed();
    }

    private void send(String text) {
        if (closed) {
            return;
        }
        log.sent(text, nowNanos);
        line.send(text);
    }

    /** What agent and caller hear of each other, and the gateway of both. */
    private final class Both implements AgentSpeech.Listener, CallerSpeech.Ears {
        @Override
        public void agentSpeaking(boolean on) {
            if (settings.events().speakers()) {
                messages.info("agentSpeaking", on ? "on" : "off");
            }
            if (!on && finishing && ending == null) {
                ending = new Ending("ended", 0, "", handoff);
                shut(1_000, "");
            }
        }

        @Override
        public void tokenPlayed(String token, boolean greeting) {
            if (settings.events().tokensPlayed()
                    && (!greeting || script.behavior().greetingReported())) {
                messages.info("tokensPlayed", token);
            }
        }

        @Override
        public void agentProgressed() {
            caller.look(RelayConversation.this);
            line.progressed();
        }

        @Override
        public boolean agentActive() {
            return agent.active();
        }

        @Override
        public boolean interrupt(boolean byKey) {
            AgentSpeech.Cut cut = agent.interrupt(byKey);
            if (cut == null) {
                return false;
            }
            log.interruption(cut, byKey);
            messages.interrupt(cut.heard(), cut.durationMs());
            line.progressed();
            return true;
        }

        @Override
        public void clientSpeaking(boolean on) {
            if (settings.events().speakers()) {
                messages.info("clientSpeaking", on ? "on" : "off");
            }
        }

        @Override
        public void prompt(String words, boolean last) {
            messages.prompt(words, sttLanguage, last);
            line.progressed();
        }

        @Override
        public void key(char key) {
            log.answerAsked();
            messages.dtmf(key);
            line.progressed();
        }

        @Override
        public void turn(RelayReport.Turn turn) {
            log.turn(turn);
        }

        @Override
        public void finished() {
            caller.finished(RelayConversation.this);
            line.progressed();
        }
    }

    Agenda agenda() {
        return agenda;
    }

    AgentSpeech agent() {
        return agent;
    }

    /** Whether it is decided how the session ends; the socket may still be open. */
    public boolean over() {
        return ending != null || closed;
    }

    /** How the session ended; call it once it has. */
    public Ending ending() {
        return ending == null ? new Ending("failed", 0, "not over", null) : ending;
    }

    public RelayProgress progress() {
        return new RelayProgress(
                identity.sessionId(),
                log.receivedCount(),
                agent.heard().toString().strip(),
                agent.words(),
                agent.active(),
                agent.open(),
                log.promptCount(),
                log.interruptionCount(),
                caller.stepsTaken(),
                over());
    }

    public RelayReport report() {
        return new RelayReport(
                identity.sessionId(),
                startedNanos,
                endedNanos,
                agenda.nowMs(),
                log.messages(),
                agent.report(),
                log.turns(),
                log.interruptions(),
                log.pressedKeys(),
                log.sentDigits(),
                ending(),
                closeCode,
                closedByGateway,
                Optional.empty());
    }
}
