package dev.trunkline.gateway.pbx.socket;

import dev.trunkline.codecs.audio.AudioFormat;
import dev.trunkline.gateway.call.CallClock;
import dev.trunkline.gateway.config.pbx.PbxFormat;
import dev.trunkline.gateway.pbx.FramePacer;
import dev.trunkline.observability.metrics.CallMeters;

/**
 * Both directions of a socket's audio, which belong together: Opus is packets both ways, anything
 * else samples. Confined to the socket's event loop.
 */
record SocketAudio(CallerAudio caller, AgentAudio agent) {
    /** What audio in either direction is made of. */
    record Parts(SocketOutput output, ControlFormat control, CallClock clock, CallMeters meters) {}

    /** G.711 and linear. */
    static SocketAudio sampled(AudioFormat format, Parts parts, AgentAudio.Listener listener) {
        return new SocketAudio(
                new SampledCallerAudio(format, parts.meters),
                new TimedByAsterisk(format, parts.output, parts.control, listener));
    }

    /**
     * Opus. Its encoder is given no more than the model can hear.
     *
     * @param modelFormat what the model's session takes and gives
     */
    static SocketAudio opus(
            AudioFormat modelFormat,
            PbxSocketSettings settings,
            FramePacer pacer,
            Parts parts,
            AgentAudio.Listener listener) {
        AudioFormat encoded =
                modelFormat == AudioFormat.PCMU ? AudioFormat.PCM_8K : AudioFormat.PCM_16K;
        return new SocketAudio(
                new OpusCallerAudio(settings.opusEngine().decoder(), parts.meters),
                new TimedByUs(
                        encoded,
                        settings.opusEngine().encoder(settings.encoder(encoded)),
                        pacer,
                        parts,
                        listener));
    }

    /** In the format that Asterisk names. */
    static SocketAudio of(
            PbxFormat format,
            AudioFormat modelFormat,
            PbxSocketSettings settings,
            FramePacer pacer,
            Parts parts,
            AgentAudio.Listener listener) {
        AudioFormat samples = format.audio();
        return samples == null
                ? opus(modelFormat, settings, pacer, parts, listener)
                : sampled(samples, parts, listener);
    }

    /** Gives everything back. */
    void close() {
        caller.close();
        agent.close();
    }
}
