package dev.trunkline.loadtest.phone;

import org.jspecify.annotations.Nullable;

/** Joins a stream's socket and its media, and tells the call how it ended. One event loop. */
final class StreamSession implements StreamSocket.Listener, CallLog {
    private final PhoneLoop loop;
    private final CallScript script;
    private final PhoneCall call;
    private final CallIdentity identity;
    private final Runnable afterwards;
    private final StreamSocket socket;
    private @Nullable MediaStream stream;

    StreamSession(
            PhoneLoop loop,
            CallScript script,
            PhoneCall call,
            CallIdentity identity,
            Runnable afterwards) {
        this.loop = loop;
        this.script = script;
        this.call = call;
        this.identity = identity;
        this.afterwards = afterwards;
        socket = new StreamSocket(loop, this);
    }

    StreamSocket socket() {
        return socket;
    }

    /** The upgrade succeeded: the stream starts now. */
    void opened() {
        long nowNanos = loop.now();
        MediaStream opened =
                new MediaStream(
                        new MediaStream.Parts(identity, socket, loop.wheel, this, loop.scratch),
                        script,
                        nowNanos);
        stream = opened;
        call.streamOpened(opened);
        if (call.callerHungUp()) {
            opened.hangUp(HangUp.STOP);
        } else {
            opened.open(nowNanos);
        }
    }

    @Override
    public void text(byte[] utf8, int length, long nowNanos) {
        if (stream != null) {
            stream.received(utf8, length, nowNanos);
        }
    }

    @Override
    public void violation(int code, String detail, long nowNanos) {
        violation(code, nowNanos, detail);
    }

    @Override
    public void violation(int code, long nowNanos, String detail) {
        call.violation(code, nowNanos, detail);
    }

    @Override
    public void hungUpByCaller() {
        call.hungUpByCaller();
    }

    @Override
    public void progressed() {
        call.progressed();
    }

    @Override
    public void closing(long nowNanos) {
        if (stream != null) {
            stream.end();
        }
    }

    @Override
    public void closed(int closeCode, PhoneCallReport.ClosedBy closedBy, long nowNanos) {
        if (stream == null) {
            return;
        }
        if (closedBy == PhoneCallReport.ClosedBy.GATEWAY && closeCode != 1000) {
            boolean abrupt = closeCode == 1006;
            violation(
                    abrupt ? Violation.STREAM_BROKEN : Violation.STREAM_CLOSED_BY_SERVER,
                    nowNanos,
                    abrupt
                            ? "connection ended without a close frame"
                            : "closed with code " + closeCode + ", not 1000");
        }
        call.streamClosed(stream.report(nowNanos, closeCode, closedBy));
        stream = null;
        afterwards.run();
    }
}
