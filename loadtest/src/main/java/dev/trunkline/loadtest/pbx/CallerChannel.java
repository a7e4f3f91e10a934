package dev.trunkline.loadtest.pbx;

import dev.trunkline.codecs.opus.OpusEngine;
import dev.trunkline.loadtest.phone.CallerPhone;
import dev.trunkline.loadtest.phone.HangUp;
import dev.trunkline.loadtest.phone.PhoneLoop;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A caller's SIP channel, and the coding that the phone behind it does: the phone's packets carry
 * sequence and time, so that the core sees gaps where the network lost some. One event loop.
 */
final class CallerChannel extends Channel implements CallerPhone.Exchange {
    /** Before the payload: sequence and time, 8 bytes each. */
    private static final int HEADER_BYTES = 16;

    private static final int FRAME_SAMPLES = 160;
    private static final int KEY_MS = 100;

    private final Switchboard switchboard;
    private final PbxCallScript script;
    private final CallerPhone phone;
    private final Translator encoder;
    private final ByteArrayOutputStream packet = new ByteArrayOutputStream();
    private final StringBuilder digitsHeard = new StringBuilder();
    private int framesInPacket;
    private long packetAt;
    private long sequence;
    private @Nullable ExternalChannel external;

    CallerChannel(
            Switchboard switchboard,
            Birth birth,
            PbxCallScript script,
            PhoneLoop loop,
            OpusEngine opus) {
        super(birth);
        this.switchboard = switchboard;
        this.script = script;
        encoder = new Translator(MediaFormat.ULAW, script.codec(), opus);
        phone = new CallerPhone(birth.id(), loop, script.phone(), this);
    }

    MediaFormat codec() {
        return script.codec();
    }

    PbxCallScript script() {
        return script;
    }

    CallerPhone phone() {
        return phone;
    }

    /** Hears, and is heard by, this one from now on. */
    void joined(ExternalChannel other) {
        external = other;
    }

    /** The newest one that was joined. */
    @Nullable ExternalChannel external() {
        return external;
    }

    /** Keys that were played to the caller. */
    String digitsHeard() {
        return digitsHeard.toString();
    }

    /** The agent's words, μ-law; borrows the array. */
    void hear(byte[] muLaw) {
        phone.hear(muLaw, muLaw.length);
    }

    @Override
    public byte @Nullable [] spoken(long index, byte[] muLaw) {
        if (framesInPacket == 0) {
            packetAt = index * FRAME_SAMPLES;
        }
        packet.writeBytes(encoder.translate(muLaw));
        if (++framesInPacket < script.framesPerPacket()) {
            return null;
        }
        framesInPacket = 0;
        byte[] whole =
                ByteBuffer.allocate(HEADER_BYTES + packet.size())
                        .putLong(sequence++)
                        .putLong(packetAt)
                        .put(packet.toByteArray())
                        .array();
        packet.reset();
        return whole;
    }

    @Override
    public void arrived(byte[] whole, long nowNanos) {
        Bridge bridge = bridge();
        ExternalChannel other = bridge == null ? null : bridge.externalSide();
        if (other != null) {
            ByteBuffer in = ByteBuffer.wrap(whole);
            long number = in.getLong();
            long at = in.getLong();
            byte[] payload = new byte[in.remaining()];
            in.get(payload);
            other.fromCaller(this, new VoiceFrame(number, at, payload));
        }
    }

    @Override
    public void pressed(char digit) {
        switchboard.pressed(this, digit, KEY_MS);
    }

    @Override
    public void hungUp(HangUp how) {
        if (how != HangUp.VANISH) { // then nobody tells Asterisk
            switchboard.hungUpByPeer(this);
        }
    }

    @Override
    void released(HangUpCause cause) {} // the phone goes on until it hears of it

    /** The phone says nothing any more. */
    void silent() {
        encoder.close();
    }

    @Override
    void playDigit(char digit) {
        digitsHeard.append(digit);
    }
}
