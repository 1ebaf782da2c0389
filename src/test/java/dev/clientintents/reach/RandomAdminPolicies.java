package dev.clientintents.reach;

import dev.clientintents.model.Protocol;
import dev.clientintents.reach.LiteralAdminRules.Written;
import dev.clientintents.reach.policy.InvalidPolicyException;
import dev.clientintents.reach.policy.admin.AdminKind;
import dev.clientintents.reach.policy.admin.AdminPolicy;
import dev.clientintents.reach.policy.admin.AdminPolicyReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/** Admin policies of all kinds over a random world, as manifests have them. */
final class RandomAdminPolicies {

    private static final List<String> BLOCKS = List.of(
            "0.0.0.0/0",
            "0.0.0.0/1",
            "128.0.0.0/1",
            "10.0.0.0/8",
            "10.1.2.4/30",
            "11.0.0.0/32",
            "128.0.0.0/32",
            "::/0",
            "fd00::/8");

    private final SplittableRandom random;

    private RandomAdminPolicies(long seed) {
        random = new SplittableRandom(seed);
    }

    /** The same for the same seed. */
    static List<Written> of(long seed) {
        return new RandomAdminPolicies(seed).policies();
    }

    /** A random world with these policies, and perhaps with nodes. */
    static World world(long seed, List<Written> policies) {
        World world = RandomWorld.of(seed);
        var nodes = new RandomAdminPolicies(~seed).nodes();
        return new World(
                world.namespaces(),
                world.pods(),
                world.policies(),
                policies.stream().map(RandomAdminPolicies::read).toList(),
                List.of(),
                nodes);
    }

    private static AdminPolicy read(Written policy) {
        try {
            return AdminPolicyReader.read(
                    AdminKind.of(policy.apiVersion(), policy.kind()).orElseThrow(), policy.name(), policy.spec());
        } catch (InvalidPolicyException e) {
            throw new IllegalArgumentException(policy.toString(), e);
        }
    }

    private List<World.Node> nodes() {
        return chance(0.3)
                ? List.of()
                : list(
                        1,
                        3,
                        () -> new World.Node(
                                "node",
                                Map.of("app", pick(List.of("a", "b"))),
                                chance(0.2)
                                        ? List.of()
                                        : list(
                                                1,
                                                2,
                                                () -> IpRange.parse(pick(RandomWorld.ADDRESSES))
                                                        .orElseThrow())));
    }

    private List<Written> policies() {
        List<Written> policies = list(1, 5, this::policy);
        var named = new ArrayList<Written>();
        boolean singleton = false;
        for (Written policy : policies) {
            boolean baseline = policy.kind().equals("BaselineAdminNetworkPolicy");
            if (!baseline || !singleton) {
                named.add(new Written(
                        policy.apiVersion(), policy.kind(), baseline ? "default" : "p" + named.size(), policy.spec()));
            }
            singleton |= baseline;
        }
        return named;
    }

    private Written policy() {
        String kind = pick(List.of("AdminNetworkPolicy", "BaselineAdminNetworkPolicy", "ClusterNetworkPolicy"));
        boolean newest = kind.equals("ClusterNetworkPolicy");
        var spec = new LinkedHashMap<String, Object>();
        if (newest) {
            spec.put("tier", pick(List.of("Admin", "Baseline")));
        }
        if (!kind.startsWith("Baseline")) {
            // few, so that some are equal
            spec.put("priority", random.nextInt(6));
        }
        spec.put("subject", pods());
        List<String> actions = newest
                ? List.of("Accept", "Deny", "Pass")
                : kind.startsWith("Baseline") ? List.of("Allow", "Deny") : List.of("Allow", "Deny", "Pass");
        spec.put("ingress", list(0, 3, () -> rule("from", actions, newest, this::pods)));
        spec.put("egress", list(0, 3, () -> rule("to", actions, newest, () -> peer(kind))));
        return new Written("policy.networking.k8s.io/" + (newest ? "v1alpha2" : "v1alpha1"), kind, "", spec);
    }

    private Map<String, Object> rule(
            String peersField, List<String> actions, boolean newest, Supplier<Map<String, Object>> peer) {
        var rule = new LinkedHashMap<String, Object>();
        rule.put("action", pick(actions));
        List<Map<String, Object>> peers = list(1, 2, peer);
        rule.put(peersField, peers);
        boolean names = peers.stream().allMatch(it -> it.containsKey("pods") || it.containsKey("namespaces"));
        if (chance(0.6)) {
            rule.put(newest ? "protocols" : "ports", list(1, 2, () -> newest ? protocol(names) : port(names)));
        }
        return rule;
    }

    private Map<String, Object> peer(String kind) {
        return switch (random.nextInt(6)) {
            case 0 -> Map.of("networks", list(1, 2, () -> pick(BLOCKS)));
            case 1 -> Map.of("nodes", selector());
            case 2 -> kind.startsWith("Baseline") ? pods() : Map.of("domainNames", List.of("*.example.org"));
            default -> pods();
        };
    }

    private Map<String, Object> pods() {
        if (chance(0.5)) {
            return Map.of("namespaces", selector());
        }
        return Map.of("pods", Map.of("namespaceSelector", selector(), "podSelector", selector()));
    }

    private Map<String, Object> selector() {
        if (chance(0.4)) {
            return Map.of();
        }
        String key = pick(List.of("app", "tier", "env"));
        List<String> values = switch (key) {
            case "app" -> List.of("a", "b", "c");
            case "tier" -> List.of("front", "back");
            default -> List.of("dev", "prod");
        };
        if (chance(0.5)) {
            return Map.of("matchLabels", Map.of(key, pick(values)));
        }
        String operator = pick(List.of("In", "NotIn", "Exists", "DoesNotExist"));
        return Map.of(
                "matchExpressions",
                List.of(
                        operator.endsWith("n") && !operator.startsWith("D")
                                ? Map.of("key", key, "operator", operator, "values", List.of(pick(values)))
                                : Map.of("key", key, "operator", operator)));
    }

    private Map<String, Object> port(boolean names) {
        if (names && chance(0.2)) {
            return Map.of("namedPort", pick(List.of("http", "dns")));
        }
        String protocol = pick(List.of(Protocol.values())).name();
        if (chance(0.3)) {
            return Map.of("portRange", Map.of("protocol", protocol, "start", 79, "end", pick(List.of(80, 81, 443))));
        }
        return Map.of(
                "portNumber",
                chance(0.5)
                        ? Map.of("protocol", protocol, "port", pick(RandomWorld.PORTS))
                        : Map.of("port", pick(RandomWorld.PORTS)));
    }

    private Map<String, Object> protocol(boolean names) {
        if (names && chance(0.2)) {
            return Map.of("destinationNamedPort", pick(List.of("http", "dns")));
        }
        String protocol = pick(List.of(Protocol.values())).name().toLowerCase(Locale.ROOT);
        Map<String, Object> port = chance(0.3)
                ? Map.of("range", Map.of("start", 79, "end", pick(List.of(80, 81, 443))))
                : Map.of("number", pick(RandomWorld.PORTS));
        return Map.of(protocol, Map.of("destinationPort", port));
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
