package dev.trunkline.loadtest.phone;

import dev.trunkline.loadtest.audio.MuLaw;
import dev.trunkline.loadtest.audio.ProbeTallies;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * The audio of a {@link CallerPhone}: frames out on an open-loop schedule (frame n is due at {@code
 * t0 + n * 20 ms} whatever happened before), through losses and delays to the exchange; the agent
 * in through delays to the playout clock. One event loop; time comes as an argument.
 */
final class PhoneLine implements CallerLine {
    private static final long FRAME_NANOS = 20_000_000;

    /** There is no WebSocket that could be closed with another. */
    private static final int CLOSE_CODE = 1_000;

    /** What travels is looked up by its frame: the losses need not know it. */
    private static final byte[] UNSEEN = new byte[CallerAudio.FRAME_CHARS];

    private final String name;
    private final CallScript script;
    private final CallerPhone.Exchange exchange;
    private final PhoneLoop loop;
    private final Runnable progress;
    private final DelayLine uplink;
    private final DelayLine downlink;
    private final RtpArrivals arrivals;
    private final Map<Long, byte[]> underWay = new HashMap<>();
    private final Playout playout;
    private final AgentVoice agent = new AgentVoice();
    private final StreamRecorder recorder;
    private final ProbeMeter probes;
    private final @Nullable ProbeTallies tallies;
    private final Histogram lateness = ProbeMeter.histogram();
    private final Caller caller;
    private final byte[] frame = new byte[MuLaw.FRAME_BYTES];
    private final long startedNanos;
    private long frameIndex;
    private long framesSent;
    private long mediaReceived;
    private long firstMediaNanos = -1;
    private boolean ended;

    private final TimerWheel.Timer schedule =
            new TimerWheel.Timer() {
                @Override
                void fire(long nowNanos) {
                    sendDueFrames(nowNanos);
                }
            };

    private final TimerWheel.Timer limit =
            new TimerWheel.Timer() {
                @Override
                void fire(long nowNanos) {
                    hangUp(HangUp.STOP);
                }
            };

    PhoneLine(CallerPhone.Parts parts, CallScript script, DelayLine uplink, DelayLine downlink) {
        name = parts.name();
        exchange = parts.exchange();
        loop = parts.loop();
        progress = parts.progress();
        this.script = script;
        this.uplink = uplink;
        this.downlink = downlink;
        startedNanos = loop.now();
        boolean recording = script.hearing() == CallScript.Hearing.RECORD;
        playout =
                new Playout(
                        startedNanos,
                        recording,
                        script.playoutDelayMs(),
                        (_, _, _, _) -> {}); // nobody marks anything on a phone line
        recorder = new StreamRecorder(recording, playout, agent);
        tallies = script.tallies();
        probes = new ProbeMeter(script.callIndex(), tallies);
        arrivals = new RtpArrivals(script.carrier().rtp(), this::forward);
        caller = new Caller(script, this);
    }

    /** Begins to speak. */
    void open() {
        loop.wheel.arm(limit, startedNanos + script.maxDurationMs() * 1_000_000);
        sendDueFrames(startedNanos);
    }

    private void sendDueFrames(long nowNanos) {
        while (!ended) {
            long dueNanos = startedNanos + frameIndex * FRAME_NANOS;
            if (dueNanos > nowNanos) {
                loop.wheel.arm(schedule, dueNanos);
                return;
            }
            caller.frame(frameIndex, dueNanos, nowNanos);
            frameIndex++;
        }
    }

    @Override
    public void send(CallerAudio audio, int frameOfAudio, long dueNanos, long nowNanos) {
        audio.copyFrame(frameOfAudio, frame, 0);
        var _ = say(dueNanos, nowNanos);
    }

    @Override
    public void sendSilence(long dueNanos, long nowNanos) {
        Arrays.fill(frame, MuLaw.SILENCE);
        var _ = say(dueNanos, nowNanos);
    }

    @Override
    public void sendProbe(long dueNanos, long nowNanos) {
        probes.encode(frame, (int) frameIndex, dueNanos, nowNanos);
        if (say(dueNanos, nowNanos) && tallies != null) {
            ProbeMeter.sent(tallies, script.callIndex(), (int) frameIndex, dueNanos, nowNanos);
        }
    }

