package dev.clientintents.reach;

import dev.clientintents.model.Protocol;
import dev.clientintents.reach.LiteralRules.Party;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The documentation of the cluster-wide policies, sentence by sentence, for one source, destination, protocol and port.
 * It reads the objects as they are written, and tells every outcome that a cluster may have.
 */
final class LiteralAdminRules {

    /** Blocks of which pods may have addresses. */
    private static final List<String> PRIVATE = List.of(
            "10.0.0.0/8",
            "172.16.0.0/12",
            "192.168.0.0/16",
            "100.64.0.0/10",
            "198.18.0.0/15",
            "240.0.0.0/4",
            "2000::/3",
            "fc00::/7");

    private static final Map<List<String>, Match> OF_PODS = new ConcurrentHashMap<>();

    private static final Map<String, Boolean> BLOCKS_OF_PODS = new ConcurrentHashMap<>();

    private final World world;
    private final List<Written> policies;
    private final LiteralRules networkPolicies;

    LiteralAdminRules(World world, List<Written> policies) {
        this.world = world;
        this.policies = policies;
        networkPolicies = new LiteralRules(world);
    }

    /** A policy as it is written. */
    record Written(String apiVersion, String kind, String name, Map<String, Object> spec) {

        String tier() {
            return switch (kind) {
                case "AdminNetworkPolicy" -> "Admin";
                case "BaselineAdminNetworkPolicy" -> "Baseline";
                default -> String.valueOf(spec.get("tier"));
            };
        }
    }

    /** What may become of a connection. */
    enum Fate {
        ALLOWED,
        DENIED
    }

    private enum Match {
        YES,
        PERHAPS,
        NO
    }

    /** What may become of it on both sides. */
    Set<Fate> fates(Party source, Party destination, Protocol protocol, int port) {
        Set<Fate> egress = side("egress", source, destination, destination, protocol, port, true);
        Set<Fate> ingress = side("ingress", destination, source, destination, protocol, port, true);
        var fates = EnumSet.noneOf(Fate.class);
        if (egress.contains(Fate.DENIED) || ingress.contains(Fate.DENIED)) {
            fates.add(Fate.DENIED);
        }
        if (egress.contains(Fate.ALLOWED) && ingress.contains(Fate.ALLOWED)) {
            fates.add(Fate.ALLOWED);
        }
        return fates;
    }

    /** Whether it is listed: what only perhaps matches does not, and where policies disagree it is closed. */
    boolean isListed(Party source, Party destination, Protocol protocol, int port) {
        var allowed = Set.of(Fate.ALLOWED);
        return side("egress", source, destination, destination, protocol, port, false)
                        .equals(allowed)
                && side("ingress", destination, source, destination, protocol, port, false)
                        .equals(allowed);
    }

    private Set<Fate> side(
            String direction,
            Party subject,
            Party peer,
            Party destination,
            Protocol protocol,
            int port,
            boolean perhaps) {
        var fates = EnumSet.noneOf(Fate.class);
        Set<String> admin = tier("Admin", direction, subject, peer, destination, protocol, port, perhaps);
        add(fates, admin);
        if (!admin.contains("continue")) {
            return fates;
        }
        Optional<Boolean> policies = networkPolicies.verdict(
                direction.equals("egress") ? "Egress" : "Ingress", subject, peer, destination, protocol, port);
        if (policies.isPresent()) {
            fates.add(policies.get() ? Fate.ALLOWED : Fate.DENIED);
            boolean mayBe = perhaps
                    && peer.pod() != null
                    && networkPolicies.mayAllow(
                            direction.equals("egress") ? "Egress" : "Ingress", subject, destination, protocol, port);
            if (mayBe) {
                fates.add(Fate.ALLOWED);
            }
            return fates;
        }
        Set<String> baseline = tier("Baseline", direction, subject, peer, destination, protocol, port, perhaps);
        add(fates, baseline);
        if (baseline.contains("continue")) {
            fates.add(Fate.ALLOWED);
        }
        return fates;
    }

    private static void add(Set<Fate> fates, Set<String> actions) {
        if (actions.contains("Allow") || actions.contains("Accept")) {
            fates.add(Fate.ALLOWED);
        }
        if (actions.contains("Deny")) {
            fates.add(Fate.DENIED);
        }
    }

