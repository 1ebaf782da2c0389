package dev.clientintents.doctor;

import dev.clientintents.backend.hostname.HostSetting;
import dev.clientintents.egress.EgressSettings;
import dev.clientintents.exposure.ExposureSettings;
import dev.clientintents.graph.Budgets;
import dev.clientintents.graph.Scope;
import dev.clientintents.model.Enforcement;
import dev.clientintents.model.EntranceKind;
import dev.clientintents.model.VirtualClusters;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The operator as its Deployment states it.
 *
 * @param serviceAccount the name by which the API server knows it
 * @param replicas how many replicas are wanted
 * @param ready how many are ready
 * @param leaderElection whether a lease says who writes
 * @param webhook the name of the webhook whose certificates it makes itself; null where it makes none
 * @param scope how far it reaches, by its environment
 * @param exposure where entrances come from, by its environment
 * @param egress where ways out are closed, by its environment
 * @param hosts by which kind of policy it names hosts, by its environment
 * @param observes whether it hears agents that observe traffic, by its environment
 */
public record OperatorInstallation(
        String namespace,
        String name,
        String serviceAccount,
        int replicas,
        int ready,
        boolean leaderElection,
        @Nullable String webhook,
        Scope scope,
        ExposureSettings exposure,
        EgressSettings egress,
        HostSetting hosts,
        boolean observes) {

    /** The label of the chart by which it is found. */
    public static final String SELECTOR = "app.kubernetes.io/name=client-intents";

    /**
     * Returns the installation that the Deployment describes.
     *
     * @param systemNamespaces the namespaces that it leaves alone by itself
     */
    public static OperatorInstallation of(Deployment deployment, Set<String> systemNamespaces) {
        PodSpec pod = deployment.getSpec().getTemplate().getSpec();
        String namespace = deployment.getMetadata().getNamespace();
        var environment = new TreeMap<String, String>();
        for (Container container : pod.getContainers()) {
            for (EnvVar variable : Optional.ofNullable(container.getEnv()).orElse(List.of())) {
                if (variable.getValueFrom() == null) {
                    // an API server leaves a value out that is empty
                    environment.put(
                            variable.getName(),
                            Optional.ofNullable(variable.getValue()).orElse(""));
                }
            }
        }
        return new OperatorInstallation(
                namespace,
                deployment.getMetadata().getName(),
                Optional.ofNullable(pod.getServiceAccountName()).orElse("default"),
                Optional.ofNullable(deployment.getSpec().getReplicas()).orElse(1),
                Optional.ofNullable(deployment.getStatus())
                        .flatMap(status -> Optional.ofNullable(status.getReadyReplicas()))
                        .orElse(0),
                !"false".equals(environment.get("CLIENT_INTENTS_LEADER_ELECTION")),
                webhook(environment),
                scope(namespace, environment, systemNamespaces),
                exposure(environment),
                egress(environment),
                HostSetting.parse(environment.getOrDefault("CLIENT_INTENTS_EGRESS_HOSTS", ""))
                        .orElse(HostSetting.NONE),
                !environment.getOrDefault("CLIENT_INTENTS_OBSERVE_PORT", "").isEmpty());
    }

    /** Certificates that somebody else makes, such as cert-manager, are named as a folder. */
    private static @Nullable String webhook(Map<String, String> environment) {
        String name = environment.getOrDefault("CLIENT_INTENTS_WEBHOOK_NAME", "");
        String made = environment.getOrDefault("CLIENT_INTENTS_WEBHOOK_CERTIFICATES", "");
        return name.isEmpty() || !made.isEmpty() ? null : name;
    }

    private static Scope scope(String namespace, Map<String, String> environment, Set<String> systemNamespaces) {
        var excluded = new HashSet<>(systemNamespaces);
        excluded.add(namespace);
        excluded.addAll(names(environment.get("CLIENT_INTENTS_EXCLUDE_NAMESPACES")));
        excluded.removeAll(names(environment.get("CLIENT_INTENTS_INCLUDE_NAMESPACES")));
        var scope = new Scope(
                Enforcement.parse(environment.getOrDefault("CLIENT_INTENTS_ENFORCEMENT", ""))
                        .orElse(Enforcement.DEFAULT),
                excluded,
                names(environment.get("CLIENT_INTENTS_WATCH_NAMESPACES")),
                budgets(environment.getOrDefault("CLIENT_INTENTS_OBJECTS_PER_NAMESPACE", "")));
        return scope.with(virtualClusters(environment))
                .closingEgress(egress(environment).closes())
                .with(
                        "required".equals(environment.get("CLIENT_INTENTS_CONSENT")),
                        names(environment.get("CLIENT_INTENTS_ENTRANCES_DECLARED")).stream()
                                .flatMap(name -> EntranceKind.parse(name).stream())
                                .collect(Collectors.toUnmodifiableSet()));
    }

    private static VirtualClusters virtualClusters(Map<String, String> environment) {
        try {
            return VirtualClusters.parse(entries(environment.get("CLIENT_INTENTS_VIRTUAL_CLUSTERS")));
        } catch (IllegalArgumentException e) {
            return VirtualClusters.NONE; // no operator would start with such a value
        }
    }

    private static ExposureSettings exposure(Map<String, String> environment) {
        try {
            return ExposureSettings.parse(
                    entries(environment.get("CLIENT_INTENTS_INGRESS_CONTROLLERS")),
                    entries(environment.getOrDefault(
                            "CLIENT_INTENTS_INGRESS_NAMESPACES", ExposureSettings.CONTROLLER_NAMESPACE_LIST)),
                    entries(environment.get("CLIENT_INTENTS_SCRAPERS")),
                    entries(environment.getOrDefault(
                            "CLIENT_INTENTS_SCRAPER_NAMESPACES", ExposureSettings.SCRAPER_NAMESPACE_LIST)),
                    entries(environment.get("CLIENT_INTENTS_POD_CIDRS")),
                    entries(environment.get("CLIENT_INTENTS_API_SERVER_CIDRS")));
        } catch (IllegalArgumentException e) {
            return ExposureSettings.DEFAULT; // no operator would start with such a value
        }
    }

    private static EgressSettings egress(Map<String, String> environment) {
        try {
            return EgressSettings.parse(
                    environment.getOrDefault("CLIENT_INTENTS_EGRESS", "open"),
                    "true".equals(environment.get("CLIENT_INTENTS_EGRESS_SERVICE_PORTS")),
                    entries(environment.get("CLIENT_INTENTS_DNS")));
        } catch (IllegalArgumentException e) {
            return EgressSettings.DEFAULT; // no operator would start with such a value
        }
    }

    private static Budgets budgets(String objectsPerNamespace) {
        try {
            return Budgets.DEFAULT.withObjectsOfNamespace(Integer.parseInt(objectsPerNamespace));
        } catch (IllegalArgumentException e) {
            return Budgets.DEFAULT; // no operator would start with such a number
        }
    }

    private static Set<String> names(@Nullable String list) {
        return Set.copyOf(entries(list));
    }

    private static List<String> entries(@Nullable String list) {
        return Stream.of(Optional.ofNullable(list).orElse("").split(","))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .distinct()
                .toList();
    }

    /** Returns the user that the operator is. */
    public String user() {
        return "system:serviceaccount:" + namespace + ":" + serviceAccount;
    }

    @Override
    public String toString() {
        return "Deployment " + namespace + "/" + name;
    }
}
