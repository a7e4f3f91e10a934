package dev.trunkline.gateway.pbx.sdp;

/** An offer that cannot be used; the message says what, expected, and is safe to show. */
public final class MalformedSdpException extends Exception {
    MalformedSdpException(String message) {
        super(message);
    }
}
