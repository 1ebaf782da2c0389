package dev.clientintents.doctor.cni;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The traces that network plugins leave in a cluster.
 *
 * @param agents the DaemonSets
 * @param configs the data of ConfigMaps that configure plugins, by {@code namespace/name}
 * @param groups the API groups that are served
 * @param nodes the nodes, as far as they were read
 */
public record CniEvidence(
        List<Agent> agents, Map<String, Map<String, String>> configs, Set<String> groups, List<NodeFact> nodes) {

    private static final String AMAZON = "kube-system/amazon-vpc-cni";

    public CniEvidence {
        agents = List.copyOf(agents);
        configs = Map.copyOf(configs);
        groups = Set.copyOf(groups);
        nodes = List.copyOf(nodes);
    }

    /**
     * A DaemonSet.
     *
     * @param desired on how many nodes it should run
     * @param ready on how many of them it is ready
     */
    public record Agent(String namespace, String name, int desired, int ready, List<Part> parts) {

        public static Agent of(DaemonSet set) {
            var spec = set.getSpec().getTemplate().getSpec();
            var parts = new ArrayList<Part>();
            spec.getContainers().forEach(container -> parts.add(Part.of(container)));
            var status = Optional.ofNullable(set.getStatus());
            return new Agent(
                    set.getMetadata().getNamespace(),
                    set.getMetadata().getName(),
                    status.map(it -> it.getDesiredNumberScheduled()).orElse(0),
                    status.map(it -> it.getNumberReady()).orElse(0),
                    List.copyOf(parts));
        }

        /** Returns the container of that name. */
        Optional<Part> part(String container) {
            return parts.stream().filter(it -> it.name().equals(container)).findFirst();
        }

        boolean has(String container) {
            return part(container).isPresent();
        }

        @Override
        public String toString() {
            return "DaemonSet " + namespace + "/" + name;
        }
    }

    /** A container of a DaemonSet: its command and arguments in one list, and its literal environment. */
    public record Part(String name, String image, List<String> arguments, Map<String, String> environment) {

        static Part of(Container container) {
            var arguments = new ArrayList<String>();
            Optional.ofNullable(container.getCommand()).ifPresent(arguments::addAll);
            Optional.ofNullable(container.getArgs()).ifPresent(arguments::addAll);
            var environment = new TreeMap<String, String>();
            for (EnvVar variable : Optional.ofNullable(container.getEnv()).orElse(List.of())) {
                Optional.ofNullable(variable.getValue()).ifPresent(value -> environment.put(variable.getName(), value));
            }
            return new Part(
                    container.getName(),
                    Optional.ofNullable(container.getImage()).orElse(""),
                    List.copyOf(arguments),
                    Map.copyOf(environment));
        }

        /** Returns whether a boolean flag is given that value, as in {@code --run-firewall=false}. */
        boolean flag(String name, boolean value) {
            return arguments.stream()
                    .flatMap(argument -> argument.lines().flatMap(line -> List.of(line.split("\\s+")).stream()))
                    .anyMatch(argument -> argument.equals("--" + name + "=" + value));
        }
    }

    /** The facts about a node: its kubelet's version, the keys of its labels, and what k3s was started with. */
    public record NodeFact(String kubelet, Set<String> labels, String k3sArguments) {

        public static NodeFact of(Node node) {
            var labels = Optional.ofNullable(node.getMetadata().getLabels()).orElse(Map.of());
            var annotations =
                    Optional.ofNullable(node.getMetadata().getAnnotations()).orElse(Map.of());
            var info =
                    Optional.ofNullable(node.getStatus()).flatMap(status -> Optional.ofNullable(status.getNodeInfo()));
            return new NodeFact(
                    info.flatMap(it -> Optional.ofNullable(it.getKubeletVersion()))
                            .orElse(""),
                    new TreeSet<>(labels.keySet()),
                    annotations.getOrDefault("k3s.io/node-args", ""));
        }
    }

    public static Map<String, String> data(ConfigMap map) {
        return Optional.ofNullable(map.getData()).map(Map::copyOf).orElse(Map.of());
    }

    /** Returns the ConfigMaps that say whether those agents enforce, as {@code namespace/name}. */
    public static Set<String> configsOf(List<Agent> agents) {
        var configs = new TreeSet<>(Set.of(AMAZON));
        for (Agent agent : agents) {
            if (KnownAgents.isCilium(agent)) {
                configs.add(agent.namespace() + "/" + CiliumLabels.CONFIG_MAP);
            }
            if (agent.has("terway")) {
                configs.add(agent.namespace() + "/eni-config");
            }
        }
        return configs;
    }

    /** Returns the data of a ConfigMap; empty where it is not there. */
    Map<String, String> config(String namespace, String name) {
        return configs.getOrDefault(namespace + "/" + name, Map.of());
    }
}
