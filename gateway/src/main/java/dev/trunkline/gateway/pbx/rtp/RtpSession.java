package dev.trunkline.gateway.pbx.rtp;

import dev.trunkline.codecs.audio.AudioFormat;
import dev.trunkline.observability.metrics.CallMeters;

/**
 * One RTP session as it was agreed on, and the call it is for.
 *
 * @param modelFormat what the model's session takes and gives
 * @param reference names the call in logs
 * @param onClosed told once, on the leg's event loop, that the leg is over
 */
public record RtpSession(
        RtpFormats formats,
        RtpPeer peer,
        AudioFormat modelFormat,
        CallMeters meters,
        String reference,
        Runnable onClosed) {}
