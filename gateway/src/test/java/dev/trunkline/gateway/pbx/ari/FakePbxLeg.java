package dev.trunkline.gateway.pbx.ari;

import dev.trunkline.codecs.audio.AudioFormat;
import dev.trunkline.gateway.call.LegClose;
import dev.trunkline.gateway.call.PhoneLegListener;
import dev.trunkline.gateway.pbx.PbxLeg;
import io.netty.channel.EventLoop;
import java.util.List;

/** A leg that keeps what it is told, and closes as one must: once. */
final class FakePbxLeg implements PbxLeg {
    private final EventLoop loop;
    private final List<String> told;
    private final Runnable onClosed;
    private boolean closed;

    FakePbxLeg(EventLoop loop, List<String> told, Runnable onClosed) {
        this.loop = loop;
        this.told = told;
        this.onClosed = onClosed;
    }

    /** The call ends, or the leg breaks. */
    void closed() {
        if (!closed) {
            closed = true;
            onClosed.run();
        }
    }

    @Override
    public EventLoop eventLoop() {
        return loop;
    }

    @Override
    public void start(PhoneLegListener call) {
        told.add("start");
    }

    @Override
    public void pressed(char digit) {
        told.add("pressed " + digit);
    }

    /** As with a real one, the call hears of it and closes the leg. */
    @Override
    public void hungUp() {
        told.add("hung up");
        closed();
    }

    @Override
    public void close(LegClose cause) {
        told.add("close " + cause);
        closed();
    }

    @Override
    public AudioFormat callerFormat() {
        return AudioFormat.PCMU;
    }

    @Override
    public AudioFormat agentFormat() {
        return AudioFormat.PCMU;
    }

    @Override
    public boolean echoesMarks() {
        return false;
    }

    @Override
    public boolean writable() {
        return true;
    }

    @Override
    public void sendFrame(byte[] audio) {}

    @Override
    public void sendMark(int generation, int sequence) {}

    @Override
    public void sendClear() {}

    @Override
    public void flush() {}
}
