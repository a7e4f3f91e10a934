package dev.trunkline.gateway.pbx.ari;

import io.vertx.core.Future;
import java.util.List;
import java.util.Map;

/**
 * What an Asterisk can be asked to do. Confined to the Asterisk's event loop, where futures
 * complete; each does within a limit, and fails with an {@link AriException} only.
 */
interface AriControl {
    /** Harmless on a channel that was answered. */
    Future<Void> answer(String channelId);

    /** Makes a bridge that mixes, under this name. */
    Future<Void> createBridge(String bridgeId);

    /**
     * Makes a channel whose audio comes to us.
     *
     * @param parameters beside application and id
     */
    Future<AriChannel> createMedia(String channelId, Map<String, String> parameters);

    /** Takes channels out of whatever bridge they are in, into this one. */
    Future<Void> addToBridge(String bridgeId, List<String> channelIds);

    Future<Void> setVariable(String channelId, String name, String value);

    /** Lets a channel go on in the dialplan, behind its {@code Stasis()}. */
    Future<Void> proceed(String channelId);

    /** Lets a channel go on in the dialplan, at an extension. */
    Future<Void> proceedAt(String channelId, String context, String extension);

    /** Asks the channel's far end to call elsewhere; done means asked. */
    Future<Void> redirect(String channelId, String endpoint);

    /** Hangs up; also done if there is no such channel. */
    Future<Void> hangUp(String channelId);

    /** Done also if there is no such bridge. */
    Future<Void> destroyBridge(String bridgeId);

    /** All channels, of whatever application. */
    Future<List<AriChannel>> channels();

    /** All bridges' ids. */
    Future<List<String>> bridges();

    /** Whether anyone has the application, or channels are left in it. */
    Future<Boolean> applicationExists();
}
