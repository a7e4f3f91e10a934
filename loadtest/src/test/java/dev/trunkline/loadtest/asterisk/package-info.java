/**
 * Telephony that nobody here wrote, for the tests: a real Asterisk, real SIP callers. All of it
 * lives on loopback, on free ports, in folders of its own, and is ended by process id; several may
 * run at once.
 */
@NullMarked
package dev.trunkline.loadtest.asterisk;

import org.jspecify.annotations.NullMarked;
