package dev.trunkline.loadtest.phone;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Joins a stream's socket and its media, and tells the call how it ended. One event loop. */
final class StreamSession implements StreamSocket.Listener, CallLog {
    private final PhoneLoop loop;
    private final CallScript script;
    private final PhoneCall call;
    private final CallIdentity identity;
    private final StreamStatusCallback statusCallback;
    private final Runnable afterwards;
    private final StreamSocket socket;
    private final DelayLine downlink;
    private final WireLog wireLog;
    private @Nullable MediaStream stream;

    /** Whose stream it is, and what comes after it. */
    record Owner(
            CallScript script,
            PhoneCall call,
            StreamStatusCallback statusCallback,
            Runnable afterwards) {}

    StreamSession(PhoneLoop loop, CallIdentity identity, Owner owner) {
        this.loop = loop;
        this.identity = identity;
        script = owner.script;
        call = owner.call;
        statusCallback = owner.statusCallback;
        afterwards = owner.afterwards;
        socket = new StreamSocket(loop, this);
        downlink = new DelayLine(script.downlinkPath(), loop.wheel);
        wireLog = new WireLog(script.hearing() == CallScript.Hearing.RECORD);
    }

    StreamSocket socket() {
        return socket;
    }

    /** The upgrade succeeded: the stream starts now. */
    void opened() {
        long nowNanos = loop.now();
        StreamWire near =
                wireLog.recording() ? new LoggedWire(socket, wireLog, loop.nanoTime) : socket;
        StreamWire wire =
                script.uplinkPath().isNone()
                        ? near
                        : new DelayedWire(
                                near,
                                new DelayLine(script.uplinkPath(), loop.wheel),
                                loop.nanoTime);
        MediaStream.Parts parts =
                new MediaStream.Parts(identity, wire, loop.wheel, this, loop.scratch, wireLog);
        MediaStream opened = new MediaStream(parts, script, nowNanos);
        stream = opened;
        call.streamOpened(opened);
        statusCallback.started();
        if (call.callerHungUp()) {
            opened.hangUp(HangUp.STOP);
        } else {
            opened.open(nowNanos);
        }
    }

    /** The upgrade failed: there is no stream. */
    void refused(String detail) {
        statusCallback.failed(detail);
        afterwards.run();
    }

    @Override
    public void text(byte[] utf8, int length, long nowNanos) {
        if (downlink.isDirect()) {
            arrived(utf8, length, nowNanos, nowNanos);
        } else {
            byte[] kept = Arrays.copyOf(utf8, length);
            downlink.send(nowNanos, arrivalNanos -> arrived(kept, length, nowNanos, arrivalNanos));
        }
    }

    private void arrived(byte[] utf8, int length, long cameNanos, long nowNanos) {
        if (stream != null) {
            stream.received(utf8, length, cameNanos, nowNanos);
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
        downlink.send(
                nowNanos,
                arrivalNanos -> {
                    if (stream != null) {
                        stream.end();
                    }
                });
    }

    @Override
    public void closed(int closeCode, PhoneCallReport.ClosedBy closedBy, long nowNanos) {
        downlink.send(nowNanos, arrivalNanos -> ended(closeCode, closedBy, arrivalNanos));
    }

    private void ended(int closeCode, PhoneCallReport.ClosedBy closedBy, long nowNanos) {
        if (stream == null) {
            return;
        }
        if (closedBy == PhoneCallReport.ClosedBy.GATEWAY && closeCode != 1000) {
            boolean abrupt = closeCode == 1006;
            String detail =
                    abrupt
                            ? "connection ended without a close frame"
                            : "closed with code " + closeCode;
            violation(
                    abrupt ? Violation.STREAM_BROKEN : Violation.STREAM_CLOSED_BY_SERVER,
                    nowNanos,
                    detail);
            statusCallback.failed(detail);
        } else {
            statusCallback.stopped();
        }
        call.streamClosed(stream.report(nowNanos, closeCode, closedBy));
        stream = null;
        afterwards.run();
    }
}
