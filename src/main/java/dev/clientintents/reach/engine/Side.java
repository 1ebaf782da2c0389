package dev.clientintents.reach.engine;

import dev.clientintents.model.PortRange;
import dev.clientintents.reach.AddressSet;
import dev.clientintents.reach.Direction;
import dev.clientintents.reach.IpRange;
import dev.clientintents.reach.PortSet;
import dev.clientintents.reach.policy.Peer;
import dev.clientintents.reach.policy.Policy;
import dev.clientintents.reach.policy.PortSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Holds all policies of a world in one direction: which pods they isolate, and what they admit all the same. */
public final class Side {

    private static final AddressSet EVERY_ADDRESS = AddressSet.of(IpRange.IPV4, IpRange.IPV6);

    private final Direction direction;
    private final List<PodClass> classes;
    private final List<Applied> all = new ArrayList<>();
    private final List<List<Applied>> appliedTo = new ArrayList<>();
    private final Map<Integer, AddressMap> outside = new HashMap<>();

    /** A policy that isolates in this direction. */
    public static final class Applied {

        private final Policy policy;
        private final List<Policy.Rule> rules;
        private final ClassSelection selection;
        private final ClassSet subjects;
        private @Nullable List<Grant> grants;

        private Applied(Policy policy, List<Policy.Rule> rules, ClassSelection selection) {
            this.policy = policy;
            this.rules = rules;
            this.selection = selection;
            this.subjects = selection.subjects(policy);
        }

        public Policy policy() {
            return policy;
        }

        /** Returns the policy's rules in this direction. */
        public List<Policy.Rule> rules() {
            return rules;
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

    public Side(Direction direction, List<PodClass> classes, List<Policy> policies, ClassSelection selection) {
        this.direction = direction;
        this.classes = classes;
        for (int i = 0; i < classes.size(); i++) {
            appliedTo.add(new ArrayList<>(2));
        }
        for (Policy policy : policies) {
            List<Policy.Rule> rules = policy.rules(direction);
            if (rules != null) {
                var applied = new Applied(policy, rules, selection);
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

    /** Returns the policies that isolate a class; none means that it is open in this direction. */
    public List<Applied> appliedTo(int subject) {
        return appliedTo.get(subject);
    }

    public boolean isolates(int subject) {
        return !appliedTo.get(subject).isEmpty();
    }

    /** Returns the ports of the destination that this side leaves open between a subject and a peer. */
    public PortSet between(int subject, int peer) {
        if (!isolates(subject)) {
            return PortSet.ALL;
        }
        if (classes.get(peer).hostNetwork()) {
            return outside(subject).common(IpRange.IPV4);
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
     * Returns the ports that are open between a subject and any pod that there is or could be; all ports where the
     * subject is not isolated.
     */
    public PortSpec anyPod(int subject) {
        if (!isolates(subject)) {
            return PortSpec.ALL;
        }
        var open = new PortSpec(PortSet.NONE, List.of());
        for (Applied applied : appliedTo.get(subject)) {
            for (Grant grant : applied.grants()) {
                open = grant.anyPod ? open.union(grant.ports) : open;
            }
        }
        return open;
    }

    /** Returns the ports that are open between a subject and addresses outside of the cluster. */
    public AddressMap outside(int subject) {
        if (!isolates(subject)) {
            return AddressMap.ALL;
        }
        return Optional.ofNullable(outside.get(subject)).orElseGet(() -> {
            AddressMap map = readOutside(subject);
            outside.put(subject, map);
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
