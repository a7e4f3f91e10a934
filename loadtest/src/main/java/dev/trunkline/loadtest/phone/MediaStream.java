package dev.trunkline.loadtest.phone;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trunkline.loadtest.audio.MuLaw;
import dev.trunkline.loadtest.audio.ProbeTallies;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * One Media Stream from the phone's side: caller audio out on an open-loop schedule, agent audio in
 * to the playout clock, marks back. Frame n is due at {@code t0 + n * 20 ms} whatever happened
 * before; after a stall all overdue frames are sent at once.
 *
 * <p>Everything on one event loop; time comes as an argument; the socket is a {@link StreamWire}.
 */
final class MediaStream implements CallerLine, GatewayMessageReader.Receiver, Playout.MarkEcho {
    static final long FRAME_NANOS = 20_000_000;
    private static final int FRAME_MS = 20;
    private static final int MARK_NAME_LIMIT_BYTES = 1024; // Twilio documents none
    private static final JsonMapper JSON = new JsonMapper();
    private static final byte[] SILENCE_BASE64 = silence();

    private final CallIdentity identity;
    private final CallScript script;
    private final StreamWire wire;
    private final TimerWheel wheel;
    private final CallLog log;
    private final WireLog wireLog;
    private final MediaMessages messages;
    private final GatewayMessageReader reader;
    private final StreamRecorder recorder;
    private final ProbeMeter probes;
    private final @Nullable ProbeTallies tallies;
    private final Histogram lateness = ProbeMeter.histogram();
    private final byte[] frame = new byte[MuLaw.FRAME_BYTES];
    private final byte[] frameBase64 = new byte[CallerAudio.FRAME_CHARS];
    private byte[] decoded = new byte[1024];
    private final Caller caller;
    private final RtpArrivals arrivals;
    private final Playout playout;
    private final AgentVoice agent = new AgentVoice();
    private final long startedNanos;
    private long frameIndex;
    private long chunk;
    private long sequence;
    private long framesSent;
    private long framesDropped;
    private long mediaReceived;
    private long firstMediaNanos = -1;
    private long marksReceived;
    private boolean ended;
    private boolean vanished;
    private long saidNanos; // the newest frame
    private long cameNanos; // when the message being read came out of the gateway

    private final TimerWheel.Timer uplink =
            new TimerWheel.Timer() {
                @Override
                void fire(long nowNanos) {
                    sendDueFrames(nowNanos);
                }
            };
    private final TimerWheel.Timer marks =
            new TimerWheel.Timer() {
                @Override
                void fire(long nowNanos) {
                    playout.advance(nowNanos);
                    armMarks();
                }
            };

    private final TimerWheel.Timer limit =
            new TimerWheel.Timer() {
                @Override
                void fire(long nowNanos) {
                    hangUp(HangUp.STOP);
                }
            };

    /**
     * What a stream is made of besides its script; {@code scratch} is shared by the streams of an
     * event loop.
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared: it only carries what is shared
    record Parts(
            CallIdentity identity,
            StreamWire wire,
            TimerWheel wheel,
            CallLog log,
            byte[] scratch,
            WireLog wireLog) {}

    MediaStream(Parts parts, CallScript script, long nowNanos) {
        identity = parts.identity;
        wire = parts.wire;
        wheel = parts.wheel;
        log = parts.log;
        wireLog = parts.wireLog;
        this.script = script;
        startedNanos = nowNanos;
        boolean recording = script.hearing() == CallScript.Hearing.RECORD;
        messages = new MediaMessages(identity.streamSid(), parts.scratch);
        reader = new GatewayMessageReader(identity.streamSid(), this);
        playout = new Playout(nowNanos, recording, script.playoutDelayMs(), this);
        recorder = new StreamRecorder(recording, playout, agent);
        tallies = script.tallies();
        probes = new ProbeMeter(script.callIndex(), tallies);
        arrivals = new RtpArrivals(script.carrier().rtp(), this::forward);
        caller = new Caller(script, this);
    }

    /** Says {@code connected} and {@code start}, and sends the first frame. */
    void open(long nowNanos) {
        wheel.arm(limit, nowNanos + script.maxDurationMs() * 1_000_000);
        if (script.deviations().contains(Deviation.SILENT_PEER)) {
            return;
        }
        if (!script.deviations().contains(Deviation.NO_CONNECTED)) {
            text("{\"event\":\"connected\",\"protocol\":\"Call\",\"version\":\"1.0.0\"}");
        }
        if (script.deviations().contains(Deviation.MEDIA_BEFORE_START)) {
            sequence++;
            wireLog.message();
            wire.text(messages.scratch(), messages.media(sequence, 1, 0, SILENCE_BASE64, 0));
        }
        sendStart();
        if (script.deviations().contains(Deviation.TWO_STARTS)) {
            sendStart();
        }
        sendDueFrames(nowNanos);
    }

