/**
 * Trunkline as an application of Asterisk's REST interface (ARI): takes the callers that a dialplan
 * hands over by {@code Stasis()}, joins them to our media by a bridge and an external media
 * channel, follows keys and hang-ups, and lets them go.
 *
 * <pre>
 *   events ─▶ AriEvents ─▶ AsteriskHost ─▶ AsteriskCall ─▶ AriControl (AriRest) ─▶ requests
 *                             ├ Reception      ├─▶ PbxCalls: begin, abandon, what follows
 *                             │  └▶ admit      ├─▶ PbxMedia: our end of the audio
 *                             └ Roundup        └ CallBridge, Departure: made and removed, let go
 * </pre>
 *
 * <p>In: the dialplan's {@code Stasis(application,agent=…,trunk=…)}. Out: {@link
 * dev.trunkline.gateway.pbx.PbxCaller} and {@link dev.trunkline.gateway.pbx.PbxLeg}'s keys and
 * hang-up. Channel variables that the dialplan finds behind {@code Stasis()}: {@code
 * TRUNKLINE_NEXT} ({@code hang_up}, {@code transfer}, {@code on_call}, {@code apologise}), {@code
 * TRUNKLINE_TRANSFER_TO} and {@code TRUNKLINE_REFUSED}.
 *
 * <p>Threads: everything of one Asterisk happens on one event loop of its own; legs live on theirs,
 * and are spoken to there.
 *
 * <p>Who owns what: names of bridges and media channels are ours, random, and begin with the
 * application's, so that whatever was left behind can be known and removed. One gateway for each
 * application of an Asterisk: whoever connects last has its events, and takes what it does not know
 * for left behind.
 *
 * <p>Specification: the REST interface of Asterisk 22, resources channels, bridges, applications
 * and events.
 */
@NullMarked
package dev.trunkline.gateway.pbx.ari;

import org.jspecify.annotations.NullMarked;
