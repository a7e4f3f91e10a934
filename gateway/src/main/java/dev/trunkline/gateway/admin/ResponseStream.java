package dev.trunkline.gateway.admin;

import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Lets a worker thread write to a response: in chunks, of which a few are on their way at once. It
 * waits when the reader does, and gives up on one that takes nothing for half a minute. Used by one
 * worker thread.
 */
final class ResponseStream extends OutputStream {
    private static final int CHUNK_BYTES = 16 * 1024;
    private static final int CHUNKS_UNDER_WAY = 8;
    private static final long PATIENCE_SECONDS = 30;

    private final Context loop;
    private final HttpServerResponse response;
    private final Semaphore room = new Semaphore(CHUNKS_UNDER_WAY);
    private Buffer chunk = Buffer.buffer(CHUNK_BYTES);
    private volatile boolean gone;

    /**
     * @param loop the response's own
     */
    ResponseStream(Context loop, HttpServerResponse response) {
        this.loop = loop;
        this.response = response;
        response.closeHandler(closed -> gone());
        response.exceptionHandler(broken -> gone());
    }

    @Override
    public void write(int octet) throws IOException {
        chunk.appendByte((byte) octet);
        sendIfFull();
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        for (int from = offset; from < offset + length; ) {
            int part = Math.min(offset + length - from, CHUNK_BYTES - chunk.length());
            chunk.appendBytes(bytes, from, part);
            from += part;
            sendIfFull();
        }
    }

    /** Sends what is left over; a flush in between would only make chunks small. */
    void finish() throws IOException {
        if (chunk.length() > 0) {
            send();
        }
    }

    /**
     * Ends the response behind all that is under way: whoever learns of the last write may do so
     * before the loop has come to it. Any thread.
     */
    void end() {
        loop.runOnContext(now -> {
            if (!response.closed()) {
                response.end().onFailure(left -> response.reset());
            }
        });
    }

    private void sendIfFull() throws IOException {
        if (chunk.length() >= CHUNK_BYTES) {
            send();
        }
    }

    private void send() throws IOException {
        try {
            if (!room.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException("the reader took nothing for " + PATIENCE_SECONDS + " s");
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("the gateway stops");
        }
        if (gone) {
            throw new IOException("the reader left");
        }
        Buffer full = chunk;
        chunk = Buffer.buffer(CHUNK_BYTES);
        loop.runOnContext(now -> {
            if (gone || response.closed()) {
                gone();
                return;
            }
            response.write(full).onSuccess(written -> room.release()).onFailure(failed -> gone());
        });
    }

    /** Wakes the worker, whose next write fails. */
    private void gone() {
        gone = true;
        room.release();
    }
}
