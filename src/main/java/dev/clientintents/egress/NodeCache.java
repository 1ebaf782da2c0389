package dev.clientintents.egress;

import dev.clientintents.exposure.Fields;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.Selector;
import dev.clientintents.reach.IpRange;
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

    /**
     * Reads a DaemonSet; empty where it is none of caches, by its name, the label of its pods or their arguments.
     *
     * @param key its namespace and name
     * @param object the whole object: maps, lists, texts, numbers and truth values
     */
    public static Optional<NodeCache> read(ObjectKey key, Map<?, ?> object) {
        Fields spec = new Fields(object).at("spec");
        Fields template = spec.at("template");
        Fields pod = template.at("spec");
        List<String> addresses =
                pod.each("containers").flatMap(NodeCache::addresses).toList();
        if (addresses.isEmpty()
                && !NAMES.contains(key.name())
                && !NAMES.contains(template.at("metadata").at("labels").text("k8s-app", ""))) {
            return Optional.empty();
        }
        return Optional.of(new NodeCache(
                key.namespace(),
                pod.isTrue("hostNetwork")
                        ? Optional.empty()
                        : spec.selector("selector").filter(it -> !it.selectsEverything()),
                addresses.stream()
                        .flatMap(it -> HostAddress.parse(it).stream())
                        .distinct()
                        .toList(),
                ports(pod)));
    }

    /** Returns what {@code -localip a,b} or {@code --localip=a,b} names, in the command or its arguments. */
    private static Stream<String> addresses(Fields container) {
        List<String> words = Stream.of("command", "args")
                .flatMap(it -> container.texts(it).stream())
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
    private static Set<Integer> ports(Fields pod) {
        Set<Integer> told = pod.each("containers")
                .flatMap(it -> it.each("ports"))
                .filter(it -> it.text("protocol", "").equals("UDP"))
                .flatMap(it -> it.number("containerPort").stream())
                .filter(it -> it > 0 && it <= 65535)
                .collect(Collectors.toSet());
        return told.isEmpty() ? Set.of(DnsService.PORT) : told;
    }
}
