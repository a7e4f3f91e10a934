package dev.trunkline.loadtest.pbx;

import dev.trunkline.codecs.opus.OpusEngine;
import org.jspecify.annotations.Nullable;

/**
 * The far end of {@code externalMedia}: what takes a caller's audio to the gateway and brings the
 * agent's. One event loop.
 */
abstract class ExternalChannel extends Channel {
    private final MediaFormat format;
    private final OpusEngine opus;
    private @Nullable CallerChannel translatedFor;
    private @Nullable Translator toGateway;

    ExternalChannel(Birth birth, MediaFormat format, OpusEngine opus) {
        super(birth);
        this.format = format;
        this.opus = opus;
    }

    MediaFormat format() {
        return format;
    }

    OpusEngine opus() {
        return opus;
    }

    /** The caller says something, translated to the channel's format. */
    abstract void write(VoiceFrame frame);

    /** The caller in the same bridge says something in its own codec. */
    final void fromCaller(CallerChannel caller, VoiceFrame frame) {
        if (translatedFor != caller) {
            closeTranslator();
            toGateway = new Translator(caller.codec(), format, opus);
            translatedFor = caller;
        }
        byte[] payload = toGateway == null ? frame.payload() : toGateway.translate(frame.payload());
        if (payload.length > 0) {
            write(new VoiceFrame(frame.sequence(), frame.samplesAt8k(), payload));
        }
    }

    /** The agent says something, as μ-law. */
    final void toCaller(byte[] muLaw) {
        Bridge bridge = bridge();
        CallerChannel caller = bridge == null ? null : bridge.callerSide();
        if (caller != null && muLaw.length > 0) {
            caller.hear(muLaw);
        }
    }

    void closeTranslator() {
        if (toGateway != null) {
            toGateway.close();
            toGateway = null;
            translatedFor = null;
        }
    }
}