    private Set<String> tier(
            String tier,
            String direction,
            Party subject,
            Party peer,
            Party destination,
            Protocol protocol,
            int port,
            boolean perhaps) {
        List<Written> applied = policies.stream()
                .filter(it -> it.tier().equals(tier))
                .filter(it -> !list(it.spec, direction).isEmpty())
                .filter(it -> isSubject(map(it.spec, "subject"), subject))
                .toList();
        boolean unordered = applied.stream().anyMatch(it -> !it.spec.containsKey("priority"));
        var byPriority = new TreeMap<Integer, List<Written>>();
        applied.forEach(it -> byPriority
                .computeIfAbsent(
                        unordered ? 0 : Objects.requireNonNull((Integer) it.spec.get("priority")),
                        key -> new ArrayList<>())
                .add(it));
        var outcomes = new HashSet<String>();
        for (List<Written> equals : byPriority.values()) {
            List<Set<String>> each = equals.stream()
                    .map(it -> policy(it, direction, peer, destination, protocol, port, perhaps))
                    .toList();
            each.forEach(outcomes::addAll);
            outcomes.remove("no match");
            if (!each.stream().allMatch(it -> it.contains("no match"))) {
                return passed(outcomes);
            }
        }
        outcomes.add("continue");
        return passed(outcomes);
    }

    private static Set<String> passed(Set<String> outcomes) {
        if (outcomes.remove("Pass")) {
            outcomes.add("continue");
        }
        return outcomes;
    }

    /** What a policy may say: the action of the first rule that matches. */
    private Set<String> policy(
            Written policy,
            String direction,
            Party peer,
            Party destination,
            Protocol protocol,
            int port,
            boolean perhaps) {
        var outcomes = new HashSet<String>();
        for (Object each : list(policy.spec, direction)) {
            @SuppressWarnings("unchecked")
            var rule = (Map<String, Object>) each;
            List<Object> ports = list(rule, rule.containsKey("protocols") ? "protocols" : "ports");
            boolean portMatches =
                    ports.isEmpty() || ports.stream().anyMatch(it -> portMatches(it, destination, protocol, port));
            if (portMatches) {
                List<Match> matches = list(rule, direction.equals("egress") ? "to" : "from").stream()
                        .map(it -> peerMatches(it, peer))
                        .toList();
                if (matches.contains(Match.YES)) {
                    outcomes.add(String.valueOf(rule.get("action")));
                    return outcomes;
                }
                if (perhaps && matches.contains(Match.PERHAPS)) {
                    outcomes.add(String.valueOf(rule.get("action")));
                }
            }
        }
        outcomes.add("no match");
        return outcomes;
    }

    private boolean isSubject(Map<String, Object> subject, Party party) {
        return party.pod() != null && isPod(subject, party.pod());
    }

    private boolean isPod(Map<String, Object> meant, World.Pod pod) {
        if (pod.hostNetwork()) {
            return false;
        }
        Map<String, String> namespace =
                networkPolicies.namespaceLabels(pod.workload().namespace());
        if (meant.containsKey("namespaces")) {
            return selects(map(meant, "namespaces"), namespace);
        }
        Map<String, Object> pods = map(meant, "pods");
        return (!pods.containsKey("namespaceSelector") || selects(map(pods, "namespaceSelector"), namespace))
                && selects(map(pods, "podSelector"), pod.labels());
    }

    @SuppressWarnings("unchecked")
    private Match peerMatches(Object written, Party party) {
        var peer = (Map<String, Object>) written;
        World.Pod pod = party.pod();
        String address = party.address();
        if (peer.containsKey("networks")) {
            List<String> blocks =
                    list(peer, "networks").stream().map(String::valueOf).toList();
            if (address != null) {
                return blocks.stream().anyMatch(it -> LiteralRules.inside(it, address)) ? Match.YES : Match.NO;
            }
            return OF_PODS.computeIfAbsent(blocks, LiteralAdminRules::holdPods);
        }
        if (peer.containsKey("nodes")) {
            return address == null ? Match.NO : isNode(map(peer, "nodes"), address);
        }
        if (peer.containsKey("domainNames")) {
            return address == null ? Match.NO : Match.PERHAPS;
        }
        return pod != null && isPod(peer, pod) ? Match.YES : Match.NO;
    }

    private Match isNode(Map<String, Object> selector, String address) {
        if (world.nodes().isEmpty()) {
            return Match.PERHAPS;
        }
        IpRange wanted = IpRange.parse(address).orElseThrow();
        List<World.Node> selected = world.nodes().stream()
                .filter(it -> selects(selector, it.labels()))
                .toList();
        if (selected.stream().anyMatch(it -> it.addresses().contains(wanted))) {
            return Match.YES;
        }
        return selected.stream().anyMatch(it -> it.addresses().isEmpty()) ? Match.PERHAPS : Match.NO;
    }

