package dev.clientintents.reach;

import dev.clientintents.model.Protocol;
import dev.clientintents.model.WorkloadId;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import io.fabric8.kubernetes.api.model.networking.v1.IPBlock;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyEgressRuleBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyIngressRuleBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicySpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** A small world that uses all of NetworkPolicy, at random. Every pod is its own workload. */
public final class RandomWorld {

    static final List<Integer> PORTS = List.of(53, 79, 80, 81, 82, 443, 8080);
    static final List<String> ADDRESSES = List.of(
            "0.0.0.0",
            "9.255.255.255",
            "10.0.0.0",
            "10.1.2.3",
            "10.1.2.4",
            "10.1.2.7",
            "10.1.2.8",
            "10.255.255.255",
            "11.0.0.0",
            "128.0.0.0",
            "255.255.255.255");

    static final List<String> IPV6_ADDRESSES = List.of(
            "::", "::a01:203", "fcff:ffff::1", "fd00::", "fd00::1", "fd00:0:0:1::", "fdff::", "fe00::", "ffff::ffff");

    private static final List<String> BLOCKS = List.of(
            "0.0.0.0/0",
            "10.0.0.0/8",
            "10.1.2.4/30",
            "128.0.0.0/1",
            "0.0.0.0/1",
            "10.1.2.3/32",
            "fd00::/8",
            "::/0",
            "fd00::1/128");
    private static final List<String> NAMESPACES = List.of("x", "y", "z");
    private static final Map<String, List<String>> LABELS =
            Map.of("app", List.of("a", "b", "c"), "tier", List.of("front", "back"), "env", List.of("dev", "prod"));

    private final SplittableRandom random;
    private final boolean everyLabel;
    private final boolean notIn;

    private RandomWorld(long seed, boolean everyLabel, boolean notIn) {
        random = new SplittableRandom(seed);
        this.everyLabel = everyLabel;
        this.notIn = notIn;
    }

    /** The same for the same seed. */
    public static World of(long seed) {
        return new RandomWorld(seed, false, true).world();
    }

    /** One in which no label is absent that a selector names. */
    static World withEveryLabel(long seed) {
        return new RandomWorld(seed, true, true).world();
    }

    /** One without the operator {@code NotIn}. */
    static World withoutNotIn(long seed) {
        return new RandomWorld(seed, false, false).world();
    }

    private World world() {
        var namespaces = NAMESPACES.stream()
                .filter(it -> everyLabel || !chance(0.1))
                .map(it -> new World.Namespace(it, labels()))
                .toList();
        var pods = list(1, 7, this::pod);
        var numbered = IntStream.range(0, pods.size())
                .mapToObj(i -> rename(pods.get(i), "p" + i))
                .toList();
        var policies = list(0, 5, this::policy);
        for (int i = 0; i < policies.size(); i++) {
            policies.get(i).getMetadata().setName("policy-" + i);
        }
        return new World(namespaces, numbered, policies, List.of());
    }

    private static World.Pod rename(World.Pod pod, String name) {
        return new World.Pod(
                new WorkloadId(pod.workload().namespace(), "Pod", name),
                name,
                pod.labels(),
                pod.ports(),
                pod.hostNetwork());
    }

    private World.Pod pod() {
        return new World.Pod(
                new WorkloadId(pick(NAMESPACES), "Pod", "p"),
                "p",
                labels(),
                list(0, 2, () -> new World.Port(pick(List.of("http", "dns")), protocol(), pick(PORTS))),
                chance(0.1));
    }

    private Map<String, String> labels() {
        var labels = new LinkedHashMap<String, String>();
        LABELS.keySet().stream().sorted().forEach(key -> {
            if (everyLabel || chance(0.6)) {
                labels.put(key, pick(LABELS.getOrDefault(key, List.of())));
            }
        });
        if (everyLabel) {
            labels.put("kubernetes.io/metadata.name", pick(NAMESPACES));
        }
        return labels;
    }