    private void sendDueFrames(long nowNanos) {
        while (!ended) {
            long dueNanos = startedNanos + frameIndex * FRAME_NANOS;
            if (dueNanos > nowNanos) {
                wheel.arm(uplink, dueNanos);
                return;
            }
            caller.frame(frameIndex, dueNanos, nowNanos);
            frameIndex++;
        }
    }

    @Override
    public void send(CallerAudio audio, int frameOfAudio, long dueNanos, long nowNanos) {
        if (recorder.recording()) {
            audio.copyFrame(frameOfAudio, frame, 0);
        }
        var _ = send(audio.base64(), frameOfAudio * CallerAudio.FRAME_CHARS, dueNanos, nowNanos);
    }

    @Override
    public void sendSilence(long dueNanos, long nowNanos) {
        Arrays.fill(frame, MuLaw.SILENCE);
        var _ = send(SILENCE_BASE64, 0, dueNanos, nowNanos);
    }

    @Override
    public void sendProbe(long dueNanos, long nowNanos) {
        probes.encode(frame, (int) frameIndex, dueNanos, nowNanos);
        Base64.getEncoder().encode(frame, frameBase64);
        boolean sent = send(frameBase64, 0, dueNanos, nowNanos);
        if (tallies != null && sent) {
            ProbeMeter.sent(tallies, script.callIndex(), (int) frameIndex, dueNanos, nowNanos);
        } else if (tallies != null) {
            tallies.uplink().unsent(script.callIndex(), 1, nowNanos);
        }
    }

    private boolean send(byte[] base64, int offset, long dueNanos, long nowNanos) {
        lateness.recordValue(Math.max(0, nowNanos - dueNanos));
        saidNanos = nowNanos;
        return arrivals.send(nowNanos, frameIndex, base64, offset, frame);
    }

    /** A frame has reached Twilio, which passes it on. */
    private boolean forward(long index, byte[] base64, int offset, byte[] muLaw) {
        if (!wire.writable()) {
            if (framesDropped++ == 0) {
                log.violation(
                        Violation.STREAM_CONGESTION,
                        startedNanos + index * FRAME_NANOS,
                        "the gateway does not read: caller audio is dropped");
            }
            return false;
        }
        sequence++;
        chunk++;
        framesSent++;
        recorder.sent(index, muLaw);
        wireLog.frame(index * FRAME_MS, saidNanos);
        wire.text(
                messages.scratch(),
                messages.media(sequence, chunk, index * FRAME_MS, base64, offset));
        return true;
    }

    @Override
    public void sendDtmf(char digit) {
        sequence++;
        ObjectNode message = message("dtmf");
        message.putObject("dtmf").put("track", "inbound_track").put("digit", String.valueOf(digit));
        text(message.toString());
        recorder.dtmf(digit);
    }

    @Override
    public void sendRaw(RawMessage message) {
        wire.raw(message.bytes());
    }

    @Override
    public void stopReading(long pauseMs, long nowNanos) {
        wire.reading(false);
        wheel.arm(
                new TimerWheel.Timer() {
                    @Override
                    void fire(long firedNanos) {
                        wire.reading(true);
                    }
                },
                nowNanos + pauseMs * 1_000_000);
    }

