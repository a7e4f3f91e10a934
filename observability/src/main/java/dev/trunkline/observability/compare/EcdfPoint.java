package dev.trunkline.observability.compare;

/**
 * A point of an empirical distribution.
 *
 * @param us a latency
 * @param share of the figures that do not exceed it, above 0 and up to 1
 */
public record EcdfPoint(long us, double share) {}
