/**
 * What the first caller after a start meets: {@code first-call} starts gateways one after the
 * other, each in a process of its own, and places one call as soon as each is ready. In come arms,
 * which are environments to start with; out goes a table. Blocks its thread; phones and model are
 * on one event loop.
 */
@NullMarked
package dev.trunkline.loadtest.start;

import org.jspecify.annotations.NullMarked;
