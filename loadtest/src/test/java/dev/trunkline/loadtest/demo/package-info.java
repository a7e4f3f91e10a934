/** Tests of the demo's own parts. */
@NullMarked
package dev.trunkline.loadtest.demo;

import org.jspecify.annotations.NullMarked;
