package dev.clientintents.reach.engine;

import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.PortRange;
import dev.clientintents.reach.AddressSet;
import dev.clientintents.reach.Direction;
import dev.clientintents.reach.IpRange;
import dev.clientintents.reach.PortSet;
import dev.clientintents.reach.policy.Peer;
import dev.clientintents.reach.policy.Policy;
import dev.clientintents.reach.policy.PortSpec;
import dev.clientintents.reach.policy.admin.AdminPolicy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Holds all policies of a world in one direction: which pods NetworkPolicies isolate, what they admit all the same, and
 * what the tiers around them make of it.
 */
public final class Side {

    private static final AddressSet EVERY_ADDRESS = AddressSet.of(IpRange.IPV4, IpRange.IPV6);

    private final Direction direction;
    private final List<PodClass> classes;
    private final List<Applied> all = new ArrayList<>();
    private final List<List<Applied>> appliedTo = new ArrayList<>();
    private final Map<Integer, AddressMap> admittedOutside = new HashMap<>();
    private final Map<Integer, OutsideMap> outside = new HashMap<>();
    private final Map<Tiers.Profile, OutsideMap> outsideOfOpen = new HashMap<>();
    private final Map<Integer, PortSet> openToBlocks = new HashMap<>();
    private final Tiers tiers;

    /** A policy that isolates in this direction. */
    public static final class Applied {

        private final Policy policy;
        private final List<Policy.Rule> rules;
        private final ClassSelection selection;
        private final ClassSet subjects;
        private final List<BlockRule> blocks;
        private @Nullable List<Grant> grants;

        private Applied(Policy policy, List<Policy.Rule> rules, ClassSelection selection, KnownAddresses known) {
            this.policy = policy;
            this.rules = rules;
            this.selection = selection;
            this.subjects = selection.subjects(policy);
            this.blocks = blocks(policy, rules, known);
        }

        private static List<BlockRule> blocks(Policy policy, List<Policy.Rule> rules, KnownAddresses known) {
            var blocks = new ArrayList<BlockRule>();
            for (int i = 0; i < rules.size(); i++) {
                for (Peer peer : rules.get(i).peers()) {
                    if (peer instanceof Peer.Block block && known.holdsPod(block.addresses()) != Match.NO) {
                        blocks.add(new BlockRule(policy.key(), i, block.text(), rules.get(i)));
                    }
                }
            }
            return List.copyOf(blocks);
        }

        public Policy policy() {
            return policy;
        }

        /** Returns the policy's rules in this direction. */
        public List<Policy.Rule> rules() {
            return rules;
        }

        /** Returns the rules that admit blocks of which pods may have addresses, once for each block. */
        List<BlockRule> blocks() {
            return blocks;
        }

        /** Returns the classes that it selects. */
        ClassSet subjects() {
            return subjects;
        }

        /**
         * Returns the policy's rules, one for each peer that is not a block of addresses; they are resolved when first
         * asked for.
         */
        List<Grant> grants() {
            if (grants == null) {
                grants = Side.grants(policy, rules, selection);
            }
            return grants;
        }
    }

    /**
     * The peers and ports that a rule admits.
     *
     * @param anyPod whether the peers are all pods that there are or could be
     */
    record Grant(ClassSet peers, PortSpec ports, boolean anyPod) {}

    /**
     * A rule that admits a block of which pods may have addresses.
     *
     * @param policy the NetworkPolicy
     * @param number the position of the rule in the policy
     * @param block the block, as the policy has it
     */
    public record BlockRule(ObjectKey policy, int number, String block, Policy.Rule rule) {}

    /**
     * What is open to, or at, addresses outside of the cluster.
     *
     * @param open the ports that are open, as far as is known
     * @param undecided those that may be open or closed
     */
    private record OutsideMap(AddressMap open, AddressMap undecided) {}

    /**
     * Creates the side of a world.
     *
     * @param adminPolicies the policies of the tiers around NetworkPolicies
     * @param known what is known of addresses of pods and nodes
     */
    public Side(
            Direction direction,
            List<PodClass> classes,
            List<Policy> policies,
            List<AdminPolicy> adminPolicies,
            ClassSelection selection,
            KnownAddresses known) {
        this.direction = direction;
        this.classes = classes;
        tiers = new Tiers(direction, classes, adminPolicies, selection, known);
        for (int i = 0; i < classes.size(); i++) {
            appliedTo.add(new ArrayList<>(2));
        }
        for (Policy policy : policies) {
            List<Policy.Rule> rules = policy.rules(direction);
            if (rules != null) {
                var applied = new Applied(policy, rules, selection, known);
                all.add(applied);
                for (int subject : applied.subjects.members()) {
                    appliedTo.get(subject).add(applied);
                }
            }
        }
    }

