package dev.trunkline.loadtest.phone;

import dev.trunkline.loadtest.audio.MuLaw;
import dev.trunkline.loadtest.audio.Recording;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The far edge's player. Audio is played strictly in order at 8 kHz; where nothing is queued there
 * is silence. Since the rate is fixed and nothing pauses it, the sample at which every byte will
 * play is known when it arrives: there is no queue of audio, only a timeline, which a {@code clear}
 * cuts at the sample being played.
 *
 * <p>Sample n plays from {@code origin + n * 125 000 ns}. Not thread-safe; time is an argument.
 */
final class Playout {
    static final long NANOS_PER_SAMPLE = 125_000;

    /** Audio that starts this soon after the queue ran dry was late, not a new utterance. */
    private static final long UNDERRUN_LIMIT_SAMPLES = 8L * 500;

    private final long originNanos;
    private final boolean recording;
    private final long delaySamples;
    private final MarkEcho echo;
    private final ArrayDeque<PendingMark> pendingMarks = new ArrayDeque<>();
    private final ArrayDeque<Run> unplayed = new ArrayDeque<>();
    private final List<Segment> closed = new ArrayList<>();
    private byte[] timeline = new byte[0];
    private long endSample; // the sample after the last one scheduled
    private Segment segment = new Segment();
    private boolean dryAfterClear = true; // nothing was playing: what comes next is no underrun
    private long underruns;
    private long receivedBytes;
    private long thrownOutBytes;

    /** Called for a mark whose audio has been played, or that a clear has thrown out. */
    interface MarkEcho {
        void echo(byte[] name, long receivedNanos, long playedNanos, boolean cleared);
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record PendingMark(byte[] name, long receivedNanos, long atSample) {}

    /** Audio between two marks. */
    private static final class Segment {
        long receivedBytes;
        long playedBytes;
        @Nullable String mark;
    }

    /** Samples of one segment that play without a break. */
    private static final class Run {
        final Segment segment;
        long fromSample;
        long endSample;

        Run(Segment segment, long fromSample, long endSample) {
            this.segment = segment;
            this.fromSample = fromSample;
            this.endSample = endSample;
        }
    }

    Playout(long originNanos, boolean recording, MarkEcho echo) {
        this(originNanos, recording, 0, echo);
    }

    /** {@code delayMs}: how long audio is held back where nothing was playing before it. */
    Playout(long originNanos, boolean recording, long delayMs, MarkEcho echo) {
        this.originNanos = originNanos;
        this.recording = recording;
        delaySamples = delayMs * MuLaw.BYTES_PER_MS;
        this.echo = echo;
    }

    /**
     * Queues audio that arrived now.
     *
     * @param muLaw the bytes, borrowed; null when they are not recorded and only their number
     *     counts
     * @return the sample at which its first byte plays
     */
    long audio(byte @Nullable [] muLaw, int bytes, long nowNanos) {
        advance(nowNanos);
        long now = sampleAfter(nowNanos);
        long from = endSample > now ? endSample : now + delaySamples;
        if (from > endSample && !dryAfterClear && now - endSample < UNDERRUN_LIMIT_SAMPLES) {
            underruns++;
        }
        dryAfterClear = false;
        Run last = unplayed.peekLast();
        if (last != null && last.segment == segment && last.endSample == from) {
            last.endSample += bytes;
        } else {
            unplayed.add(new Run(segment, from, from + bytes));
        }
        endSample = from + bytes;
        segment.receivedBytes += bytes;
        receivedBytes += bytes;
        if (recording && muLaw != null) {
            record(muLaw, bytes, from);
        }
        return from;
    }

    /**
     * A mark arrived: echoed once everything before it is played, at once if that is so already.
     */
    void mark(byte[] name, long nowNanos) {
        advance(nowNanos);
        closeSegment(name);
        if (pendingMarks.isEmpty() && endSample <= sampleBefore(nowNanos)) {
            echo.echo(name, nowNanos, nowNanos, false);
        } else {
            pendingMarks.add(new PendingMark(name, nowNanos, endSample));
        }
    }

