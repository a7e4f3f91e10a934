package dev.trunkline.gateway.edge;

/** A pair of certificate and key that no server can use; the message is fit for the log. */
public final class UnusableCertificateException extends Exception {
    UnusableCertificateException(String message) {
        super(message);
    }
}
