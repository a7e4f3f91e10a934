package dev.trunkline.gateway.pbx;

import dev.trunkline.gateway.config.pbx.AsteriskConfig;

/**
 * What media is wanted for.
 *
 * @param asterisk which one's, and in which format
 * @param channelId the name that the external media channel will have
 * @param onClosed told once, on the leg's event loop, that the leg is over: the call has closed it,
 *     or it broke. Not told of an end that is abandoned before it became a leg
 */
public record MediaOrder(
        PbxAdmission.Accepted call, AsteriskConfig asterisk, String channelId, Runnable onClosed) {}
