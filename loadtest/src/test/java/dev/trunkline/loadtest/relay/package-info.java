/** The simulated ConversationRelay, millisecond by millisecond of a clock that the tests are. */
@NullMarked
package dev.trunkline.loadtest.relay;

import org.jspecify.annotations.NullMarked;
