/**
 * The management port: metrics and health, calls in progress and kept ones, the comparison, as an
 * API and as pages.
 *
 * <p>In: HTTP requests of operators, browsers, probes and scrapers. Out: expositions, JSON, HTML
 * and exports, nothing personal. Runs on one event loop; scrapes, which take milliseconds, and all
 * that reads the store or compares run on a few worker threads, with limits in number and time.
 * Tokens as in RFC 6750 and RFC 7617.
 */
@NullMarked
package dev.trunkline.gateway.admin;

import org.jspecify.annotations.NullMarked;
