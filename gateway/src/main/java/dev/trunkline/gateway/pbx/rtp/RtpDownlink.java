package dev.trunkline.gateway.pbx.rtp;

import dev.trunkline.codecs.audio.AudioFormat;
import dev.trunkline.codecs.opus.OpusEncoder;
import dev.trunkline.codecs.rtp.RtpPacketView;
import dev.trunkline.codecs.rtp.RtpSender;
import dev.trunkline.codecs.rtp.TelephoneEvent;
import dev.trunkline.codecs.rtp.TelephoneEventSender;
import dev.trunkline.gateway.call.PhoneLeg;
import dev.trunkline.gateway.pbx.FramePacer;
import dev.trunkline.gateway.pbx.PacedPlayout;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.Arrays;
import java.util.Random;

/**
 * The agent's side of an RTP leg: one frame of what the call handed over on every beat, encoded
 * then, in packets of the session's time. Timestamps go on through silence. The marker is set where
 * packets follow a time without any (RFC 3551 section 4.1).
 *
 * <p>Keys wait until the audio has been played that was handed over before them, then take its
 * place: the agent's next words are late by as much. Hot path; allocates nothing but the packets'
 * buffers and what the encoder does. Confined to the leg's event loop.
 */
final class RtpDownlink {
    /** Silence that is still sent where silence is not: the encoder's and the phone's filters. */
    private static final int TRAILING_FRAMES = 10;

    private static final int KEY_MS = 100;
    private static final int KEY_PAUSE_FRAMES = 5;
    private static final int MOST_KEYS = 64;

    /** Marks of this generation are not the call's: keys wait behind them. */
    private static final int KEYS = -1;

    /** Where what is to be sent goes. */
    interface Output {
        /** Takes the packet. */
        void send(ByteBuf packet);

        /** A mark's audio has lasted. */
        void played(int generation, int sequence);
    }

    private final RtpFormats formats;
    private final FrameEncoder encoder;
    private final byte silence;
    private final PacedPlayout playout;
    private final RtpSender sender;
    private final TelephoneEventSender events;
    private final ByteBufAllocator allocator;
    private final Output output;
    private final PacedPlayout.MarkSink marks = this::onMark;
    private final boolean sendsSilence;
    private final int frameTicks;
    private final int packetFrames;
    private final byte[] frame;
    private final byte[] packetAudio;
    private final byte[] payload;
    private final StringBuilder keys = new StringBuilder();

    private int frames;
    private boolean voiced;
    private int silentPackets;
    private boolean afterPause = true;
    private int keysWaiting;
    private int keyPause;
    private boolean closed;

    RtpDownlink(
            RtpFormats formats,
            AudioFormat agentFormat,
            FrameEncoder encoder,
            boolean sendsSilence,
            ByteBufAllocator allocator,
            Random random,
            Output output) {
        this.formats = formats;
        this.encoder = encoder;
        this.sendsSilence = sendsSilence;
        this.allocator = allocator;
        this.output = output;
        silence = agentFormat.silence();
        playout = new PacedPlayout(agentFormat, 2 * PhoneLeg.MOST_PACED_LEAD_MS);
        sender =
                new RtpSender(
                        formats.spokenType(), random.nextInt(), random.nextInt(), random.nextInt());
        frameTicks = formats.spoken().clockHz() / 1_000 * FramePacer.FRAME_MS;
        int eventType = Math.max(0, formats.spokenEventType());
        events = new TelephoneEventSender(sender, eventType, frameTicks);
        packetFrames = formats.ptimeMs() / FramePacer.FRAME_MS;
        frame = new byte[playout.frameBytes()];
        packetAudio = new byte[packetFrames * frame.length];
        payload = new byte[Math.max(OpusEncoder.MAX_PACKET_BYTES, packetAudio.length)];
    }

    PacedPlayout playout() {
        return playout;
    }

    RtpSender sender() {
        return sender;
    }

    /** Queues keys; false if they cannot be sent as events, or are too many. */
    boolean sendKeys(String digits) {
        if (formats.spokenEventType() == RtpFormats.NONE
                || !formats.sends()
                || keys.length() + digits.length() > MOST_KEYS
                || !digits.chars().allMatch(TelephoneEvent::isKey)) {
            return false;
        }
        keys.append(digits);
        playout.mark(KEYS, digits.length());
        return true;
    }

    private void onMark(int generation, int sequence) {
        if (generation == KEYS) {
            keysWaiting += sequence;
        } else {
            output.played(generation, sequence);
        }
    }

    /**
     * A frame is due.
     *
     * @param skipped frames before it whose time has passed
     */
    void beat(int skipped) {
        if (skipped > 0) {
            sender.skip((long) skipped * frameTicks);
            afterPause = true;
        }
        if (!sendsKey()) {
            sendAudio();
        }
    }

    private boolean sendsKey() {
        if (!events.sending() && keysWaiting > 0 && keyPause == 0) {
            events.press(keys.charAt(0), formats.spoken().clockHz() / 1_000 * KEY_MS);
            keys.deleteCharAt(0);
            keysWaiting--;
            // a packet that was being filled is sent behind the keys
        }
        if (!events.sending()) {
            if (keyPause > 0) {
                keyPause--;
            }
            return false;
        }
        do { // the end comes three times (RFC 4733 section 2.5.1.4), at once as Asterisk does
            ByteBuf packet =
                    allocator.directBuffer(
                            RtpPacketView.FIXED_HEADER_BYTES + TelephoneEvent.PAYLOAD_BYTES);
            events.writeNext(packet);
            output.send(packet);
        } while (events.ending());
        keyPause = KEY_PAUSE_FRAMES;
        afterPause = true;
        return true;
    }

    private void sendAudio() {
        boolean holds = keysWaiting > 0; // the time between two keys
        voiced |= !holds && playout.take(frame, marks);
        if (closed) {
            return; // what was just heard has ended the call
        }
        if (holds) {
            Arrays.fill(frame, silence);
        }
        System.arraycopy(frame, 0, packetAudio, frames * frame.length, frame.length);
        if (++frames < packetFrames) {
            return;
        }
        frames = 0;
        silentPackets = voiced ? 0 : silentPackets + 1;
        voiced = false;
        int ticks = packetFrames * frameTicks;
        boolean left =
                !formats.sends()
                        || (!sendsSilence && silentPackets * packetFrames > TRAILING_FRAMES);
        int bytes = left ? 0 : encoder.encode(packetAudio, packetAudio.length, payload);
        if (bytes == FrameEncoder.NOTHING) {
            sender.skip(ticks);
            afterPause = true;
            return;
        }
        ByteBuf packet = allocator.directBuffer(RtpPacketView.FIXED_HEADER_BYTES + bytes);
        sender.writeHeader(packet, afterPause, bytes, ticks);
        packet.writeBytes(payload, 0, bytes);
        afterPause = false;
        output.send(packet);
    }

    /** What the far end loses, in percent. */
    void expectLoss(int percent) {
        if (!closed) {
            encoder.expectLoss(percent);
        }
    }

    /** Frees the encoder; what waits is dropped. */
    void close() {
        closed = true;
        encoder.close();
    }

    @Override
    public String toString() {
        return playout + " -> " + formats.spoken();
    }
}
