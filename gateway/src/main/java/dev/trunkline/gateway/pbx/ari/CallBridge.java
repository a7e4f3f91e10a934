package dev.trunkline.gateway.pbx.ari;

import io.vertx.core.Future;
import java.util.List;
import java.util.Map;

/**
 * What one call has made in an Asterisk: the bridge, and the media channel in it. Both have names
 * of ours, so they are removed by name, once, whether their making was answered or not; but not
 * before that answer, or the end of waiting for it, since a request overtaken by its undoing would
 * leave something behind. Confined to the Asterisk's event loop.
 */
final class CallBridge {
    private final AriControl control;
    private final String mediaId;
    private final String bridgeId;
    private Future<?> making = Future.succeededFuture();
    private boolean bridgeAsked;
    private boolean mediaAsked;
    private boolean mediaDestroyed;

    CallBridge(AriControl control, OurIds ids) {
        this.control = control;
        mediaId = ids.mediaChannel();
        bridgeId = ids.bridge();
    }

    String mediaId() {
        return mediaId;
    }

    String bridgeId() {
        return bridgeId;
    }

    Future<Void> make() {
        bridgeAsked = true;
        Future<Void> made = control.createBridge(bridgeId);
        making = made;
        return made;
    }

    Future<AriChannel> makeMedia(Map<String, String> parameters) {
        mediaAsked = true;
        Future<AriChannel> made = control.createMedia(mediaId, parameters);
        making = made;
        return made;
    }

    /** Lets caller and media hear each other. */
    Future<Void> add(String callerId) {
        return control.addToBridge(bridgeId, List.of(callerId, mediaId));
    }

    /** Somebody else has removed the media channel. */
    void mediaDestroyed() {
        mediaDestroyed = true;
    }

    /**
     * Removes what was made; once.
     *
     * @return fails if anything may be left
     */
    Future<Void> remove() {
        return making.transform(_ -> {
            Future<Void> channel =
                    mediaAsked && !mediaDestroyed
                            ? control.hangUp(mediaId)
                            : Future.succeededFuture();
            Future<Void> bridge =
                    bridgeAsked
                            ? channel.transform(_ -> control.destroyBridge(bridgeId))
                            : Future.succeededFuture();
            return Future.join(channel, bridge).mapEmpty();
        });
    }
}
