package dev.trunkline.loadtest.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.trunkline.gateway.config.GatewayConfig;
import dev.trunkline.gateway.config.GatewayConfigLoader;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyEgressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyIngressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every overlay holds, whatever cluster it is for. */
class ManifestsTest {
    /** What the gateway gives itself to close once it has drained, and some more. */
    private static final int CLOSING_SECONDS = 10 + 5;

    private static final String POD_NAME_LABEL = "statefulset.kubernetes.io/pod-name";
    private static final String NGINX = "nginx.ingress.kubernetes.io/";

    private static final Path RULES = Overlay.K8S.resolve("prometheus/rules.yaml");
    private static final Path PROMETHEUS_RULE =
            Overlay.K8S.resolve("prometheus/prometheus-rule.yaml");
    private static final String RULE_HEAD =
            """
            # Made from rules.yaml by ManifestsTest with -Dtrunkline.docs.write=true: change that one.
            apiVersion: monitoring.coreos.com/v1
            kind: PrometheusRule
            metadata:
              name: trunkline
            spec:
            """;

    @TempDir Path scratch;
    private int configurations;

    @ParameterizedTest
    @ValueSource(strings = {"local", "production", "pbx"})
    void runsAsNobodyInParticular_andWritesOnlyWhereItMay(String name) throws IOException {
        PodSpec pod = pod(Overlay.built(name));
        assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
        assertThat(pod.getSecurityContext().getRunAsUser()).isGreaterThanOrEqualTo(10_000);
        assertThat(pod.getSecurityContext().getSeccompProfile().getType())
                .isEqualTo("RuntimeDefault");
        assertThat(pod.getAutomountServiceAccountToken()).isFalse();
        assertThat(pod.getEnableServiceLinks()).isFalse();
        for (Container container : pod.getContainers()) {
            var security = container.getSecurityContext();
            assertThat(security.getReadOnlyRootFilesystem()).isTrue();
            assertThat(security.getAllowPrivilegeEscalation()).isFalse();
            assertThat(security.getCapabilities().getDrop()).containsExactly("ALL");
            assertThat(container.getImage()).contains(":").doesNotEndWith(":latest");
        }
        Set<String> writable = new HashSet<>();
        for (Volume volume : pod.getVolumes()) {
            if (volume.getEmptyDir() != null) {
                assertThat(volume.getEmptyDir().getSizeLimit()).as(volume.getName()).isNotNull();
                writable.add(volume.getName());
            }
        }
        Container gateway = gateway(pod);
        assertThat(gateway.getVolumeMounts())
                .filteredOn(mount -> writable.contains(mount.getName()))
                .extracting(VolumeMount::getMountPath)
                .containsExactlyInAnyOrder(
                        "/tmp", environment(gateway).get("TRUNKLINE_RECORDS_DIRECTORY"));
        assertThat(gateway.getVolumeMounts())
                .filteredOn(mount -> !writable.contains(mount.getName()))
                .allMatch(VolumeMount::getReadOnly);
    }

