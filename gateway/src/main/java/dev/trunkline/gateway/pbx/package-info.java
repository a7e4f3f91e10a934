/**
 * Calls from a PBX, past Twilio: what its control, its ways of media and the calls know of each
 * other, and the pacing of legs that nobody else paces.
 *
 * <pre>
 *   pbx.ari ── PbxCaller ──▶ {@link dev.trunkline.gateway.pbx.PbxCalls} (the calls)
 *      │                            ▲ begin
 *      └─ {@link dev.trunkline.gateway.pbx.PbxMedia} ─▶ {@link dev.trunkline.gateway.pbx.PbxLeg}: pbx.rtp, pbx.socket
 * </pre>
 */
@NullMarked
package dev.trunkline.gateway.pbx;

import org.jspecify.annotations.NullMarked;
