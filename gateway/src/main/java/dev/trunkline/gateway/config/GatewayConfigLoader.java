package dev.trunkline.gateway.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trunkline.gateway.config.keys.ConfigurationBinder;
import dev.trunkline.gateway.config.keys.ConfigurationException;
import dev.trunkline.gateway.config.keys.ConfigurationFiles;
import dev.trunkline.gateway.config.keys.Problem;
import dev.trunkline.gateway.config.keys.Yaml;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Makes the configuration from the environment and the YAML file that its {@code TRUNKLINE_CONFIG}
 * names, as often as it is asked. Without a file, and with one that has no agents, a built-in agent
 * answers. Blocks; one thread at a time.
 */
public final class GatewayConfigLoader {
    private static final String CONFIG_FILE = "TRUNKLINE_CONFIG";
    private static final String AGENTS = "agents";
    private static final String BUILT_IN_AGENTS = "default-agents.yaml";

    private final Map<String, String> environment;
    private ConfigurationFiles files = new ConfigurationFiles(Path.of(""));

    /**
     * @param environment the process's; nothing else reads it
     */
    public GatewayConfigLoader(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    /** As {@link #load()}, once. */
    public static GatewayConfig load(Map<String, String> environment) {
        return new GatewayConfigLoader(environment).load();
    }

    /** The files of the latest reading, whatever came of it. */
    public ConfigurationFiles files() {
        return files;
    }

    /**
     * Reads file and environment and checks all of it.
     *
     * @throws ConfigurationException with every mistake: whoever starts the gateway prints them and
     *     ends with exit code 78, before any port is open
     */
    public GatewayConfig load() {
        List<Problem> problems = new ArrayList<>();
        String name = environment.getOrDefault(CONFIG_FILE, "").strip();
        files = new ConfigurationFiles(Path.of(""));
        JsonNode tree = JsonNodeFactory.instance.objectNode();
        if (!name.isEmpty()) {
            try {
                Path file = Path.of(name).toAbsolutePath();
                files = new ConfigurationFiles(Objects.requireNonNull(file.getParent()));
                tree = Yaml.parse(name, files.text(file.toString()), problems);
            } catch (IOException | InvalidPathException unreadable) {
                problems.add(
                        new Problem(
                                CONFIG_FILE,
                                null,
                                name,
                                "a YAML file that can be read",
                                "check its path and permissions, or unset it"));
            }
        }
        if (tree instanceof ObjectNode keys && !keys.hasNonNull(AGENTS)) {
            keys.set(AGENTS, builtInAgents());
        }
        return bind(tree, problems);
    }

    /** Binds even after the file was found wrong: what the environment says is checked as well. */
    private GatewayConfig bind(JsonNode tree, List<Problem> problems) {
        try {
            GatewayConfig config =
                    ConfigurationBinder.bind(GatewayConfig.class, tree, environment, files);
            if (problems.isEmpty()) {
                return config;
            }
        } catch (ConfigurationException further) {
            problems.addAll(further.problems());
        }
        throw new ConfigurationException(problems);
    }

    private static JsonNode builtInAgents() {
        List<Problem> problems = new ArrayList<>();
        try (InputStream resource =
                GatewayConfigLoader.class.getResourceAsStream(BUILT_IN_AGENTS)) {
            String text = new String(Objects.requireNonNull(resource).readAllBytes(), UTF_8);
            return Yaml.parse(BUILT_IN_AGENTS, text, problems);
        } catch (IOException unreadable) {
            throw new UncheckedIOException("cannot read " + BUILT_IN_AGENTS, unreadable);
        }
    }
}
