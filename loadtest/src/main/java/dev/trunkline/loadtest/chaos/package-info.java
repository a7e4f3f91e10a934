/**
 * Faults, one after another: a gateway between the simulators, calls that are hit and a call beside
 * them that must not be, and what became of them.
 *
 * <p>In: {@link dev.trunkline.loadtest.chaos.Scenario}s. Out: what callers heard by their own
 * recording, what the gateway counted, which alerts of {@code k8s/prometheus/rules.yaml} fire if it
 * goes on. Blocks the thread that runs it.
 */
@NullMarked
package dev.trunkline.loadtest.chaos;

import org.jspecify.annotations.NullMarked;
