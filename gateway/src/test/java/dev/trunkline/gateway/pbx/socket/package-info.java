/** Tests of the WebSocket leg without an Asterisk; those with one are the load test's. */
@NullMarked
package dev.trunkline.gateway.pbx.socket;

import org.jspecify.annotations.NullMarked;
