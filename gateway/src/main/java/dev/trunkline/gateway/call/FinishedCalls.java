package dev.trunkline.gateway.call;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What follows the calls that ended last, until the phone network asks. Bounded: the oldest is
 * forgotten. Any thread.
 */
final class FinishedCalls {
    private static final int REMEMBERED = 10_000;

    private final Map<String, NextStep> nextSteps =
            new LinkedHashMap<>() {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, NextStep> eldest) {
                    return size() > REMEMBERED;
                }
            };

    synchronized void add(String callSid, NextStep next) {
        nextSteps.put(callSid, next);
    }

    synchronized void addIfUnknown(String callSid, NextStep next) {
        nextSteps.putIfAbsent(callSid, next);
    }

    synchronized NextStep nextStep(String callSid) {
        return nextSteps.getOrDefault(callSid, new NextStep.Apologise());
    }
}
