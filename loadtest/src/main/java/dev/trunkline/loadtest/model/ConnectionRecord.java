package dev.trunkline.loadtest.model;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one client did, for tests to read from any thread. Nanosecond stamps are those of {@link
 * System#nanoTime()}.
 */
public final class ConnectionRecord {
    /** A client event that was refused. {@code eventType} null: not even JSON with a type. */
    public record Violation(
            @Nullable String eventType, String code, String message, @Nullable String param) {}

    /**
     * A {@code conversation.item.truncate} with the audio its item had at that moment.
     *
     * @param itemAudioMs audio sent before this truncation; -1 for an unknown item
     * @param errorCode null if it was accepted
     */
    public record Truncation(
            String itemId,
            int contentIndex,
            long audioEndMs,
            long itemAudioMs,
            @Nullable String errorCode) {}

    /**
     * Something whose time matters, on the client's side of the simulated network: an event of the
     * service by its type when it left, or one of {@link #CONNECTED}, {@link #PING}, {@link #PONG},
     * {@link #FIRST_DELTA}.
     */
    public record Stamp(String what, long nanos) {}

    /** The client connected. */
    public static final String CONNECTED = "connected";

    /** The first delta of a response left, spoken or written. */
    public static final String FIRST_DELTA = "first delta";

    /** A ping of the client came. */
    public static final String PING = "ping";

    /** Its pong left. */
    public static final String PONG = "pong";

    /** A long load test must not fill the heap with event names. */
    private static final int MAX_KEPT = 20_000;

    private final List<String> clientEvents = new ArrayList<>();
    private final List<Violation> violations = new ArrayList<>();
    private final List<Stamp> stamps = new ArrayList<>();
    private final List<Truncation> truncations = new ArrayList<>();
    private final List<String> sentEvents = new ArrayList<>();
    private final ByteArrayOutputStream audio = new ByteArrayOutputStream();
    private final List<Long> appendNanos = new ArrayList<>();
    private long appends;
    private long appendedBytes;
    private long firstAppendNanos;
    private long sessionUpdateNanos;
    private long appendsBeforeUpdated;
    private long pongs;
    private long clientPings;
    private long audioDeltas;
    private int closeCode = -1;
    private boolean closed;

    ConnectionRecord() {}

    synchronized void clientEvent(String type, long nowNanos) {
        keep(clientEvents, type);
        if (type.equals("session.update") && sessionUpdateNanos == 0) {
            sessionUpdateNanos = nowNanos;
        }
    }

    synchronized void happened(String what, long nanos) {
        keep(stamps, new Stamp(what, nanos));
    }

    private static <T> void keep(List<T> kept, T newest) {
        if (kept.size() < MAX_KEPT) {
            kept.add(newest);
        }
    }

    synchronized void violation(Violation violation) {
        keep(violations, violation);
    }

    synchronized void truncation(Truncation truncation) {
        keep(truncations, truncation);
    }

    synchronized void sent(String type) {
        keep(sentEvents, type);
    }

    /** Uncontended in load mode, so a few nanoseconds. */
    synchronized void appended(
            byte[] bytes, int byteCount, boolean keep, boolean updated, long nowNanos) {
        if (appends++ == 0) {
            firstAppendNanos = nowNanos;
        }
        appendedBytes += byteCount;
        if (!updated) {
            appendsBeforeUpdated++;
        }
        if (keep) {
            audio.write(bytes, 0, byteCount);
            keep(appendNanos, nowNanos);
        }
    }

    synchronized void audioDelta() {
        audioDeltas++;
    }

    synchronized void pong() {
        pongs++;
    }

    synchronized void clientPing() {
        clientPings++;
    }

    synchronized void closed(int code) {
        if (!closed) {
            closed = true;
            closeCode = code;
        }
    }

    /**
     * Types of the client's events in order; fast-path appends are not among them, see {@link
     * #appends}.
     */
    public synchronized List<String> clientEvents() {
        return List.copyOf(clientEvents);
    }

    /** Everything refused so far, races included ({@code response_cancel_not_active}). */
    public synchronized List<Violation> violations() {
        return List.copyOf(violations);
    }

    public synchronized List<Truncation> truncations() {
        return List.copyOf(truncations);
    }

    /** What happened when, in that order. */
    public synchronized List<Stamp> stamps() {
        return List.copyOf(stamps);
    }

    /** Types of the events sent in order, audio deltas left out: see {@link #audioDeltas}. */
    public synchronized List<String> sentEvents() {
        return List.copyOf(sentEvents);
    }

    /** All appended audio in order, in whatever format it was; empty if not recorded. */
    public synchronized byte[] audio() {
        return audio.toByteArray();
    }

    public synchronized long appends() {
        return appends;
    }

    /** When each append came, behind the simulated network; empty if not recorded. */
    public synchronized List<Long> appendNanos() {
        return List.copyOf(appendNanos);
    }

    public synchronized long appendedBytes() {
        return appendedBytes;
    }

    /** Audio appended before {@code session.updated} was sent: heard in the default format. */
    public synchronized long appendsBeforeUpdated() {
        return appendsBeforeUpdated;
    }

    /** 0 if nothing was appended yet. */
    public synchronized long firstAppendNanos() {
        return firstAppendNanos;
    }

    /** 0 if there was none yet. */
    public synchronized long sessionUpdateNanos() {
        return sessionUpdateNanos;
    }

    public synchronized long audioDeltas() {
        return audioDeltas;
    }

    /** WebSocket pongs received. */
    public synchronized long pongs() {
        return pongs;
    }

    /** WebSocket pings received, answered or not. */
    public synchronized long clientPings() {
        return clientPings;
    }

    public synchronized boolean isClosed() {
        return closed;
    }

    /** The client's close code; 1005 without one, 1006 without a close frame, -1 while open. */
    public synchronized int closeCode() {
        return closeCode;
    }
}
