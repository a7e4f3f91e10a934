package dev.trunkline.gateway.pbx.rtp;

/** RTP cannot be received for a call; the message says why and is safe to log. */
public final class RtpUnavailableException extends Exception {
    RtpUnavailableException(String message) {
        super(message);
    }
}