    @ParameterizedTest
    @ValueSource(strings = {"local", "production", "pbx"})
    void hasLimits_probesOfItsManagementPort_andTimeToDrain(String name) throws IOException {
        PodSpec pod = pod(Overlay.built(name));
        Container gateway = gateway(pod);
        assertThat(gateway.getResources().getLimits()).containsKeys("cpu", "memory");
        assertThat(gateway.getResources().getRequests()).containsKey("cpu");
        assertThat(gateway.getResources().getRequests().get("memory"))
                .as("memory is not lent out: a pod over its request is the first to go")
                .isEqualTo(gateway.getResources().getLimits().get("memory"));
        assertProbe(gateway.getLivenessProbe(), "/health/live");
        assertProbe(gateway.getReadinessProbe(), "/health/ready");
        assertProbe(gateway.getStartupProbe(), "/health/ready");
        long preStopSeconds = gateway.getLifecycle().getPreStop().getSleep().getSeconds();
        int drainSeconds = Integer.parseInt(environment(gateway).get("DRAIN_SECONDS"));
        assertThat(preStopSeconds).isPositive();
        assertThat(pod.getTerminationGracePeriodSeconds())
                .isGreaterThanOrEqualTo(preStopSeconds + drainSeconds + CLOSING_SECONDS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"local", "production", "pbx"})
    void servicesPoliciesAndBudgetsFindThePods(String name) throws IOException {
        Overlay overlay = Overlay.built(name);
        assertThat(overlay.objects())
                .filteredOn(each -> !(each instanceof Namespace))
                .allSatisfy(each ->
                        assertThat(each.getMetadata().getNamespace())
                                .as(each.getFullResourceName())
                                .isEqualTo(overlay.only(Namespace.class).getMetadata().getName()));
        StatefulSet pods = overlay.only(StatefulSet.class);
        Map<String, String> labels = pods.getSpec().getTemplate().getMetadata().getLabels();
        Set<String> ports =
                gateway(pod(overlay)).getPorts().stream()
                        .map(ContainerPort::getName)
                        .collect(Collectors.toSet());
        assertThat(ports).containsExactlyInAnyOrder("public", "management");
        List<Service> services = overlay.all(Service.class);
        assertThat(services)
                .extracting(each -> each.getMetadata().getName())
                .contains("trunkline", pods.getSpec().getServiceName());
        for (Service service : services) {
            Map<String, String> selector = new HashMap<>(service.getSpec().getSelector());
            String one = selector.remove(POD_NAME_LABEL); // the controller's, on every pod
            assertThat(one == null || one.equals(service.getMetadata().getName())).isTrue();
            assertSelects(selector, labels);
            for (ServicePort port : service.getSpec().getPorts()) {
                assertThat(ports).contains(port.getTargetPort().getStrVal());
            }
        }
        assertSelects(pods.getSpec().getSelector().getMatchLabels(), labels);
        assertThat(overlay.all(NetworkPolicy.class)).isNotEmpty();
        overlay.all(NetworkPolicy.class)
                .forEach(policy ->
                        assertSelects(policy.getSpec().getPodSelector().getMatchLabels(), labels));
        assertSelects(
                overlay.only(PodDisruptionBudget.class).getSpec().getSelector().getMatchLabels(),
                labels);
        pod(overlay)
                .getTopologySpreadConstraints()
                .forEach(each -> assertSelects(each.getLabelSelector().getMatchLabels(), labels));
        for (Volume volume : pod(overlay).getVolumes()) {
            if (volume.getConfigMap() != null) {
                assertThat(overlay.all(ConfigMap.class))
                        .extracting(map -> map.getMetadata().getName())
                        .contains(volume.getConfigMap().getName());
            }
        }
    }

    /** Secrets are made elsewhere: no manifest holds one, and no variable does. */
    @ParameterizedTest
    @ValueSource(strings = {"local", "production", "pbx"})
    void namesSecretsByReference_andIsAConfigurationThatTheGatewayTakes(String name)
            throws IOException {
        GatewayConfig config = configuration(name);
        assertThat(config.http().publicUrl()).isNotNull();
        assertThat(config.http().adminToken()).as("else the port is on loopback").isNotNull();
    }

    @Test
    void portsOfRtpAreOpenInBothDirections_asTheConfigurationHasThem() throws IOException {
        var rtp = configuration("pbx").pbx().rtp();
        Overlay overlay = Overlay.built("pbx");
        NetworkPolicy policy =
                overlay.all(NetworkPolicy.class).stream()
                        .filter(each -> each.getMetadata().getName().endsWith("-pbx"))
                        .findFirst()
                        .orElseThrow();
        assertThat(policy.getSpec().getIngress())
                .flatExtracting(NetworkPolicyIngressRule::getPorts)
                .filteredOn(port -> port.getProtocol().equals("UDP"))
                .singleElement()
                .satisfies(port -> {
                    assertThat(port.getPort().getIntVal()).isEqualTo(rtp.firstPort());
                    assertThat(port.getEndPort()).isEqualTo(rtp.lastPort());
                });
        assertThat(policy.getSpec().getEgress())
                .flatExtracting(NetworkPolicyEgressRule::getPorts)
                .extracting(NetworkPolicyPort::getProtocol)
                .contains("UDP");
        assertThat(gateway(pod(overlay)).getEnv())
                .filteredOn(each -> each.getName().equals("TRUNKLINE_PBX_RTP_HOST"))
                .singleElement()
                .satisfies(host ->
                        assertThat(host.getValueFrom().getFieldRef().getFieldPath())
                                .isEqualTo("status.podIP"));
    }

    @Test
    void anyOverlayTakesTracing_andItsCollectorCanBeReached() throws IOException {
        Path traced = Files.createDirectories(scratch.toRealPath().resolve("traced"));
        Path k8s = traced.relativize(Overlay.K8S.toRealPath());
        write(
                traced,
                "kustomization.yaml",
                """
                apiVersion: kustomize.config.k8s.io/v1beta1
                kind: Kustomization
                namespace: trunkline
                resources: [%1$s/overlays/production]
                components: [%1$s/components/tracing]
                """
                        .formatted(k8s));
        String overlay = traced.toString();
        GatewayConfig config = configuration(overlay);
        URI collector = config.tracing().settings(config.records()).orElseThrow().endpoint();
        assertThat(Overlay.built(overlay).all(NetworkPolicy.class))
                .flatExtracting(policy -> policy.getSpec().getEgress())
                .filteredOn(rule ->
                        rule.getPorts().stream()
                                .anyMatch(
                                        port -> port.getPort().getIntVal() == collector.getPort()))
                .flatExtracting(NetworkPolicyEgressRule::getTo)
                .extracting(to -> to.getNamespaceSelector().getMatchLabels().values())
                .allSatisfy(namespaces ->
                        assertThat(collector.getHost())
                                .contains("." + namespaces.iterator().next()))
                .isNotEmpty();
    }