    private static List<Grant> grants(Policy policy, List<Policy.Rule> rules, ClassSelection selection) {
        var grants = new ArrayList<Grant>();
        for (Policy.Rule rule : rules) {
            if (rule.peers().isEmpty()) {
                grants.add(new Grant(selection.everyPod(), rule.ports(), true));
            }
            for (Peer peer : rule.peers()) {
                if (peer instanceof Peer.Pods pods) {
                    ClassSet peers = selection.peers(pods, policy.key().namespace());
                    grants.add(new Grant(peers, rule.ports(), pods.anyPod()));
                }
            }
        }
        return grants;
    }

    /** Returns the policies that isolate in this direction. */
    List<Applied> all() {
        return all;
    }

    /** Returns the NetworkPolicies that isolate a class; none means that they leave it open in this direction. */
    public List<Applied> appliedTo(int subject) {
        return appliedTo.get(subject);
    }

    /** Returns whether NetworkPolicies isolate a class. */
    public boolean isolates(int subject) {
        return !appliedTo.get(subject).isEmpty();
    }

    /** Returns the tiers around NetworkPolicies. */
    public Tiers tiers() {
        return tiers;
    }

    /** Returns the ports of the destination that this side leaves open between a subject and a peer. */
    public PortSet between(int subject, int peer) {
        return open(subject, peer, admitted(subject, peer));
    }

    /**
     * Returns the ports of the destination that this side leaves open between a subject and a peer.
     *
     * @param admitted what NetworkPolicies admit; null where none selects the subject
     */
    PortSet open(int subject, int peer, @Nullable PortSet admitted) {
        if (tiers.areEmpty()) {
            return admitted == null ? PortSet.ALL : admitted;
        }
        return tiers.open(subject, peer, admitted);
    }

    /** Returns everything that is possible between a subject and a peer. */
    public Decision possible(int subject, int peer) {
        PortSet admitted = admitted(subject, peer);
        return tiers.ruling(subject, peer, admitted == null ? null : ofPolicies(subject, admitted))
                .full();
    }

    /** Returns what NetworkPolicies make of a pod: a block may hold its address, which plugins answer differently. */
    private Ruling ofPolicies(int subject, PortSet admitted) {
        PortSet open = admitted.union(openToBlocks(subject));
        Decision taken = Decision.ofPolicies(admitted);
        return new Ruling(taken, new Decision(open, taken.denied(), PortSet.NONE));
    }

    /** Returns whether a policy admits blocks of which pods may have addresses. */
    boolean hasBlocks() {
        return all.stream().anyMatch(applied -> !applied.blocks.isEmpty());
    }

    /** Returns whether blocks open an isolated subject on ports that are not open to every pod anyhow. */
    boolean admitsMoreToBlocks(int subject) {
        PortSpec ofAnyPod = admittedOfAnyPod(subject);
        return ofAnyPod != null
                && !openToBlocks(subject)
                        .minus(resolved(subject, ofAnyPod).numbers())
                        .isEmpty();
    }

    /** Returns the peers to which rules open a subject on all of the ports that blocks open, too. */
    Stream<ClassSet> admittedOnPortsOfBlocks(int subject) {
        PortSet ports = openToBlocks(subject);
        return appliedTo.get(subject).stream()
                .flatMap(applied -> applied.grants().stream())
                .filter(grant -> resolved(subject, grant.ports).numbers().containsAll(ports))
                .map(Grant::peers);
    }

    /** Returns the ports that NetworkPolicies open between a subject and blocks of which pods may have addresses. */
    PortSet openToBlocks(int subject) {
        return Optional.ofNullable(openToBlocks.get(subject)).orElseGet(() -> {
            PortSet open = PortSet.NONE;
            for (Applied applied : appliedTo.get(subject)) {
                for (BlockRule block : applied.blocks) {
                    open = open.union(outsidePorts(block.rule, subject));
                }
            }
            openToBlocks.put(subject, open);
            return open;
        });
    }

    /** Returns the ports that NetworkPolicies admit between a subject and a peer; null where none selects the subject. */
    public @Nullable PortSet admitted(int subject, int peer) {
        if (!isolates(subject)) {
            return null;
        }
        if (classes.get(peer).hostNetwork()) {
            return admittedOutside(subject).common(IpRange.IPV4);
        }
        Map<PortRange.Named, PortSet> names =
                classes.get(direction == Direction.INGRESS ? subject : peer).ports();
        PortSet open = PortSet.NONE;
        for (Applied applied : appliedTo.get(subject)) {
            for (Grant grant : applied.grants()) {
                if (grant.peers.contains(peer)) {
                    open = open.union(grant.ports.at(names));
                }
            }
        }
        return open;
    }

