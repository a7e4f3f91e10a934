package dev.trunkline.gateway.config;

/** Makes the configuration from the environment and the YAML file that it names. */
public final class GatewayConfigLoader {
    private GatewayConfigLoader() {}
}