    /**
     * Throws out everything that has not been played and echoes all pending marks.
     *
     * @return bytes that were thrown out
     */
    long clear(long nowNanos) {
        advance(nowNanos);
        long cut = Math.min(endSample, sampleAfter(nowNanos));
        long thrownOut = 0;
        for (Run run : unplayed) {
            long from = Math.max(run.fromSample, cut);
            thrownOut += Math.max(0, run.endSample - from);
            run.segment.playedBytes += Math.max(0, from - run.fromSample);
        }
        unplayed.clear();
        if (recording && cut < endSample) {
            Arrays.fill(
                    timeline, (int) cut, (int) Math.min(endSample, timeline.length), MuLaw.SILENCE);
        }
        endSample = cut;
        thrownOutBytes += thrownOut;
        closeSegment(null);
        dryAfterClear = true;
        for (PendingMark mark = pendingMarks.poll(); mark != null; mark = pendingMarks.poll()) {
            echo.echo(mark.name, mark.receivedNanos, nowNanos, true);
        }
        return thrownOut;
    }

    /** Echoes every mark whose time has come. */
    void advance(long nowNanos) {
        long played = sampleBefore(nowNanos);
        for (Run run = unplayed.peek();
                run != null && run.fromSample < played;
                run = unplayed.peek()) {
            long to = Math.min(run.endSample, played);
            run.segment.playedBytes += to - run.fromSample;
            run.fromSample = to;
            if (to < run.endSample) {
                break;
            }
            unplayed.remove();
        }
        for (PendingMark mark = pendingMarks.peek();
                mark != null && mark.atSample <= played;
                mark = pendingMarks.peek()) {
            pendingMarks.remove();
            echo.echo(mark.name, mark.receivedNanos, nanosOf(mark.atSample), false);
        }
    }

    /** When the next mark is due, or {@link Long#MAX_VALUE}. */
    long nextDueNanos() {
        PendingMark mark = pendingMarks.peek();
        return mark == null ? Long.MAX_VALUE : nanosOf(mark.atSample);
    }

    /** The sample after the last one scheduled: from there on nothing is queued. */
    long endSample() {
        return endSample;
    }

    long underruns() {
        return underruns;
    }

    long receivedBytes() {
        return receivedBytes;
    }

    /** Bytes that have been played by now. */
    long playedBytes(long nowNanos) {
        advance(nowNanos);
        long waiting = 0;
        for (Run run : unplayed) {
            waiting += run.endSample - run.fromSample;
        }
        return receivedBytes - waiting - thrownOutBytes;
    }

    private void closeSegment(byte @Nullable [] mark) {
        if (recording && (mark != null || segment.receivedBytes > 0)) {
            segment.mark = mark == null ? null : new String(mark, StandardCharsets.UTF_8);
            closed.add(segment);
        }
        segment = new Segment();
    }

    private void record(byte[] muLaw, int bytes, long from) {
        int end = Math.toIntExact(from + bytes);
        if (end > timeline.length) {
            int had = timeline.length;
            timeline = Arrays.copyOf(timeline, Math.max(end, had + had / 2 + 8000));
            Arrays.fill(timeline, had, timeline.length, MuLaw.SILENCE);
        }
        System.arraycopy(muLaw, 0, timeline, (int) from, bytes);
    }

    /** What a caller has heard until now, silence included; empty when not recording. */
    Recording heard(long nowNanos) {
        if (!recording) {
            return Recording.NONE;
        }
        byte[] heard = new byte[(int) Math.max(0, sampleBefore(nowNanos))];
        Arrays.fill(heard, MuLaw.SILENCE);
        System.arraycopy(
                timeline,
                0,
                heard,
                0,
                (int) Math.min(heard.length, Math.min(endSample, timeline.length)));
        return Recording.of(heard);
    }

    /**
     * Audio between marks and clears, in order, each with what was played of it; only when
     * recording.
     */
    List<PhoneCallReport.PlayedSegment> segments(long nowNanos) {
        advance(nowNanos);
        List<PhoneCallReport.PlayedSegment> all = new ArrayList<>();
        for (Segment each : closed) {
            all.add(
                    new PhoneCallReport.PlayedSegment(
                            each.mark, each.receivedBytes, each.playedBytes));
        }
        if (segment.receivedBytes > 0) {
            all.add(
                    new PhoneCallReport.PlayedSegment(
                            null, segment.receivedBytes, segment.playedBytes));
        }
        return all;
    }

    long nanosOf(long sample) {
        return originNanos + sample * NANOS_PER_SAMPLE;
    }

    /** The first sample that can still be chosen: the one that begins at or after this time. */
    long sampleAfter(long nanos) {
        return -Math.floorDiv(originNanos - nanos, NANOS_PER_SAMPLE);
    }

    /** How many samples have been played whole by this time. */
    long sampleBefore(long nanos) {
        return Math.floorDiv(nanos - originNanos, NANOS_PER_SAMPLE);
    }
}
