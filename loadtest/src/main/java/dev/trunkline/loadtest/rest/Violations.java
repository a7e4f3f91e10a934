package dev.trunkline.loadtest.rest;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What Twilio would not have taken, or would have complained about. Any thread. */
final class Violations {
    private final List<ApiViolation> all = new CopyOnWriteArrayList<>();

    void add(int code, String request, String detail) {
        all.add(new ApiViolation(code, System.nanoTime(), request, detail));
    }

    List<ApiViolation> all() {
        return List.copyOf(all);
    }
}
