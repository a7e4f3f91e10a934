package dev.trunkline.loadtest.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What {@code kubectl kustomize} makes of one overlay, as the API's own types. */
record Overlay(String name, List<HasMetadata> objects) {
    static final Path K8S = Path.of("..", "k8s");

    /** Every kind that there may be: another one fails, for nothing would check it. */
    private static final Map<String, Class<? extends HasMetadata>> TYPES =
            Stream.of(
                            ConfigMap.class,
                            HorizontalPodAutoscaler.class,
                            Ingress.class,
                            Namespace.class,
                            NetworkPolicy.class,
                            PodDisruptionBudget.class,
                            PrometheusRule.class,
                            Service.class,
                            ServiceAccount.class,
                            ServiceMonitor.class,
                            StatefulSet.class)
                    .collect(
                            Collectors.toUnmodifiableMap(
                                    type ->
                                            HasMetadata.getApiVersion(type)
                                                    + "/"
                                                    + HasMetadata.getKind(type),
                                    type -> type));

    /**
     * The models keep what they do not know in a map, as clients have to. Without that map a
     * misspelt field is what it would be to a strict server: a mistake.
     */
    private static final ObjectMapper STRICT =
            YAMLMapper.builder()
                    .annotationIntrospector(new NoUnknownFields())
                    .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
                    .build();

    private static final class NoUnknownFields extends JacksonAnnotationIntrospector {
        private static final long serialVersionUID = 1;

        @Override
        public @Nullable Boolean hasAnySetter(Annotated member) {
            return null;
        }
    }

    /** Builds the overlay in this folder of {@code k8s/overlays}. */
    static Overlay built(String name) throws IOException {
        String kubectl = output(K8S.resolve("../bin/kubectl.sh").toString()).strip();
        String folder = K8S.resolve("overlays").resolve(name).toString();
        return new Overlay(name, read(output(kubectl, "kustomize", folder)));
    }

    private static String output(String... command) throws IOException {
        Process process = new ProcessBuilder(command).redirectError(Redirect.INHERIT).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.onExit().join().exitValue()).as(List.of(command).toString()).isZero();
        return output;
    }

    /** The objects of a stream of YAML documents. */
    static List<HasMetadata> read(String yaml) throws IOException {
        List<HasMetadata> objects = new ArrayList<>();
        try (var documents = STRICT.readerFor(JsonNode.class).<JsonNode>readValues(yaml)) {
            while (documents.hasNext()) {
                JsonNode document = documents.next();
                String type =
                        document.path("apiVersion").asText() + "/" + document.path("kind").asText();
                assertThat(TYPES).as("a kind with a type").containsKey(type);
                objects.add(STRICT.treeToValue(document, TYPES.get(type)));
            }
        }
        return objects;
    }

    <T extends HasMetadata> List<T> all(Class<T> type) {
        return objects.stream().filter(type::isInstance).map(type::cast).toList();
    }

    <T extends HasMetadata> T only(Class<T> type) {
        assertThat(all(type)).as("%s: %s", name, type.getSimpleName()).hasSize(1);
        return all(type).getFirst();
    }
}
