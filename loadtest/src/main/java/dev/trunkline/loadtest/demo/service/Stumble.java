package dev.trunkline.loadtest.demo.service;

import java.util.HashSet;
import java.util.Set;

/** Fails the first request about each thing, as a service does that has just been restarted. */
final class Stumble {
    private final Set<String> stumbled = new HashSet<>();

    /** Whether this is the first request about {@code thing}. */
    boolean over(String thing) {
        return stumbled.add(thing);
    }
}
