/**
 * Both ends of the calls that a gateway plays itself before it takes any: the phone with what
 * Twilio does for it, and the model. They are as small as that allows, speak over real sockets on
 * loopback, and know nothing of the gateway but its ports and its signatures. All of it is on one
 * event loop of its own and gone when the rehearsal is over. The tests' own ends are other code, in
 * {@code loadtest}.
 */
@NullMarked
package dev.trunkline.gateway.rehearsal;

import org.jspecify.annotations.NullMarked;
