package dev.clientintents.reach;

import dev.clientintents.model.Protocol;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The documentation of NetworkPolicy, sentence by sentence, for one source, destination, protocol and port: a judge
 * that knows no index, no class and no set.
 */
final class LiteralRules {

    private static final Map<String, String> BITS = new ConcurrentHashMap<>();

    private final World world;

    LiteralRules(World world) {
        this.world = world;
    }

    /** A pod, or an address outside of the cluster. */
    record Party(World.@Nullable Pod pod, @Nullable String address) {}

    boolean allows(Party source, Party destination, Protocol protocol, int port) {
        return sideAllows("Egress", source, destination, destination, protocol, port)
                && sideAllows("Ingress", destination, source, destination, protocol, port);
    }

    private boolean sideAllows(String type, Party subject, Party peer, Party destination, Protocol protocol, int port) {
        return verdict(type, subject, peer, destination, protocol, port).orElse(true);
    }

    /** Whether the policies of one side allow it; empty where none selects the subject. */
    Optional<Boolean> verdict(String type, Party subject, Party peer, Party destination, Protocol protocol, int port) {
        boolean isolated = false;
        for (NetworkPolicy policy : world.policies()) {
            if (selects(policy, type, subject)) {
                isolated = true;
                if (type.equals("Ingress")) {
                    for (var rule : policy.getSpec().getIngress()) {
                        if (peersMatch(policy, rule.getFrom(), peer)
                                && portsMatch(rule.getPorts(), destination, protocol, port)) {
                            return Optional.of(true);
                        }
                    }
                } else {
                    for (var rule : policy.getSpec().getEgress()) {
                        if (peersMatch(policy, rule.getTo(), peer)
                                && portsMatch(rule.getPorts(), destination, protocol, port)) {
                            return Optional.of(true);
                        }
                    }
                }
            }
        }
        return isolated ? Optional.of(false) : Optional.empty();
    }

    /**
     * Whether plugins differ on whether the policies of one side allow a pod as the peer: because one of their blocks has
     * addresses that pods may have.
     */
    boolean mayAllow(String type, Party subject, Party destination, Protocol protocol, int port) {
        // the name of a port means nothing at an address
        Party target = type.equals("Ingress") ? destination : new Party(null, "192.0.2.1");
        return world.policies().stream()
                .filter(policy -> selects(policy, type, subject))
                .anyMatch(policy -> type.equals("Ingress")
                        ? policy.getSpec().getIngress().stream()
                                .anyMatch(rule -> mayHoldPods(rule.getFrom())
                                        && portsMatch(rule.getPorts(), target, protocol, port))
                        : policy.getSpec().getEgress().stream()
                                .anyMatch(rule -> mayHoldPods(rule.getTo())
                                        && portsMatch(rule.getPorts(), target, protocol, port)));
    }

    private static boolean mayHoldPods(List<NetworkPolicyPeer> peers) {
        return peers.stream()
                .map(NetworkPolicyPeer::getIpBlock)
                .filter(Objects::nonNull)
                .anyMatch(block -> LiteralAdminRules.mayHoldPods(block.getCidr(), block.getExcept()));
    }

    private static boolean selects(NetworkPolicy policy, String type, Party subject) {
        World.Pod pod = subject.pod;
        List<String> types = policy.getSpec().getPolicyTypes();
        boolean typed = types.isEmpty()
                ? type.equals("Ingress") || !policy.getSpec().getEgress().isEmpty()
                : types.contains(type);
        return typed
                && pod != null
                && !pod.hostNetwork()
                && pod.workload().namespace().equals(policy.getMetadata().getNamespace())
                && matches(policy.getSpec().getPodSelector(), pod.labels());
    }

    private boolean peersMatch(NetworkPolicy policy, List<NetworkPolicyPeer> peers, Party party) {
        return peers.isEmpty() || peers.stream().anyMatch(peer -> peerMatches(policy, peer, party));
    }

    private boolean peerMatches(NetworkPolicy policy, NetworkPolicyPeer peer, Party party) {
        World.Pod pod = party.pod;
        if (peer.getIpBlock() != null) {
            return party.address != null
                    && inside(peer.getIpBlock().getCidr(), party.address)
                    && peer.getIpBlock().getExcept().stream().noneMatch(except -> inside(except, party.address));
        }
        if (pod == null || pod.hostNetwork()) {
            return false;
        }
        String namespace = pod.workload().namespace();
        boolean namespaceMatches = peer.getNamespaceSelector() == null
                ? namespace.equals(policy.getMetadata().getNamespace())
                : matches(peer.getNamespaceSelector(), namespaceLabels(namespace));
        return namespaceMatches && (peer.getPodSelector() == null || matches(peer.getPodSelector(), pod.labels()));
    }

    Map<String, String> namespaceLabels(String name) {
        var labels = new HashMap<String, String>();
        world.namespaces().stream().filter(it -> it.name().equals(name)).forEach(it -> labels.putAll(it.labels()));
        labels.put("kubernetes.io/metadata.name", name);
        return labels;
    }

    static boolean inside(String cidr, String address) {
        String[] parts = cidr.split("/", 2);
        int bits = Integer.parseInt(parts[1]);
        return cidr.contains(":") == address.contains(":")
                && bits(parts[0]).substring(0, bits).equals(bits(address).substring(0, bits));
    }

    private static String bits(String address) {
        return BITS.computeIfAbsent(address, LiteralRules::read);
    }

    private static String read(String address) {
        var bits = new StringBuilder();
        try {
            for (byte octet : InetAddress.getByName(address).getAddress()) {
                bits.append(
                        "%8s".formatted(Integer.toBinaryString(octet & 0xFF)).replace(' ', '0'));
            }
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
        return bits.toString();
    }

    private static boolean matches(@Nullable LabelSelector selector, Map<String, String> labels) {
        if (selector == null) {
            return true;
        }
        Map<String, String> wanted = selector.getMatchLabels() == null ? Map.of() : selector.getMatchLabels();
        return labels.entrySet().containsAll(wanted.entrySet())
                && selector.getMatchExpressions().stream().allMatch(it -> holds(it, labels));
    }

    private static boolean holds(LabelSelectorRequirement requirement, Map<String, String> labels) {
        String value = labels.get(requirement.getKey());
        return switch (requirement.getOperator()) {
            case "In" -> value != null && requirement.getValues().contains(value);
            case "NotIn" -> value == null || !requirement.getValues().contains(value);
            case "Exists" -> value != null;
            case "DoesNotExist" -> value == null;
            default -> throw new IllegalArgumentException(requirement.getOperator());
        };
    }

    private static boolean portsMatch(List<NetworkPolicyPort> ports, Party destination, Protocol protocol, int number) {
        return ports.isEmpty() || ports.stream().anyMatch(entry -> portMatches(entry, destination, protocol, number));
    }

    private static boolean portMatches(NetworkPolicyPort entry, Party destination, Protocol protocol, int number) {
        if (!protocol.name().equals(entry.getProtocol() == null ? "TCP" : entry.getProtocol())) {
            return false;
        }
        if (entry.getPort() == null) {
            return true;
        }
        Integer first = entry.getPort().getIntVal();
        if (first != null) {
            return first <= number && number <= (entry.getEndPort() == null ? first : entry.getEndPort());
        }
        return destination.pod != null
                && !destination.pod.hostNetwork()
                && destination.pod.ports().stream()
                        .anyMatch(it -> entry.getPort().getStrVal().equals(it.name())
                                && it.protocol() == protocol
                                && it.number() == number);
    }
}