    private static Match holdPods(List<String> blocks) {
        return coverAllOfIpv4(blocks)
                ? Match.YES
                : blocks.stream().anyMatch(LiteralAdminRules::mayHoldPods) ? Match.PERHAPS : Match.NO;
    }

    private static boolean coverAllOfIpv4(List<String> blocks) {
        return IntStream.range(0, 256)
                .allMatch(octet -> blocks.stream()
                        .filter(it -> !it.contains(":") && Integer.parseInt(it.substring(it.indexOf('/') + 1)) <= 8)
                        .anyMatch(it -> LiteralRules.inside(it, octet + ".0.0.0")));
    }

    private static boolean mayHoldPods(String block) {
        return mayHoldPods(block, List.of());
    }

    /** Whether a block has more than a single address that a pod may have. */
    static boolean mayHoldPods(String block, List<String> excepted) {
        return BLOCKS_OF_PODS.computeIfAbsent(block + " except " + excepted, key -> holdsAddressOfPod(block, excepted));
    }

    private static boolean holdsAddressOfPod(String block, List<String> excepted) {
        String own = block.substring(block.indexOf('/') + 1);
        if (own.equals("32") || own.equals("128")) {
            return false;
        }
        Stream<String> edges = Stream.concat(Stream.of(block), Stream.concat(PRIVATE.stream(), excepted.stream()))
                .map(it -> IpRange.parse(it).orElseThrow())
                .flatMap(it -> Stream.of(it.first(), it.after()))
                .filter(it -> !it.equals(IpRange.IPV4.after()) && !it.equals(IpRange.IPV6.after()))
                .map(it -> new IpRange(it, it).toString().split("-", 2)[0]);
        return edges.anyMatch(address -> LiteralRules.inside(block, address)
                && PRIVATE.stream().anyMatch(it -> LiteralRules.inside(it, address))
                && excepted.stream().noneMatch(it -> LiteralRules.inside(it, address)));
    }

    @SuppressWarnings("unchecked")
    private static boolean selects(Map<String, Object> selector, Map<String, String> labels) {
        boolean equal = ((Map<String, String>) selector.getOrDefault("matchLabels", Map.of()))
                .entrySet().stream().allMatch(it -> Objects.equals(labels.get(it.getKey()), it.getValue()));
        return equal
                && list(selector, "matchExpressions").stream().allMatch(each -> {
                    var expression = (Map<String, Object>) each;
                    String value = labels.get(String.valueOf(expression.get("key")));
                    List<Object> values = list(expression, "values");
                    return switch (String.valueOf(expression.get("operator"))) {
                        case "In" -> value != null && values.contains(value);
                        case "NotIn" -> value == null || !values.contains(value);
                        case "Exists" -> value != null;
                        default -> value == null;
                    };
                });
    }

    @SuppressWarnings("unchecked")
    private static boolean portMatches(Object written, Party destination, Protocol protocol, int port) {
        var entry = (Map<String, Object>) written;
        String name = Stream.of("namedPort", "destinationNamedPort")
                .map(entry::get)
                .filter(Objects::nonNull)
                .map(String::valueOf)
                .findFirst()
                .orElse(null);
        if (name != null) {
            return destination.pod() != null
                    && destination.pod().ports().stream()
                            .anyMatch(it -> name.equals(it.name()) && it.protocol() == protocol && it.number() == port);
        }
        if (entry.containsKey("portNumber") || entry.containsKey("portRange")) {
            var numbers =
                    (Map<String, Object>) entry.getOrDefault("portNumber", entry.getOrDefault("portRange", Map.of()));
            return protocol.name().equals(numbers.getOrDefault("protocol", "TCP"))
                    && within(numbers.get("port"), numbers.get("start"), numbers.get("end"), port);
        }
        var ofProtocol = (Map<String, Object>) entry.get(protocol.name().toLowerCase(Locale.ROOT));
        if (ofProtocol == null) {
            return false;
        }
        Map<String, Object> only = map(ofProtocol, "destinationPort");
        Map<String, Object> range = only.containsKey("range") ? map(only, "range") : Map.of();
        return within(only.get("number"), range.get("start"), range.get("end"), port);
    }

    private static boolean within(@Nullable Object number, @Nullable Object start, @Nullable Object end, int port) {
        return number == null
                ? (Integer) Objects.requireNonNull(start) <= port && port <= (Integer) Objects.requireNonNull(end)
                : number.equals(port);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Map<String, Object> from, String key) {
        return (Map<String, Object>) Objects.requireNonNull(from.get(key), key);
    }

    @SuppressWarnings("unchecked")
    private static List<Object> list(Map<String, Object> from, String key) {
        return (List<Object>) from.getOrDefault(key, List.of());
    }
}
