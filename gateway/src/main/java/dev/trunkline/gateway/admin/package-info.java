/**
 * The management port: metrics, health and the live calls.
 *
 * <p>In: HTTP requests of operators, probes and scrapers. Out: expositions and JSON, nothing
 * personal. Runs on one event loop; scrapes, which take milliseconds, on a worker thread.
 */
@NullMarked
package dev.trunkline.gateway.admin;

import org.jspecify.annotations.NullMarked;
