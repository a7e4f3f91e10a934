/**
 * The command line, {@code ./trunkline}: in come arguments, out goes an exit code. The commands
 * themselves are in the packages below; the simulators that they share are in {@code phone}, {@code
 * model} and {@code audio}. Runs on the main thread.
 */
@NullMarked
package dev.trunkline.loadtest;

import org.jspecify.annotations.NullMarked;
