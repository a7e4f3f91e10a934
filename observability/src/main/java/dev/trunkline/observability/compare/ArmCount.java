package dev.trunkline.observability.compare;

/** An arm that could be compared, and its calls. */
public record ArmCount(String name, long calls) {}