    /**
     * Returns the ports that are open between a subject and any pod that there is or could be; all ports where nothing
     * holds it back.
     */
    public PortSpec anyPod(int subject) {
        PortSpec admitted = admittedOfAnyPod(subject);
        if (tiers.applyTo(subject)) {
            return tiers.anyPod(subject, admitted == null ? null : resolved(subject, admitted));
        }
        return admitted == null ? PortSpec.ALL : admitted;
    }

    /**
     * Returns the ports that are open between a subject and pods that could come.
     *
     * @param meant the selectors that mean these pods
     * @param admitted the ports of the rules of NetworkPolicies that mean them
     */
    public PortSpec pods(int subject, Predicate<Peer.Pods> meant, PortSpec admitted) {
        PortSpec ofAnyPod = admittedOfAnyPod(subject);
        PortSpec all = ofAnyPod == null ? null : resolved(subject, admitted.union(ofAnyPod));
        return tiers.pods(subject, meant, Match.NO, all);
    }

    /** Returns the ports by number where they are known: in ingress. */
    private PortSpec resolved(int subject, PortSpec ports) {
        return direction == Direction.INGRESS
                ? new PortSpec(ports.at(classes.get(subject).ports()), List.of())
                : ports;
    }

    private @Nullable PortSpec admittedOfAnyPod(int subject) {
        if (!isolates(subject)) {
            return null;
        }
        var open = new PortSpec(PortSet.NONE, List.of());
        for (Applied applied : appliedTo.get(subject)) {
            for (Grant grant : applied.grants()) {
                open = grant.anyPod ? open.union(grant.ports) : open;
            }
        }
        return open;
    }

    /** Returns the ports that are open between a subject and addresses outside of the cluster, as far as is known. */
    public AddressMap outside(int subject) {
        return tiers.applyTo(subject) ? outsideMap(subject).open : admittedOutside(subject);
    }

    /** Returns the ports that may be open or closed between a subject and addresses outside of the cluster. */
    public AddressMap undecidedOutside(int subject) {
        return tiers.applyTo(subject) ? outsideMap(subject).undecided : AddressMap.NONE;
    }

    private OutsideMap outsideMap(int subject) {
        // where NetworkPolicies have no say, it is the same for all to which the same admin policies apply
        return isolates(subject)
                ? outsideMap(outside, subject, subject)
                : outsideMap(outsideOfOpen, tiers.profile(subject), subject);
    }

    private <K> OutsideMap outsideMap(Map<K, OutsideMap> known, K key, int subject) {
        return Optional.ofNullable(known.get(key)).orElseGet(() -> {
            var open = new ArrayList<AddressMap.Segment>();
            var undecided = new ArrayList<AddressMap.Segment>();
            for (Tiers.Outside part : parts(subject)) {
                Ruling ruling = part.ruling();
                AddressMap.append(
                        open,
                        new AddressMap.Segment(part.addresses(), ruling.taken().open()));
                AddressMap.append(
                        undecided,
                        new AddressMap.Segment(part.addresses(), ruling.full().undecided()));
            }
            var map = new OutsideMap(new AddressMap(open), new AddressMap(undecided));
            known.put(key, map);
            return map;
        });
    }

    /** Returns what becomes of connections with addresses, which no rule divides, where tiers apply to a subject. */
    List<Tiers.Outside> parts(int subject) {
        return tiers.outside(subject, isolates(subject) ? admittedOutside(subject) : null);
    }

    /** Returns the ports that NetworkPolicies leave open between a subject and addresses outside of the cluster. */
    AddressMap admittedOutside(int subject) {
        if (!isolates(subject)) {
            return AddressMap.ALL;
        }
        return Optional.ofNullable(admittedOutside.get(subject)).orElseGet(() -> {
            AddressMap map = readOutside(subject);
            admittedOutside.put(subject, map);
            return map;
        });
    }

    private AddressMap readOutside(int subject) {
        var map = new AddressMap.Builder();
        for (Applied applied : appliedTo.get(subject)) {
            for (Policy.Rule rule : applied.rules) {
                PortSet ports = outsidePorts(rule, subject);
                if (rule.peers().isEmpty()) {
                    map.add(EVERY_ADDRESS, ports);
                }
                for (Peer peer : rule.peers()) {
                    if (peer instanceof Peer.Block block) {
                        map.add(block.addresses(), ports);
                    }
                }
            }
        }
        return map.build();
    }

    /** Returns the ports that a rule opens to or from addresses: a name means nothing at an address. */
    PortSet outsidePorts(Policy.Rule rule, int subject) {
        return direction == Direction.INGRESS
                ? rule.ports().at(classes.get(subject).ports())
                : rule.ports().numbers();
    }
}