    private NetworkPolicy policy() {
        var spec = new NetworkPolicySpec();
        spec.setPodSelector(chance(0.3) ? new LabelSelector() : selector());
        spec.setPolicyTypes(
                pick(List.of(List.<String>of(), List.of("Ingress"), List.of("Egress"), List.of("Ingress", "Egress"))));
        spec.setIngress(list(
                0,
                2,
                () -> new NetworkPolicyIngressRuleBuilder()
                        .withFrom(list(0, 2, this::peer))
                        .withPorts(list(0, 2, this::port))
                        .build()));
        spec.setEgress(list(
                0,
                2,
                () -> new NetworkPolicyEgressRuleBuilder()
                        .withTo(list(0, 2, this::peer))
                        .withPorts(list(0, 2, this::port))
                        .build()));
        return new NetworkPolicyBuilder()
                .withNewMetadata()
                .withNamespace(pick(NAMESPACES))
                .endMetadata()
                .withSpec(spec)
                .build();
    }

    private NetworkPolicyPeer peer() {
        var peer = new NetworkPolicyPeer();
        switch (random.nextInt(4)) {
            case 0 -> peer.setIpBlock(block());
            case 1 -> peer.setPodSelector(selector());
            case 2 -> peer.setNamespaceSelector(selector());
            default -> {
                peer.setPodSelector(selector());
                peer.setNamespaceSelector(selector());
            }
        }
        return peer;
    }

    private IPBlock block() {
        String cidr = pick(BLOCKS);
        List<String> holes = switch (cidr) {
            case "0.0.0.0/0", "10.0.0.0/8" -> List.of("10.1.2.4/30", "10.1.0.0/16", "10.1.2.3/32");
            case "::/0", "fd00::/8" -> List.of("fd00::/64", "fd00::1/128", "fdff::/16");
            default -> List.of();
        };
        return new IPBlock(cidr, holes.isEmpty() ? List.of() : list(0, 2, () -> pick(holes)));
    }

    private LabelSelector selector() {
        return new LabelSelector(list(0, 2, this::requirement), chance(0.5) ? Map.of() : one());
    }

    private Map<String, String> one() {
        String key = pick(List.of("app", "env", "tier"));
        return Map.of(key, pick(LABELS.getOrDefault(key, List.of())));
    }

    private LabelSelectorRequirement requirement() {
        String key = pick(List.of("app", "env", "tier", "kubernetes.io/metadata.name"));
        List<String> values = LABELS.getOrDefault(key, NAMESPACES);
        return switch (random.nextInt(4)) {
            case 0 -> new LabelSelectorRequirement(key, "In", list(1, 2, () -> pick(values)));
            case 1 -> new LabelSelectorRequirement(key, notIn ? "NotIn" : "In", list(1, 2, () -> pick(values)));
            case 2 -> new LabelSelectorRequirement(key, "Exists", List.of());
            default -> new LabelSelectorRequirement(key, "DoesNotExist", List.of());
        };
    }

    private NetworkPolicyPort port() {
        var port = new NetworkPolicyPort();
        port.setProtocol(chance(0.3) ? null : protocol().name());
        switch (random.nextInt(5)) {
            case 0 -> port.setPort(new IntOrString(pick(List.of("http", "dns"))));
            case 1 -> port.setPort(null);
            case 2 -> {
                port.setPort(new IntOrString(79));
                port.setEndPort(pick(List.of(79, 80, 81)));
            }
            default -> port.setPort(new IntOrString(pick(PORTS)));
        }
        return port;
    }

    private Protocol protocol() {
        return pick(List.of(Protocol.TCP, Protocol.TCP, Protocol.UDP, Protocol.SCTP));
    }

    private boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    private <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }

    private <T> List<T> list(int least, int most, Supplier<T> each) {
        int size = random.nextInt(least, most + 1);
        var list = new ArrayList<T>();
        for (int i = 0; i < size; i++) {
            list.add(each.get());
        }
        return list;
    }
}
