package dev.clientintents.check;

import dev.clientintents.backend.networkpolicy.ExistingPolicy;
import dev.clientintents.effective.LabelledPod;
import dev.clientintents.effective.Outcome;
import dev.clientintents.effective.Snapshot;
import dev.clientintents.effective.Sourced;
import dev.clientintents.finding.Code;
import dev.clientintents.finding.Finding;
import dev.clientintents.finding.Position;
import dev.clientintents.finding.Spelling;
import dev.clientintents.model.PortRange;
import dev.clientintents.model.Requirement;
import dev.clientintents.model.Selector;
import dev.clientintents.observe.ObservedPod;
import dev.clientintents.observe.Protocols;
import dev.clientintents.reach.Direction;
import dev.clientintents.reach.Namespaces;
import dev.clientintents.reach.policy.Peer;
import dev.clientintents.reach.policy.Policy;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Finds NetworkPolicies of others that do not do what they say: selectors that match nothing, namespaces and ports that
 * are not there, pods on the host network.
 */
final class PolicyCheck {

    private static final String OUTDATED = "correct its labels, or remove it where what it is about is gone";

    private final Snapshot snapshot;
    private final Neighbourhood there;
    private final List<Finding> findings = new ArrayList<>();

    PolicyCheck(Snapshot snapshot, Outcome outcome) {
        this.snapshot = snapshot;
        there = new Neighbourhood(snapshot, outcome);
    }

    List<Finding> findings() {
        for (Sourced<NetworkPolicy> policy : snapshot.policies()) {
            if (!ExistingPolicy.isOurs(policy.object())) {
                ValidPolicies.read(policy.object()).ifPresent(it -> new OfPolicy(it, policy.position()).check());
            }
        }
        return findings;
    }

    /** The check of one policy. */
    private final class OfPolicy {

        private final Policy policy;
        private final Position position;
        private final List<String> own;

        OfPolicy(Policy policy, Position position) {
            this.policy = policy;
            this.position = position;
            own = List.of(policy.key().namespace());
        }

        void check() {
            misspelt(own);
            Collection<LabelledPod> subjects =
                    matched("", own, policy.pods(), it -> report(Code.POLICY_SELECTS_NOTHING, it, OUTDATED));
            policy.rules().forEach((direction, rules) -> {
                for (int i = 0; i < rules.size(); i++) {
                    check(direction, i, rules.get(i), subjects);
                }
            });
        }

        private void check(Direction direction, int number, Policy.Rule rule, Collection<LabelledPod> subjects) {
            String field = direction.name().toLowerCase(Locale.ROOT) + "[" + number + "]";
            var destinations = new ArrayList<LabelledPod>();
            var nothing = new ArrayList<String>();
            for (int i = 0; i < rule.peers().size(); i++) {
                if (rule.peers().get(i) instanceof Peer.Pods peer) {
                    String where = field + (direction == Direction.INGRESS ? ".from[" : ".to[") + i + "]";
                    destinations.addAll(peer(where, peer, nothing));
                }
            }
            if (nothing.size() == rule.peers().size()) {
                // where others of the rule are there, this one may be a component that is not installed
                nothing.forEach(it -> report(Code.PEER_MATCHES_NOTHING, it, OUTDATED));
            }
            for (PortRange.Named port : rule.ports().names()) {
                port(field, port, direction == Direction.INGRESS ? subjects : destinations, direction);
            }
        }

        private Collection<LabelledPod> peer(String where, Peer.Pods peer, List<String> nothing) {
            if (peer.namespaces() == null) {
                return matched(where, own, peer.pods(), nothing::add);
            }
            Optional<Set<String>> named = names(peer.namespaces());
            named.ifPresent(this::misspelt);
            return named.filter(names -> names.stream().allMatch(there::isKnown))
                    .map(names -> matched(where, names, peer.pods(), nothing::add))
                    .orElse(List.of());
        }

        /** Returns the namespaces that a selector names; empty where it finds them by other labels, which others may carry. */
        private Optional<Set<String>> names(Selector namespaces) {
            return namespaces.requirements().size() == 1
                            && namespaces.requirements().get(0).key().equals(Namespaces.NAME)
                            && namespaces.requirements().get(0).operator() == Requirement.Operator.IN
                    ? Optional.of(namespaces.requirements().get(0).values())
                    : Optional.empty();
        }

