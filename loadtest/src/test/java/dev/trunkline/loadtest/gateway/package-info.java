/**
 * The gateway between the simulated Twilio and the simulated model: whole calls over real sockets.
 */
@NullMarked
package dev.trunkline.loadtest.gateway;

import org.jspecify.annotations.NullMarked;
