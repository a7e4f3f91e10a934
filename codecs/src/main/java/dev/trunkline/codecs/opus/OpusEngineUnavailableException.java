package dev.trunkline.codecs.opus;

/**
 * An Opus engine was asked for by name and cannot run here; the message says why and what to do.
 */
public final class OpusEngineUnavailableException extends IllegalStateException {
    OpusEngineUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