    private boolean say(long dueNanos, long nowNanos) {
        lateness.recordValue(Math.max(0, nowNanos - dueNanos));
        byte[] packet = exchange.spoken(frameIndex, frame);
        if (packet == null) { // it travels with the next one
            framesSent++;
            recorder.sent(frameIndex, frame);
            return true;
        }
        underWay.put(frameIndex, packet);
        boolean goes = arrivals.send(nowNanos, frameIndex, UNSEEN, 0, frame);
        if (!goes) {
            underWay.remove(frameIndex);
        }
        return goes;
    }

    /** A frame gets through. */
    private boolean forward(long index, byte[] unseen, int offset, byte[] muLaw) {
        byte[] packet = underWay.remove(index);
        if (packet == null) {
            throw new IllegalStateException("frame " + index + " arrives but was never sent");
        }
        framesSent++;
        recorder.sent(index, muLaw);
        uplink.send(loop.now(), nowNanos -> exchange.arrived(packet, nowNanos));
        return true;
    }

    /** Agent audio is here; borrows the array. */
    void heard(byte[] muLaw, int bytes, long nowNanos) {
        if (ended) {
            return;
        }
        if (mediaReceived++ == 0) {
            firstMediaNanos = nowNanos;
        }
        if (leavesOut(muLaw, bytes, nowNanos)) {
            progressed();
            return;
        }
        long sample = playout.audio(muLaw, bytes, nowNanos);
        if (script.hearing() != CallScript.Hearing.COUNT) {
            agent.scheduled(muLaw, bytes, sample);
        }
        if (bytes % MuLaw.FRAME_BYTES == 0) {
            probes.audio(muLaw, bytes, nowNanos);
        }
        progressed();
    }

    /**
     * Whether a phone's buffer passes over this silence: where nothing is waiting, and where more
     * is than it would hold back, so that what a stall added to the delay goes in the next pause.
     */
    private boolean leavesOut(byte[] muLaw, int bytes, long nowNanos) {
        long delaySamples = script.playoutDelayMs() * MuLaw.BYTES_PER_MS;
        long waiting = playout.endSample() - playout.sampleAfter(nowNanos);
        return delaySamples > 0
                && (waiting <= 0 || waiting > delaySamples)
                && !MuLaw.audible(muLaw, 0, bytes);
    }

    /** Agent audio has left the exchange; borrows the array. */
    void hear(byte[] muLaw, int bytes) {
        byte[] kept = downlink.isDirect() ? muLaw : Arrays.copyOf(muLaw, bytes);
        downlink.send(loop.now(), nowNanos -> heard(kept, bytes, nowNanos));
    }

    @Override
    public void sendDtmf(char digit) {
        recorder.dtmf(digit);
        uplink.send(loop.now(), _ -> exchange.pressed(digit));
    }

    @Override
    public void hangUp(HangUp how) {
        if (!ended) {
            end();
            uplink.send(loop.now(), _ -> exchange.hungUp(how));
        }
    }

    /** No frame is sent or heard from now on. */
    void end() {
        ended = true;
        loop.wheel.cancel(schedule);
        loop.wheel.cancel(limit);
        progressed();
    }

    @Override
    public void progressed() {
        progress.run();
    }

    @Override
    public boolean ended() {
        return ended;
    }

    @Override
    public long startedNanos() {
        return startedNanos;
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

    CallProgress progress(long nowNanos) {
        return new CallProgress(
                name,
                framesSent,
                mediaReceived,
                playout.receivedBytes(),
                playout.playedBytes(nowNanos),
                0,
                0,
                0,
                agent.spellAt(playout.sampleBefore(nowNanos)) >= 0,
                caller.stepsTaken());
    }

    PhoneCallReport.StreamReport report(long nowNanos, PhoneCallReport.ClosedBy closedBy) {
        StreamRecorder.Summary heard = recorder.summary(nowNanos);
        return new PhoneCallReport.StreamReport(
                name,
                startedNanos,
                nowNanos,
                framesSent,
                0,
                arrivals.lost(),
                recorder.sentAudio(),
                recorder.missing(),
                playout.heard(nowNanos),
                mediaReceived,
                playout.receivedBytes(),
                firstMediaNanos,
                playout.underruns(),
                0,
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
                CLOSE_CODE,
                closedBy,
                new WireLog(false).times());
    }
}
