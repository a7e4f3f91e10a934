package dev.trunkline.gateway.call;

import java.time.Duration;

/**
 * What {@link Calls} allows.
 *
 * @param maxCalls expected and live calls together
 * @param tokenTtl how long an expected call's stream may take to come
 */
public record CallLimits(int maxCalls, Duration tokenTtl) {}
