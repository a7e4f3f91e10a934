package dev.trunkline.loadtest.phone;

import java.util.Arrays;
import java.util.function.LongSupplier;

/**
 * A socket at the far end of a network path: everything sent, the closing included, passes the
 * delay line in order.
 */
final class DelayedWire implements StreamWire {
    private final StreamWire socket;
    private final DelayLine line;
    private final LongSupplier nanoTime;

    DelayedWire(StreamWire socket, DelayLine line, LongSupplier nanoTime) {
        this.socket = socket;
        this.line = line;
        this.nanoTime = nanoTime;
    }

    @Override
    public void text(byte[] utf8, int length) {
        byte[] kept = Arrays.copyOf(utf8, length);
        line.send(nanoTime.getAsLong(), nowNanos -> socket.text(kept, length));
    }

    @Override
    public void raw(byte[] bytes) {
        line.send(nanoTime.getAsLong(), nowNanos -> socket.raw(bytes));
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
        line.send(nanoTime.getAsLong(), nowNanos -> socket.close(code));
    }

    @Override
    public void drop(HangUp how) {
        line.send(nanoTime.getAsLong(), nowNanos -> socket.drop(how));
    }
}
