/**
 * The gateway's configuration: one tree of records from a YAML file and the environment.
 *
 * <p>In: the file that {@code TRUNKLINE_CONFIG} names, and the environment, which wins. Out: a
 * checked {@link dev.trunkline.gateway.config.GatewayConfig}, or every mistake at once. Runs once,
 * at start, before any port opens.
 */
@NullMarked
package dev.trunkline.gateway.config;

import org.jspecify.annotations.NullMarked;
