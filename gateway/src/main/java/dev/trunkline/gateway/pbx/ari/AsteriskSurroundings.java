package dev.trunkline.gateway.pbx.ari;

import dev.trunkline.gateway.call.CallClock;
import dev.trunkline.gateway.config.pbx.AsteriskConfig;
import dev.trunkline.gateway.pbx.PbxCalls;
import dev.trunkline.gateway.pbx.PbxMedia;
import java.util.concurrent.Executor;

/**
 * What calls of one Asterisk are controlled with.
 *
 * @param media how their audio comes
 * @param ids names what is made there
 * @param clock of the Asterisk's event loop
 * @param loop runs tasks there, in order
 */
record AsteriskSurroundings(
        AsteriskConfig config,
        AriControl control,
        PbxMedia media,
        PbxCalls calls,
        OurIds ids,
        CallClock clock,
        Executor loop) {}
