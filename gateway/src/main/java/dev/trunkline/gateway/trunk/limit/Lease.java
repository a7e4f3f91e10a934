package dev.trunkline.gateway.trunk.limit;

/**
 * The right to one call, until it is released.
 *
 * @param id random, unique
 */
public record Lease(String id) {}
