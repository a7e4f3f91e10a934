package dev.trunkline.loadtest.gateway;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Debian's HAProxy before several gateways, as an ingress is before the pods of a Service: a
 * webhook goes to any that is ready, what follows it goes to the gateway that its path names.
 */
final class HaproxyProcess implements AutoCloseable {
    private final Process process;

    /** One gateway behind it. */
    record Pod(String name, int port, int managementPort) {}

    HaproxyProcess(Path directory, int port, List<Pod> pods) throws IOException {
        StringBuilder settings =
                new StringBuilder(
                        """
                        global
                          maxconn 4000
                        defaults
                          mode http
                          timeout connect 1s
                          timeout check 2s
                          timeout client 30s
                          timeout server 30s
                          timeout tunnel 1h
                          option redispatch
                        """);
        settings.append(
                "frontend twilio\n  bind 127.0.0.1:%d\n  stats enable\n  stats uri /balancer\n"
                        .formatted(port));
        for (Pod pod : pods) {
            settings.append(
                    "  use_backend only_%1$s if { path_beg /pods/%1$s/ }\n".formatted(pod.name()));
        }
        settings.append("  default_backend any\n");
        settings.append("backend any\n  balance roundrobin\n  option httpchk GET /health/ready\n");
        for (Pod pod : pods) {
            settings.append(
                    "  server %s 127.0.0.1:%d check port %d inter 200ms fall 2 rise 1\n"
                            .formatted(pod.name(), pod.port(), pod.managementPort()));
        }
        for (Pod pod : pods) {
            settings.append(
                    """
                    backend only_%1$s
                      http-request replace-path /pods/%1$s(/.*) \\1
                      server %1$s 127.0.0.1:%2$d
                    """
                            .formatted(pod.name(), pod.port()));
        }
        Path file = Files.writeString(directory.resolve("haproxy.cfg"), settings);
        process =
                new ProcessBuilder("haproxy", "-db", "-f", file.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(directory.resolve("haproxy.log").toFile())
                        .start();
    }

    boolean alive() {
        return process.isAlive();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
