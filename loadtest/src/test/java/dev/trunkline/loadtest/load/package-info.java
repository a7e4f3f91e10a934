/** The load test against an in-process gateway and against the Node relay. */
@NullMarked
package dev.trunkline.loadtest.load;

import org.jspecify.annotations.NullMarked;