        private void misspelt(Collection<String> namespaces) {
            for (String namespace : namespaces) {
                there.nearNamespace(namespace)
                        .ifPresent(near -> report(
                                Code.MISSPELT_NAMESPACE,
                                (namespace.equals(policy.key().namespace()) ? "is in" : "names") + " namespace "
                                        + namespace + ", of which nothing else is in the input",
                                "did you mean " + near + "?"));
            }
        }

        /**
         * Returns the pods that a selector selects, or else those that it nearly selects.
         *
         * @param what where in the policy the selector stands; empty where it is the policy's own
         * @param nothing takes what is wrong where it selects nothing, and nothing like it is there
         */
        private Collection<LabelledPod> matched(
                String what, Collection<String> namespaces, Selector selector, Consumer<String> nothing) {
            List<LabelledPod> selected = there.selected(namespaces, selector);
            if (!selected.isEmpty()) {
                if (!selector.selectsEverything()
                        && selected.stream().allMatch(it -> it.pod().hostNetwork())) {
                    onHostNetwork(what, selector, selected);
                }
                return selected;
            }
            if (selector.selectsEverything() || !namespaces.stream().allMatch(there::isWhole)) {
                return List.of();
            }
            String subject = (what.isEmpty() ? "selects " : "matches in " + what + " ") + "no pod with " + selector
                    + " in namespace " + String.join(" and ", new TreeSet<>(namespaces));
            Optional<Neighbourhood.Near> near = there.near(namespaces, selector);
            near.ifPresent(it -> report(
                    Code.MISSPELT_SELECTOR,
                    subject,
                    "did you mean " + it.label() + ", as "
                            + it.pods().get(0).pod().workload().kind() + " "
                            + it.pods().get(0).pod().workload().name() + " has it?"));
            boolean expected = namespaces.stream().allMatch(it -> own.contains(it) || there.isDeclared(it));
            if (near.isEmpty() && expected && there.hasKeys(namespaces, selector)) {
                nothing.accept(subject);
            }
            return near.map(Neighbourhood.Near::pods).orElse(List.of());
        }

        private void onHostNetwork(String what, Selector selector, List<LabelledPod> pods) {
            String workloads = pods.stream()
                    .map(it -> it.pod().workload().name())
                    .distinct()
                    .sorted()
                    .limit(3)
                    .collect(Collectors.joining(", "));
            report(
                    Code.POLICY_ON_HOST_NETWORK,
                    (what.isEmpty() ? "selects by " : "matches in " + what + " by ") + selector
                            + " only pods on the host network (" + workloads
                            + "), which count as addresses of their nodes",
                    "do without it, or use a policy for nodes, which some network plugins have");
        }

        private void port(String field, PortRange.Named port, Collection<LabelledPod> pods, Direction direction) {
            Set<String> names = pods.stream()
                    .flatMap(it -> ObservedPod.ports(it.pod().pod().getSpec()))
                    .filter(it -> Protocols.parse(it.getProtocol()) == port.protocol())
                    .map(ContainerPort::getName)
                    .filter(Objects::nonNull)
                    .collect(Collectors.toCollection(TreeSet::new));
            if (pods.isEmpty() || names.contains(port.name())) {
                return;
            }
            Optional<String> near = Spelling.misspelt(names, port.name());
            boolean certain = direction == Direction.INGRESS
                    && !policy.pods().selectsEverything()
                    && own.stream().allMatch(there::isWhole);
            if (near.isPresent() || certain) {
                report(
                        Code.UNKNOWN_POLICY_PORT,
                        "names port " + port.name() + " in " + field + ", and no container of "
                                + pods.iterator().next().pod().workload().name()
                                + (pods.size() > 1 ? ", or others that are meant," : "") + " has a "
                                + port.protocol() + " port of that name",
                        near.map(it -> "did you mean " + it + "?")
                                .orElseGet(() -> names.isEmpty()
                                        ? "write the number of the port, or give the port that name"
                                        : "the names there are " + String.join(", ", names)));
            }
        }

        private void report(Code code, String message, String advice) {
            findings.add(new Finding(code, position, "NetworkPolicy " + policy.key() + " " + message, advice));
        }
    }
}
