/** Tests of the command line. */
@NullMarked
package dev.trunkline.loadtest;

import org.jspecify.annotations.NullMarked;
