/**
 * Trunks, and the destinations that a call can be sent to over them.
 *
 * <p>In: what the configuration says. Out: immutable values, for every thread. Numbers are E.164
 * (ITU-T), SIP addresses RFC 3261 section 19.1.
 */
@NullMarked
package dev.trunkline.gateway.trunk;

import org.jspecify.annotations.NullMarked;
