package dev.trunkline.loadtest.phone;

import dev.trunkline.loadtest.audio.Recording;
import dev.trunkline.loadtest.phone.PhoneCallReport.AgentSpell;
import dev.trunkline.loadtest.phone.PhoneCallReport.BargeIn;
import dev.trunkline.loadtest.phone.PhoneCallReport.Clear;
import dev.trunkline.loadtest.phone.PhoneCallReport.Mark;
import dev.trunkline.loadtest.phone.PhoneCallReport.Missing;
import dev.trunkline.loadtest.phone.PhoneCallReport.Turn;
import dev.trunkline.loadtest.phone.PhoneCallReport.Utterance;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Keeps what a report of the stream needs: all of it when recording, otherwise only what is small.
 */
final class StreamRecorder {
    private final boolean recording;
    private final Playout playout;
    private final AgentVoice agent;
    private final ByteArrayOutputStream sent = new ByteArrayOutputStream(0);
    private final List<Missing> missing = new ArrayList<>();
    private final List<Mark> marks = new ArrayList<>();
    private final List<Clear> clears = new ArrayList<>();
    private final List<Utterance> utterances = new ArrayList<>();
    private final List<BargeIn> bargeIns = new ArrayList<>();
    private final StringBuilder dtmf = new StringBuilder();
    private long marksEchoed;
    private long frames;
    private long nextFrame; // of the schedule
    private long utteranceFrom = -1;
    private long utteranceAudible = -1;
    private long interruptedNanos = -1; // an interruption that no clear has answered yet
    private long interruptedPlayed;

    /** What the report says about speech. */
    record Summary(
            List<Clear> clears,
            List<Utterance> utterances,
            List<AgentSpell> spells,
            List<Turn> turns,
            List<BargeIn> bargeIns) {}

    StreamRecorder(boolean recording, Playout playout, AgentVoice agent) {
        this.recording = recording;
        this.playout = playout;
        this.agent = agent;
    }

    boolean recording() {
        return recording;
    }

    /** Frame {@code index} of the schedule went out; after it, none before it does. */
    void sent(long index, byte[] frame) {
        if (recording) {
            if (index > nextFrame) {
                missing.add(new Missing(frames, index - nextFrame));
            }
            frames++;
            nextFrame = index + 1;
            sent.writeBytes(frame);
        }
    }

    void dtmf(char digit) {
        dtmf.append(digit);
    }

    void mark(byte[] name, long receivedNanos, long playedNanos, boolean cleared) {
        marksEchoed++;
        if (recording) {
            marks.add(
                    new Mark(
                            new String(name, StandardCharsets.UTF_8),
                            receivedNanos,
                            playedNanos,
                            cleared));
        }
    }

    /** Returns when the phone fell silent. */
    long clear(long nowNanos, long thrownOutBytes) {
        long cut = playout.endSample();
        long silentNanos = Math.max(nowNanos, playout.nanosOf(cut));
        clears.add(new Clear(nowNanos, cut, silentNanos, thrownOutBytes));
        if (interruptedNanos >= 0) {
            double leakedMs = (playout.playedBytes(silentNanos) - interruptedPlayed) / 8.0;
            bargeIns.add(new BargeIn(interruptedNanos, nowNanos, silentNanos, leakedMs));
            interruptedNanos = -1;
        }
        return silentNanos;
    }

    /** The caller begins to speak with this frame. */
    void utteranceBegins(long nowNanos) {
        utteranceFrom = nowNanos;
        utteranceAudible = -1;
    }

    /**
     * The first frame of the utterance that can be heard goes out: a barge-in if the agent is being
     * heard.
     */
    void utteranceAudibleFrom(long nowNanos) {
        settleInterruption();
        if (agent.spellAt(playout.sampleBefore(nowNanos)) >= 0) {
            interruptedNanos = nowNanos;
            interruptedPlayed = playout.playedBytes(nowNanos);
        }
    }

    /** The last frame of the utterance that can be heard went out. */
    void utteranceAudibleTo(long nowNanos) {
        utteranceAudible = nowNanos;
    }

    void utteranceEnds(long nowNanos) {
        if (utteranceFrom >= 0) {
            utterances.add(
                    new Utterance(
                            utteranceFrom,
                            utteranceAudible < 0 ? nowNanos : utteranceAudible,
                            nowNanos));
            utteranceFrom = -1;
        }
    }

    /** An interruption without a clear ended where the agent fell silent by itself. */
    private void settleInterruption() {
        if (interruptedNanos >= 0) {
            int spell = agent.spellAt(playout.sampleBefore(interruptedNanos));
            long silentNanos = spell < 0 ? interruptedNanos : playout.nanosOf(agent.to(spell));
            bargeIns.add(
                    new BargeIn(
                            interruptedNanos,
                            -1,
                            silentNanos,
                            (silentNanos - interruptedNanos) / 1e6));
            interruptedNanos = -1;
        }
    }

    long marksEchoed() {
        return marksEchoed;
    }

    int clears() {
        return clears.size();
    }

    Recording sentAudio() {
        return recording ? Recording.of(sent.toByteArray()) : Recording.NONE;
    }

    List<Missing> missing() {
        return List.copyOf(missing);
    }

    String dtmfSent() {
        return dtmf.toString();
    }

    List<Mark> marks() {
        return List.copyOf(marks);
    }

    Summary summary(long nowNanos) {
        utteranceEnds(nowNanos);
        settleInterruption();
        agent.cut(
                playout.sampleBefore(nowNanos)); // what was still queued at the end was never heard
        List<AgentSpell> spells = new ArrayList<>();
        for (int spell = 0; spell < agent.spells(); spell++) {
            spells.add(
                    new AgentSpell(
                            playout.nanosOf(agent.from(spell)), playout.nanosOf(agent.to(spell))));
        }
        return new Summary(
                List.copyOf(clears),
                List.copyOf(utterances),
                List.copyOf(spells),
                turns(spells),
                List.copyOf(bargeIns));
    }

    /**
     * The answer to an utterance is the first spell after it began to end, before the next
     * utterance.
     */
    private List<Turn> turns(List<AgentSpell> spells) {
        List<Turn> turns = new ArrayList<>();
        for (int i = 0; i < utterances.size(); i++) {
            long spoken = utterances.get(i).lastAudibleNanos();
            long next =
                    i + 1 < utterances.size()
                            ? utterances.get(i + 1).firstFrameNanos()
                            : Long.MAX_VALUE;
            for (AgentSpell spell : spells) {
                if (spell.fromNanos() > spoken && spell.fromNanos() < next) {
                    turns.add(new Turn(spoken, spell.fromNanos()));
                    break;
                }
            }
        }
        return List.copyOf(turns);
    }
}
