package dev.trunkline.gateway.pbx;

import io.vertx.core.Future;
import java.util.Map;

/** Our end of a call's media, before the PBX has made its own. Any thread. */
public interface MediaEnd {
    /**
     * Parameters of {@code POST /channels/externalMedia} beside {@code app} and {@code channelId},
     * not yet URL-encoded.
     */
    Map<String, String> externalMedia();

    /**
     * The PBX has made its end. Once.
     *
     * @param channelVariables {@code channelvars} of its answer
     * @return completes as soon as audio can flow, within a limit of its own; fails with a sentence
     *     that is safe to log, and then nothing is left to abandon
     */
    Future<PbxLeg> join(Map<String, String> channelVariables);

    /** Gives everything back. Harmless at any time; closes what is joined meanwhile. */
    void abandon();
}
