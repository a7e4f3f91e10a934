package dev.trunkline.gateway.pbx;

import io.vertx.core.Future;

/** One way of bringing the audio of calls: RTP, or a WebSocket. Any thread. */
public interface PbxMedia {
    /** Makes our end of a call's media ready. Fails with a sentence that is safe to log. */
    Future<MediaEnd> open(MediaOrder order);
}
