package dev.clientintents.egress;

import dev.clientintents.model.Selector;
import dev.clientintents.observe.ObservedSelector;
import dev.clientintents.reach.IpRange;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.DaemonSetSpec;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A DaemonSet of caches that answer DNS queries on each node, as <a
 * href="https://kubernetes.io/docs/tasks/administer-cluster/nodelocaldns/">NodeLocal DNSCache</a> does.
 *
 * @param namespace its namespace
 * @param pods what the labels of its pods meet, which have addresses of their own; empty where they use the node's
 *     network, in which no label counts
 * @param addresses the addresses that they take over on their nodes; possibly empty
 * @param ports the ports on which they are asked; never empty
 */
public record NodeCache(String namespace, Optional<Selector> pods, List<IpRange> addresses, Set<Integer> ports) {

    private static final Set<String> NAMES = Set.of("node-local-dns", "nodelocaldns");
    private static final String ADDRESSES = "localip";

    public NodeCache {
        addresses = List.copyOf(addresses);
        ports = Set.copyOf(ports);
    }

    /** Reads a DaemonSet; empty where it is none of caches, by its name, the label of its pods or their arguments. */
    public static Optional<NodeCache> read(DaemonSet object) {
        DaemonSetSpec spec = object.getSpec();
        PodSpec pod = spec.getTemplate().getSpec();
        List<String> addresses =
                pod.getContainers().stream().flatMap(NodeCache::addresses).toList();
        Map<String, String> labels = Optional.ofNullable(
                        spec.getTemplate().getMetadata().getLabels())
                .orElse(Map.of());
        if (addresses.isEmpty()
                && !NAMES.contains(object.getMetadata().getName())
                && !NAMES.contains(labels.getOrDefault("k8s-app", ""))) {
            return Optional.empty();
        }
        Optional<Selector> selector = Boolean.TRUE.equals(pod.getHostNetwork())
                ? Optional.empty()
                : ObservedSelector.read(spec.getSelector()).filter(it -> !it.selectsEverything());
        return Optional.of(new NodeCache(
                object.getMetadata().getNamespace(),
                selector,
                addresses.stream()
                        .flatMap(it -> HostAddress.parse(it).stream())
                        .distinct()
                        .toList(),
                ports(pod.getContainers())));
    }

    /** Returns what {@code -localip a,b} or {@code --localip=a,b} names, in the command or its arguments. */
    private static Stream<String> addresses(Container container) {
        List<String> words = Stream.of(container.getCommand(), container.getArgs())
                .flatMap(Collection::stream)
                .toList();
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            String flag = word.startsWith("--") ? word.substring(2) : word.startsWith("-") ? word.substring(1) : "";
            if (flag.startsWith(ADDRESSES + "=")) {
                return values(flag.substring(ADDRESSES.length() + 1));
            }
            if (flag.equals(ADDRESSES) && i + 1 < words.size()) {
                return values(words.get(i + 1));
            }
        }
        return Stream.empty();
    }

    private static Stream<String> values(String list) {
        return Stream.of(list.split(",")).map(String::strip).filter(it -> !it.isEmpty());
    }

    /** Returns the ports for UDP: those for TCP are also of metrics and probes. */
    private static Set<Integer> ports(List<Container> containers) {
        Set<Integer> told = containers.stream()
                .flatMap(it -> it.getPorts().stream())
                .filter(it -> "UDP".equals(it.getProtocol()))
                .map(ContainerPort::getContainerPort)
                .collect(Collectors.toSet());
        return told.isEmpty() ? Set.of(DnsService.PORT) : told;
    }
}
