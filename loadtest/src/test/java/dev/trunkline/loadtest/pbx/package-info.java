/** The simulated Asterisk, held against what a real one was recorded to do. */
@NullMarked
package dev.trunkline.loadtest.pbx;

import org.jspecify.annotations.NullMarked;
