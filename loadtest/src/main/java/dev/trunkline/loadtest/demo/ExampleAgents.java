package dev.trunkline.loadtest.demo;

import dev.trunkline.gateway.agent.AgentProfile;
import dev.trunkline.gateway.agent.AgentTool;
import dev.trunkline.loadtest.demo.service.DemoServices;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * The agents' files of the demo: those of {@code examples/agents} as users read them, and the
 * demo's own beside them. What differs in the demo comes from the environment.
 */
public final class ExampleAgents {
    /** Before an agent's name: the model that it asks for, so that the simulated one knows it. */
    static final String MODEL_PREFIX = "simulated-agent-";

    private static final List<String> EXAMPLES =
            List.of("default", "healthcare", "sales", "order-desk", "after-hours");

    private static final List<String> OWN =
            List.of("bookings", "phone-menu", "reception", "surveys");

    private ExampleAgents() {}

    /** Copies all files into {@code directory}, which is made. */
    public static void copyTo(Path directory) throws IOException {
        Files.createDirectories(directory);
        for (String name : EXAMPLES) {
            copy("/examples/agents/", name, directory);
        }
        for (String name : OWN) {
            copy("/demo/agents/", name, directory);
        }
    }

    private static void copy(String from, String name, Path directory) throws IOException {
        String file = name + ".yaml";
        try (InputStream yaml = ExampleAgents.class.getResourceAsStream(from + file)) {
            Files.copy(
                    Objects.requireNonNull(yaml, () -> from + file + " is missing"),
                    directory.resolve(file));
        }
    }

    /** What the files refer to by {@code env:}. */
    public static Map<String, String> secrets() {
        return Map.of(
                "PRACTICE_API_AUTHORIZATION", "Bearer " + DemoServices.PRACTICE_TOKEN,
                "SHOP_API_AUTHORIZATION", "Bearer " + DemoServices.SHOP_TOKEN);
    }

    /**
     * Variables that lead the agents' tools to the demo's services, on loopback, and the agents to
     * the simulated model.
     *
     * @param agents as the files have them
     */
    static Map<String, String> variables(Collection<AgentProfile> agents, DemoServices services) {
        Map<String, String> variables = new HashMap<>();
        for (AgentProfile agent : agents) {
            if (EXAMPLES.contains(agent.name())) {
                variables.put(variable(agent, "MODEL"), MODEL_PREFIX + agent.name());
            }
            for (AgentTool tool : agent.tools().values()) {
                if (tool instanceof AgentTool.Http http) {
                    String name = "TOOLS_" + http.name().toUpperCase(Locale.ROOT);
                    variables.put(
                            variable(agent, name + "_URL"),
                            services.url(http.url().getPath()).toString());
                    variables.put(variable(agent, name + "_ALLOW_PRIVATE_NETWORK"), "true");
                }
            }
        }
        return variables;
    }

    private static String variable(AgentProfile agent, String key) {
        String name = agent.name().replace('-', '_').toUpperCase(Locale.ROOT);
        return "TRUNKLINE_AGENTS_" + name + "_" + key;
    }
}
