package dev.trunkline.loadtest.start;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One way to start a gateway, and the calls that were measured after such starts. */
record Arm(String name, Map<String, String> environment, List<FirstCall> calls) {
    Arm(String name, Map<String, String> environment) {
        this(name, environment, new ArrayList<>());
    }

    /**
     * Reads {@code NAME=VARIABLE=VALUE,VARIABLE=VALUE}; a value has no comma.
     *
     * @param name what stands before the first {@code =}
     * @param assignments the rest
     */
    static Arm of(String name, String assignments) {
        Map<String, String> environment = new LinkedHashMap<>();
        for (String assignment : assignments.split(",", -1)) {
            int equals = assignment.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException(
                        "--arm " + name + ": expected VARIABLE=VALUE, not " + assignment);
            }
            environment.put(assignment.substring(0, equals), assignment.substring(equals + 1));
        }
        return new Arm(name, environment);
    }

    /** Without and with the calls that the gateway plays itself. */
    static List<Arm> ofProcess() {
        return List.of(of("cold", "TRUNKLINE_WARM_UP=0s"), of("warm-up", "TRUNKLINE_WARM_UP=3s"));
    }

    /**
     * The same with and without the cache of the image.
     *
     * @param memory of the pod that it is to be like, as Java takes it: the options of the image
     *     take shares of it
     */
    static List<Arm> ofImage(String memory) {
        String without = "JAVA_TOOL_OPTIONS=-XX:MaxRAM=" + memory + " -XX:AOTMode=off";
        String with = "JAVA_TOOL_OPTIONS=-XX:MaxRAM=" + memory + " -XX:AOTMode=on";
        return List.of(
                of("cold", "TRUNKLINE_WARM_UP=0s," + without),
                of("warm-up", "TRUNKLINE_WARM_UP=3s," + without),
                of("cache", "TRUNKLINE_WARM_UP=0s," + with),
                of("cache and warm-up", "TRUNKLINE_WARM_UP=3s," + with));
    }
}
