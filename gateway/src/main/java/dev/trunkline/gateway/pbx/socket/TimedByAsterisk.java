package dev.trunkline.gateway.pbx.socket;

import dev.trunkline.codecs.audio.AudioFormat;
import dev.trunkline.gateway.pbx.socket.MediaCommand.FlushMedia;
import dev.trunkline.gateway.pbx.socket.MediaCommand.GetStatus;
import dev.trunkline.gateway.pbx.socket.MediaCommand.MarkMedia;
import java.util.ArrayDeque;

/**
 * G.711 and linear audio: lies in Asterisk's queue, which plays a frame every 20 ms and says when a
 * mark in it was reached.
 *
 * <p>A flush throws the marks away with the audio and says nothing. A question for the status goes
 * behind it: messages are answered in order, so the answer proves that the queue was emptied, and
 * then the marks that were thrown away are given back from here.
 */
final class TimedByAsterisk implements AgentAudio {
    private static final FlushMedia FLUSH = new FlushMedia();
    private static final GetStatus STATUS = new GetStatus();

    private final AudioFormat format;
    private final SocketOutput output;
    private final ControlFormat control;
    private final AgentAudio.Listener listener;
    private final MarksUnderWay marks = new MarksUnderWay();

    /** Of each question under way, the marks that the flush before it has thrown away. */
    private final ArrayDeque<Integer> flushedTo = new ArrayDeque<>();

    private boolean held;

    TimedByAsterisk(
            AudioFormat format,
            SocketOutput output,
            ControlFormat control,
            AgentAudio.Listener listener) {
        this.format = format;
        this.output = output;
        this.control = control;
        this.listener = listener;
    }

    @Override
    public AudioFormat format() {
        return format;
    }

    @Override
    public boolean echoesMarks() {
        return true;
    }

    @Override
    public boolean hasRoom() {
        return !held && output.isWritable();
    }

    @Override
    public void frame(byte[] audio) {
        output.audio(audio, audio.length);
    }

    @Override
    public void mark(int generation, int sequence) {
        marks.add(generation, sequence, 0);
        output.command(new MarkMedia(generation, sequence), control);
    }

    @Override
    public void clear() {
        output.command(FLUSH, control);
        output.command(STATUS, control);
        flushedTo.add(marks.end());
    }

    @Override
    public void flush() {
        output.flush();
    }

    @Override
    public void hold(boolean on) {
        held = on;
    }

    @Override
    public void onMarkProcessed(int generation, int sequence) {
        // One that is not under way left the queue as the flush came, and was given back already.
        if (marks.take(generation, sequence)) {
            listener.onMark(generation, sequence);
        }
    }

    @Override
    public void onStatus() {
        Integer flushed = flushedTo.poll();
        if (flushed != null) {
            marks.giveBackTo(flushed, listener);
        }
    }

    @Override
    public void close() {
        output.close();
    }

    @Override
    public String toString() {
        return "asterisk's queue(" + format + ")";
    }
}
