package dev.trunkline.gateway.config;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.trunkline.gateway.agent.AgentProfile;
import dev.trunkline.gateway.config.keys.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A configuration file of a test, loaded with nothing in the environment but what it is given. */
final class WrittenConfig {
    private final Path directory;

    WrittenConfig(Path directory) {
        this.directory = directory;
    }

    GatewayConfig load(String yaml, String... variables) throws IOException {
        return GatewayConfigLoader.load(environment(yaml, variables));
    }

    /** Every mistake as the operator reads it. */
    List<String> mistakes(String yaml, String... variables) throws IOException {
        Map<String, String> environment = environment(yaml, variables);
        ConfigurationException refused =
                catchThrowableOfType(
                        ConfigurationException.class, () -> GatewayConfigLoader.load(environment));
        return Objects.requireNonNull(refused).problems().stream().map(Object::toString).toList();
    }

    AgentProfile agent(String name, String yaml, String... variables) throws IOException {
        return Objects.requireNonNull(load(yaml, variables).agents().get(name));
    }

    /** Its path, for a {@code file:} in the configuration. */
    Path file(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }

    private Map<String, String> environment(String yaml, String... variables) throws IOException {
        Map<String, String> all = new HashMap<>();
        all.put("INSECURE_LOCAL", "true");
        all.put("TRUNKLINE_CONFIG", file("trunkline.yaml", yaml).toString());
        for (int i = 0; i < variables.length; i += 2) {
            all.put(variables[i], variables[i + 1]);
        }
        return all;
    }
}
