/**
 * What one message costs the gateway, each lane beside the other. The wire packages are opened by
 * two classes of the same package names on the class path.
 */
@NullMarked
package dev.trunkline.benchmarks.gateway;

import org.jspecify.annotations.NullMarked;
