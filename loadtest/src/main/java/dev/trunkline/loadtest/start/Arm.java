package dev.trunkline.loadtest.start;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One way to start a gateway, and the calls that were measured after such starts. */
record Arm(String name, Map<String, String> environment, List<FirstCall> calls) {
    Arm(String name, Map<String, String> environment) {
        this(name, environment, new ArrayList<>());
    }
}
