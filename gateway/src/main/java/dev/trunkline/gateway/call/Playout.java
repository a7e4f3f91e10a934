package dev.trunkline.gateway.call;

import dev.trunkline.codecs.audio.AudioFormat;
import dev.trunkline.codecs.audio.DtmfTones;
import dev.trunkline.gateway.call.CallClock.Timer;
import dev.trunkline.gateway.call.ModelSessionListener.AudioItem;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The agent's voice on its way to the phone: queued, cut into whole frames, handed over no further
 * ahead than the lead, and followed by marks until it was heard.
 *
 * <p>Positions are bytes since the generation began, on one line that all items share:
 *
 * <pre>
 *        heard            handed                 offered
 *  --------|----------------|-----------------------|
 *   played   at the phone      still here (fifo)
 * </pre>
 *
 * <p>What was heard is known at each mark and reckoned between marks from the time since, as the
 * phone plays at real-time rate. A {@code clear} begins a new generation; marks of the old one that
 * it sends back do not mean heard.
 *
 * <p>Hot path: {@link #offer} and {@link #pump} allocate nothing. Confined to the call's event
 * loop.
 */
final class Playout {
    /** An item, and where its first whole frame lies. */
    private record Starting(AudioItem item, long position) {}

    private static final int MOST_STARTING = 64;

    /** Keys that the gateway plays: no item of the model's. */
    static final AudioItem TONES = new AudioItem("", "", 0);

    private final PhoneLeg leg;
    private final CallClock clock;
    private final PlayoutListener listener;
    private final AudioFormat format;
    private final AudioFifo fifo;
    private final PlayoutLedger ledger = new PlayoutLedger();
    private final MarkQueue marks = new MarkQueue();
    private final byte[] frame;
    private final byte[] silence;
    private final long leadNanos;
    private final int markIntervalBytes;
    private final Runnable pumpTask = this::onTimer;

    private int generation;
    private long offered;
    private long handed;
    private long marked;

    /** When everything handed over will have been played. */
    private long playEndNanos;

    /** When what the phone plays without a pause began to play, as far as it is reckoned. */
    private long spurtBeganNanos;

    private long spurtPosition;

    /** The mark behind that spurt's first frame until it is back, then -1. */
    private int spurtSequence = -1;

    /** The same of the spurt that the last clear cut. */
    private int cutSpurtSequence = -1;

    /** Items handed over that are not known to play yet, oldest first. */
    private final ArrayDeque<Starting> starting = new ArrayDeque<>();

    /** The mark that the last clear made the phone send back. */
    private int clearedSequence = -1;

    private @Nullable AudioItem openItem;
    private @Nullable Timer timer;
    private boolean closed;

    Playout(
            PhoneLeg leg,
            PlayoutSettings settings,
            CallClock clock,
            ByteBufAllocator allocator,
            PlayoutListener listener) {
        this.leg = leg;
        this.clock = clock;
        this.listener = listener;
        format = leg.agentFormat();
        frame = new byte[format.bytes(settings.frameMs())];
        // Whole frames: a full queue must not leave a part of one that nothing fills up.
        int mostBytes = format.bytes(settings.maxQueuedMs());
        fifo = new AudioFifo(allocator, Math.max(1, mostBytes / frame.length) * frame.length);
        silence = new byte[frame.length];
        Arrays.fill(silence, format.silence());
        int leadMs =
                leg.echoesMarks()
                        ? settings.leadMs()
                        : Math.min(settings.leadMs(), PhoneLeg.MOST_PACED_LEAD_MS);
        leadNanos = leadMs * 1_000_000L;
        markIntervalBytes = format.bytes(settings.markIntervalMs());
        playEndNanos = clock.nanos();
    }

    /** Which marks count: grows by one with each clear. */
    int generation() {
        return generation;
    }

    /**
     * Queues audio of an item behind all that came before.
     *
     * @param audio borrowed, in the leg's format
     */
    void offer(AudioItem item, byte[] audio, int offset, int byteCount) {
        if (closed) {
            return; // the model may speak on until it has read that its session is over
        }
        if (openItem != null && !openItem.equals(item)) {
            padLastFrame();
        }
        openItem = item;
        int taken = fifo.offer(audio, offset, byteCount);
        ledger.add(item, offered, taken);
        offered += taken;
        if (taken < byteCount) {
            listener.onOverflow(format.durationMs(byteCount - taken));
        }
    }

    /** Plays keys behind all that came before; cold path. */
    void offerKeys(String digits, long nowNanos) {
        DtmfTones tones = DtmfTones.of(format);
        for (int i = 0; i < digits.length(); i++) {
            byte[] audio = tones.audio(digits.charAt(i));
            offer(TONES, audio, 0, audio.length);
        }
        itemDone(TONES, nowNanos);
    }

    /** No more audio of {@code item} comes: its last frame is filled up with silence. */
    void itemDone(AudioItem item, long nowNanos) {
        ledger.done(item);
        if (item.equals(openItem)) {
            padLastFrame();
            openItem = null;
        }
        pump(nowNanos);
        if (handed == offered && marked < handed) {
            mark(nowNanos);
            leg.flush();
        }
    }

    /** Nothing more of this response comes: an item whose end was not announced ends here. */
    void responseDone(String responseId, long nowNanos) {
        ledger.responseDone(responseId);
        if (openItem != null && openItem.responseId().equals(responseId)) {
            itemDone(openItem, nowNanos);
        }
    }

    /** Hands over as many whole frames as the lead allows. */
    void pump(long nowNanos) {
        boolean wrote = false;
        AudioItem begun = null;
        while (fifo.size() >= frame.length
                && leg.writable()
                && playEndNanos - nowNanos < leadNanos) {
            boolean spurt = handed == 0 || playEndNanos - nowNanos <= 0;
            if (spurt) {
                spurtBeganNanos = nowNanos;
                spurtPosition = handed;
            }
            fifo.poll(frame);
            leg.sendFrame(frame);
            AudioItem first = ledger.startingIn(handed, handed + frame.length);
            if (TONES.equals(first)) {
                first = null; // nothing that is timed as the agent's words
            }
            if (first != null) {
                if (starting.size() == MOST_STARTING) { // a phone that answers no mark
                    starting.removeFirst();
                }
                starting.add(new Starting(first, handed));
            }
            handed += frame.length;
            playEndNanos = Math.max(playEndNanos, nowNanos) + nanos(frame.length);
            if (spurt
                    || first != null
                    || handed - marked >= markIntervalBytes
                    || (handed == offered && openItem == null)) {
                int sequence = mark(nowNanos);
                spurtSequence = spurt ? sequence : spurtSequence;
            }
            wrote = true;
            begun = first == null ? begun : first;
        }
        if (wrote) {
            leg.flush();
        }
        if (begun != null) {
            listener.onFirstFrame(begun, clock.nanos());
        }
        if (fifo.size() >= frame.length && timer == null && leg.writable()) {
            // Half the lead: late by as much as the other half, the phone still has something to
            // play.
            timer = clock.schedule(Math.max(leadNanos / 2, nanos(frame.length)), pumpTask);
        }
    }

    /** A mark came back. */
    void onMark(int markGeneration, int sequence, long nowNanos) {
        if (markGeneration != generation) {
            if (markGeneration == generation - 1) {
                onCutMark(sequence, nowNanos);
            }
            return;
        }
        if (!marks.reached(sequence)) {
            return;
        }
        long position = marks.position();
        playEndNanos = nowNanos + nanos(handed - position);
        if (marks.wasIdle()) {
            listener.onIdleMark(nowNanos - marks.sentNanos());
            return; // nothing was played
        }
        if (spurtSequence >= 0 && sequence >= spurtSequence) {
            spurtBeganNanos = nowNanos - nanos(position - spurtPosition);
            spurtSequence = -1;
        }
        while (!starting.isEmpty() && starting.getFirst().position < position) {
            Starting began = starting.removeFirst();
            listener.onItemBegan(began.item, nowNanos - nanos(position - began.position));
        }
        listener.onPlayed(nowNanos);
        if (position == offered && openItem == null) {
            ledger.forget();
            listener.onDrained();
        }
    }

    /** A mark from before the last clear: played on the way of the clear, or returned by it. */
    private void onCutMark(int sequence, long nowNanos) {
        if (sequence == cutSpurtSequence) {
            cutSpurtSequence = -1;
            // If the clear returned it, no more than this frame was played.
            listener.onCutSpurtBegan(nowNanos - nanos(frame.length));
        }
        if (sequence == clearedSequence) {
            clearedSequence = -1;
            listener.onCleared(nowNanos);
        }
    }

    /** Sends a mark if nothing is queued, to learn the leg's round trip. */
    void probe(long nowNanos) {
        if (!closed && handed == offered && playEndNanos <= nowNanos && marks.isEmpty()) {
            marks.idle();
            mark(nowNanos);
            leg.flush();
        }
    }

    /** Whether the far edge still has, or will get, something to play. */
    boolean hasUnheard(long nowNanos) {
        return offered > heard(nowNanos);
    }

    /** Whether the far edge plays now, or whole frames wait for it. */
    boolean playing(long nowNanos) {
        return playEndNanos > nowNanos || fifo.size() >= frame.length;
    }

    /** Whether the far edge has something that a clear would silence. */
    boolean audible(long nowNanos) {
        return handed > heard(nowNanos);
    }

    /** When what the far edge plays now began to play, as far as it is reckoned. */
    long spurtBeganNanos() {
        return spurtBeganNanos;
    }

    /** When the far edge will have played all that was handed over. */
    long playEndNanos() {
        return playEndNanos;
    }

    /** Whether all that was offered has been heard by its mark, or must have been by the clock. */
    boolean drained(long nowNanos) {
        return openItem == null && !hasUnheard(nowNanos) && marks.isEmpty();
    }

    /**
     * Stops the agent: drops what is queued, clears the phone, begins a new generation.
     *
     * @return the items that were cut, in the order of playing, each with what was heard of it
     */
    List<Unheard> clear(long nowNanos) {
        long heard = heard(nowNanos);
        List<Unheard> cut = new ArrayList<>();
        ledger.cutAt(heard, format, cut);
        boolean audible = handed > heard;
        if (audible) {
            // Behind all that is under way: its echo proves that nothing is played any more.
            clearedSequence = mark(nowNanos);
            cutSpurtSequence = spurtSequence;
            leg.sendClear();
            leg.flush();
        }
        spurtSequence = -1;
        fifo.clear();
        ledger.clear();
        marks.clear();
        generation++;
        offered = 0;
        handed = 0;
        marked = 0;
        playEndNanos = nowNanos;
        openItem = null;
        starting.clear();
        cancelTimer();
        return cut;
    }

    /** Ends without a word to the leg; gives all memory back. */
    void close() {
        closed = true;
        fifo.clear();
        cancelTimer();
    }

    /**
     * Bytes heard: the last mark, and the time since at real-time rate, never more than handed
     * over.
     */
    private long heard(long nowNanos) {
        long unplayed = Math.max(0, playEndNanos - nowNanos) * format.bytesPerMs() / 1_000_000L;
        return Math.max(marks.reachedPosition(), handed - unplayed);
    }

    private void padLastFrame() {
        int partial = (int) (offered % frame.length);
        if (partial > 0) {
            offered += fifo.offer(silence, 0, frame.length - partial);
        }
    }

    private int mark(long nowNanos) {
        int sequence = marks.sent(handed, nowNanos);
        if (sequence >= 0) {
            leg.sendMark(generation, sequence);
            marked = handed;
        }
        return sequence;
    }

    private void onTimer() {
        timer = null;
        pump(clock.nanos());
    }

    private void cancelTimer() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    private long nanos(long byteCount) {
        return byteCount * 1_000_000L / format.bytesPerMs();
    }

    @Override
    public String toString() {
        return "playout(" + fifo.size() + " bytes queued) -> " + leg;
    }
}