    /** As the gateway reads it in the pod of this overlay, with secrets of ours. */
    private GatewayConfig configuration(String name) throws IOException {
        return configuration(Overlay.built(name), "trunkline-0");
    }

    private GatewayConfig configuration(Overlay overlay, String podName) {
        Container gateway = gateway(pod(overlay));
        Path configuration = scratch.resolve("configuration-" + ++configurations);
        assertThat(configuration.toFile().mkdirs()).isTrue();
        Map<String, String> seen = new HashMap<>();
        environment(gateway)
                .forEach((key, value) -> {
                    assertThat(key).doesNotContainPattern("(TOKEN|KEY|PASSWORD|DATABASE_URL)$");
                    seen.put(key, value.replace("$(POD_NAME)", podName));
                });
        assertNamesOnlyWhatStandsAbove(gateway.getEnv());
        overlay.all(ConfigMap.class).stream()
                .filter(map -> map.getMetadata().getName().startsWith("trunkline-config"))
                .forEach(map ->
                        map.getData().forEach((file, text) -> write(configuration, file, text)));
        seen.put("TRUNKLINE_CONFIG", configuration.resolve("trunkline.yaml").toString());
        seen.put("TRUNKLINE_RECORDS_GATEWAY_NAME", "pod");
        for (String secret : seen.keySet().stream().filter(key -> key.endsWith("_FILE")).toList()) {
            assertThat(seen.get(secret)).startsWith("/etc/trunkline-secrets/");
            String value =
                    secret.startsWith("DATABASE")
                            ? "postgres://trunkline:x@db.example.com:5432/trunkline"
                            : "a-secret-of-enough-letters";
            write(configuration, secret, value);
            seen.put(secret, configuration.resolve(secret).toString());
        }
        return new GatewayConfigLoader(seen).load();
    }

    @Test
    void productionIsScaledByCallsAndLag_asFarAsThereAreWaysToItsPods() throws IOException {
        Overlay overlay = Overlay.built("production");
        StatefulSet pods = overlay.only(StatefulSet.class);
        var scaler = overlay.only(HorizontalPodAutoscaler.class).getSpec();
        assertThat(scaler.getScaleTargetRef().getKind()).isEqualTo(pods.getKind());
        assertThat(scaler.getScaleTargetRef().getName()).isEqualTo(pods.getMetadata().getName());
        assertThat(scaler.getMinReplicas())
                .as("one may go at any time")
                .isEqualTo(pods.getSpec().getReplicas())
                .isGreaterThanOrEqualTo(2);
        JsonNode adapter =
                new YAMLMapper().readTree(Overlay.K8S.resolve("prometheus/adapter.yaml").toFile());
        assertThat(scaler.getMetrics())
                .extracting(metric -> metric.getPods().getMetric().getName())
                .containsExactlyInAnyOrderElementsOf(
                        adapter.path("rules")
                                .valueStream()
                                .map(rule -> rule.path("name").path("as").asText())
                                .toList());
        Set<String> names =
                IntStream.range(0, scaler.getMaxReplicas())
                        .mapToObj(pod -> pods.getMetadata().getName() + "-" + pod)
                        .collect(Collectors.toSet());
        assertThat(overlay.all(Service.class))
                .filteredOn(each -> each.getSpec().getSelector().containsKey(POD_NAME_LABEL))
                .allMatch(each -> each.getSpec().getPublishNotReadyAddresses())
                .extracting(each -> each.getMetadata().getName())
                .containsExactlyInAnyOrderElementsOf(names);
        Ingress ways = ingress(overlay, "trunkline-pods");
        String rewritten =
                Objects.requireNonNull(
                        ways.getMetadata().getAnnotations().get(NGINX + "rewrite-target"));
        Set<String> led = new HashSet<>();
        ways.getSpec()
                .getRules()
                .getFirst()
                .getHttp()
                .getPaths()
                .forEach(path -> {
                    String pod = path.getBackend().getService().getName();
                    URI own =
                            Objects.requireNonNull(configuration(overlay, pod).http().publicUrl());
                    String asked = own.getPath() + "/twilio/stream";
                    assertThat(asked.replaceFirst("^" + path.getPath() + "$", rewritten))
                            .as("what %s is asked for", pod)
                            .isEqualTo("/twilio/stream");
                    led.add(pod);
                });
        assertThat(led).isEqualTo(names);
    }

