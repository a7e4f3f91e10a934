package dev.trunkline.loadtest.phone;

import java.util.function.LongSupplier;

/** Stamps every message on its way to the socket. */
final class LoggedWire implements StreamWire {
    private final StreamWire socket;
    private final WireLog log;
    private final LongSupplier nanoTime;

    LoggedWire(StreamWire socket, WireLog log, LongSupplier nanoTime) {
        this.socket = socket;
        this.log = log;
        this.nanoTime = nanoTime;
    }

    @Override
    public void text(byte[] utf8, int length) {
        log.left(nanoTime.getAsLong());
        socket.text(utf8, length);
    }

    @Override
    public void raw(byte[] bytes) {
        socket.raw(bytes);
    }

    @Override
    public boolean writable() {
        return socket.writable();
    }

    @Override
    public void reading(boolean on) {
        socket.reading(on);
    }

    @Override
    public void close(int code) {
        socket.close(code);
    }

    @Override
    public void drop(HangUp how) {
        socket.drop(how);
    }
}