    /** The phone ends the stream; frames and marks stop at once. */
    @Override
    public void hangUp(HangUp how) {
        if (ended) {
            if (vanished || how == HangUp.RESET) { // the end of an end that takes too long
                wire.drop(HangUp.RESET);
            }
            return;
        }
        vanished = how == HangUp.VANISH;
        end();
        log.hungUpByCaller();
        switch (how) {
            case STOP -> stop();
            case CLOSE_ONLY -> wire.close(1000);
            case RESET, HALF_CLOSE, VANISH -> wire.drop(how);
        }
    }

    /** The call is sent elsewhere: the stream ends as if the caller had hung up. */
    void leave() {
        if (!ended) {
            end();
            stop();
        }
    }

    private void stop() {
        sequence++;
        ObjectNode message = message("stop");
        message.putObject("stop")
                .put("accountSid", identity.accountSid())
                .put("callSid", identity.callSid());
        text(message.toString());
        wire.close(1000);
    }

    /** No frame and no mark is sent from now on. */
    void end() {
        ended = true;
        wheel.cancel(uplink);
        wheel.cancel(marks);
        wheel.cancel(limit);
    }

    /**
     * A text message arrived that came out of the gateway at {@code gatewayNanos}; borrows the
     * array.
     */
    void received(byte[] text, int length, long gatewayNanos, long nowNanos) {
        cameNanos = gatewayNanos;
        reader.read(text, length, nowNanos);
        log.progressed();
    }

    @Override
    public boolean media(byte[] text, int offset, int chars, long nowNanos) {
        if (decoded.length < chars) {
            decoded = new byte[chars];
        }
        int bytes = Base64Text.decode(text, offset, chars, decoded);
        if (bytes < 0) {
            return false;
        }
        if (bytes == 0 || bytes % MuLaw.FRAME_BYTES != 0) {
            String detail =
                    "payload has "
                            + bytes
                            + " bytes: whole frames of 160 are expected (odd sizes click)";
            violation(Violation.SIMULATOR, detail, nowNanos);
        }
        if (mediaReceived++ == 0) {
            firstMediaNanos = nowNanos;
        }
        long sample = playout.audio(decoded, bytes, nowNanos);
        wireLog.media(cameNanos, nowNanos, sample, bytes);
        if (script.hearing() != CallScript.Hearing.COUNT) {
            agent.scheduled(decoded, bytes, sample);
        }
        probes.audio(decoded, bytes, nowNanos);
        return true;
    }

    @Override
    public void mark(byte[] name, long nowNanos) {
        if (name.length > MARK_NAME_LIMIT_BYTES) {
            violation(
                    Violation.SIMULATOR,
                    "mark name of " + name.length + " bytes: at most 1024 are taken",
                    nowNanos);
            return;
        }
        marksReceived++;
        wireLog.markCame(cameNanos, playout.receivedBytes());
        playout.mark(name, nowNanos);
        armMarks();
    }

    @Override
    public void clear(long nowNanos) {
        long thrownOut = playout.clear(nowNanos);
        agent.cut(playout.endSample());
        long silentNanos = recorder.clear(nowNanos, thrownOut);
        wireLog.clear(cameNanos, silentNanos);
        armMarks();
    }

    @Override
    public void violation(int code, String detail, long nowNanos) {
        log.violation(code, nowNanos, detail);
    }

    @Override
    public void echo(byte[] name, long receivedNanos, long playedNanos, boolean cleared) {
        recorder.mark(name, receivedNanos, playedNanos, cleared);
        if (!ended) {
            sequence++;
            wireLog.markEchoed(name, playedNanos, cleared);
            wire.text(messages.scratch(), messages.mark(sequence, name));
        }
    }

    private void armMarks() {
        long dueNanos = playout.nextDueNanos();
        if (dueNanos == Long.MAX_VALUE || ended) {
            wheel.cancel(marks);
        } else {
            wheel.arm(marks, dueNanos);
        }
    }