    @Test
    void productionRingsAnyPod_keepsSocketsOpenForAsLongAsCallsLast_andIsScraped()
            throws IOException {
        Overlay overlay = Overlay.built("production");
        var first = configuration("production");
        Ingress any = ingress(overlay, "trunkline");
        assertThat(first.twilio().sharedUrl())
                .hasHost(any.getSpec().getRules().getFirst().getHost())
                .hasPath("");
        for (Ingress ingress : overlay.all(Ingress.class)) {
            for (String timeout : List.of("proxy-read-timeout", "proxy-send-timeout")) {
                String seconds = ingress.getMetadata().getAnnotations().get(NGINX + timeout);
                assertThat(Integer.parseInt(seconds)).as(timeout).isGreaterThan(3_600);
            }
        }
        Service management =
                overlay.all(Service.class).stream()
                        .filter(each -> each.getMetadata().getName().endsWith("-management"))
                        .findFirst()
                        .orElseThrow();
        assertSelects(
                overlay.only(ServiceMonitor.class).getSpec().getSelector().getMatchLabels(),
                management.getMetadata().getLabels());
    }

    @Test
    void dashboardsAndRulesAreTheFilesThemselves() throws IOException {
        Overlay overlay = Overlay.built("production");
        List<ConfigMap> dashboards =
                overlay.all(ConfigMap.class).stream()
                        .filter(map -> map.getMetadata().getName().contains("dashboard"))
                        .toList();
        assertThat(dashboards).hasSize(3);
        for (ConfigMap dashboard : dashboards) {
            assertThat(dashboard.getMetadata().getLabels()).containsEntry("grafana_dashboard", "1");
            for (Map.Entry<String, String> file : dashboard.getData().entrySet()) {
                assertThat(file.getValue())
                        .isEqualTo(
                                Files.readString(
                                        Overlay.K8S.resolve("grafana").resolve(file.getKey())));
            }
        }
        String made = RULE_HEAD + groups().indent(2);
        if (Boolean.getBoolean("trunkline.docs.write")) {
            Files.writeString(PROMETHEUS_RULE, made);
        }
        assertThat(Files.readString(PROMETHEUS_RULE)).isEqualTo(made);
        assertThat(overlay.only(PrometheusRule.class).getSpec().getGroups()).isNotEmpty();
    }

    @Test
    void aFieldThatTheApiDoesNotKnowIsAMistake() {
        String misspelt =
                """
                apiVersion: apps/v1
                kind: StatefulSet
                metadata: {name: x}
                spec: {template: {spec: {terminationGracePeriod: 60}}}
                """;
        assertThatThrownBy(() -> Overlay.read(misspelt))
                .isInstanceOf(UnrecognizedPropertyException.class)
                .hasMessageContaining("terminationGracePeriod");
    }

    private static String groups() throws IOException {
        String rules = Files.readString(RULES);
        return rules.substring(
                Pattern.compile("(?m)^groups:")
                        .matcher(rules)
                        .results()
                        .findFirst()
                        .orElseThrow()
                        .start());
    }

    /** A reference to a variable further down stays as it is written. */
    private static void assertNamesOnlyWhatStandsAbove(List<EnvVar> environment) {
        Set<String> above = new HashSet<>();
        for (EnvVar each : environment) {
            Pattern.compile("\\$\\((\\w+)\\)")
                    .matcher(each.getValue() == null ? "" : each.getValue())
                    .results()
                    .forEach(reference -> assertThat(above).contains(reference.group(1)));
            above.add(each.getName());
        }
    }

    private static Ingress ingress(Overlay overlay, String name) {
        return overlay.all(Ingress.class).stream()
                .filter(each -> each.getMetadata().getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static void write(Path folder, String file, String text) {
        try {
            Files.writeString(folder.resolve(file), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void assertProbe(Probe probe, String path) {
        assertThat(probe.getHttpGet().getPath()).isEqualTo(path);
        assertThat(probe.getHttpGet().getPort().getStrVal()).isEqualTo("management");
        assertThat(probe.getTimeoutSeconds()).isLessThanOrEqualTo(probe.getPeriodSeconds());
    }

    private static void assertSelects(Map<String, String> selector, Map<String, String> labels) {
        assertThat(selector).isNotEmpty();
        assertThat(labels).containsAllEntriesOf(selector);
    }

    private static PodSpec pod(Overlay overlay) {
        return overlay.only(StatefulSet.class).getSpec().getTemplate().getSpec();
    }

    private static Container gateway(PodSpec pod) {
        assertThat(pod.getContainers()).hasSize(1);
        return pod.getContainers().getFirst();
    }

    /** Variables with a value; those by reference have none. */
    private static Map<String, String> environment(Container container) {
        return container.getEnv().stream()
                .filter(each -> each.getValue() != null)
                .collect(Collectors.toMap(EnvVar::getName, EnvVar::getValue));
    }
}