    @Override
    public AgentVoice agent() {
        return agent;
    }

    @Override
    public Playout playout() {
        return playout;
    }

    @Override
    public StreamRecorder recorder() {
        return recorder;
    }

    Caller caller() {
        return caller;
    }

    @Override
    public void progressed() {
        log.progressed();
    }

    @Override
    public long startedNanos() {
        return startedNanos;
    }

    @Override
    public boolean ended() {
        return ended;
    }

    CallProgress progress(long nowNanos) {
        return new CallProgress(
                identity.streamSid(),
                framesSent,
                mediaReceived,
                playout.receivedBytes(),
                playout.playedBytes(nowNanos),
                marksReceived,
                recorder.marksEchoed(),
                recorder.clears(),
                agent.spellAt(playout.sampleBefore(nowNanos)) >= 0,
                caller.stepsTaken());
    }

    PhoneCallReport.StreamReport report(
            long nowNanos, int closeCode, PhoneCallReport.ClosedBy closedBy) {
        StreamRecorder.Summary heard = recorder.summary(nowNanos);
        return new PhoneCallReport.StreamReport(
                identity.streamSid(),
                startedNanos,
                nowNanos,
                framesSent,
                framesDropped,
                arrivals.lost(),
                recorder.sentAudio(),
                recorder.missing(),
                playout.heard(nowNanos),
                mediaReceived,
                playout.receivedBytes(),
                firstMediaNanos,
                playout.underruns(),
                marksReceived,
                recorder.marks(),
                heard.clears(),
                playout.segments(nowNanos),
                heard.utterances(),
                heard.spells(),
                heard.turns(),
                heard.bargeIns(),
                recorder.dtmfSent(),
                lateness.copy(),
                probes.report(),
                closeCode,
                closedBy,
                wireLog.times());
    }

    private void sendStart() {
        byte[] utf8 = start().getBytes(StandardCharsets.UTF_8);
        wireLog.start();
        wire.text(utf8, utf8.length);
    }

    private String start() {
        sequence++;
        boolean otherCall = script.deviations().contains(Deviation.WRONG_CALL_SID);
        boolean otherAccount = script.deviations().contains(Deviation.WRONG_ACCOUNT_SID);
        ObjectNode message = message("start");
        ObjectNode start = message.putObject("start");
        start.put("accountSid", otherAccount ? "AC" + "0".repeat(32) : identity.accountSid())
                .put("streamSid", identity.streamSid())
                .put("callSid", otherCall ? "CA" + "0".repeat(32) : identity.callSid());
        start.putArray("tracks").add("inbound");
        start.putObject("mediaFormat")
                .put("encoding", "audio/x-mulaw")
                .put("sampleRate", 8000)
                .put("channels", 1);
        ObjectNode parameters = start.putObject("customParameters");
        customParameters().forEach(parameters::put);
        return message.toString();
    }

    private Map<String, String> customParameters() {
        Map<String, String> parameters = new TreeMap<>(identity.customParameters());
        if (script.deviations().contains(Deviation.NO_PARAMETERS)) {
            parameters.clear();
        }
        if (script.deviations().contains(Deviation.WRONG_PARAMETERS)) {
            parameters.replaceAll((name, value) -> "not-" + value);
        }
        return parameters;
    }

    private ObjectNode message(String event) {
        return JSON.createObjectNode()
                .put("event", event)
                .put("sequenceNumber", Long.toString(sequence))
                .put("streamSid", identity.streamSid());
    }

    private void text(String json) {
        byte[] utf8 = json.getBytes(StandardCharsets.UTF_8);
        wireLog.message();
        wire.text(utf8, utf8.length);
    }

    private static byte[] silence() {
        byte[] silence = new byte[MuLaw.FRAME_BYTES];
        Arrays.fill(silence, MuLaw.SILENCE);
        return Base64.getEncoder().encode(silence);
    }
}
