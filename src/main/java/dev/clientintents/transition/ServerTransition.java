package dev.clientintents.transition;

import dev.clientintents.graph.Intent;
import dev.clientintents.graph.IntentGraph;
import dev.clientintents.graph.IntentsEntry;
import dev.clientintents.graph.PodEntry;
import dev.clientintents.graph.Selection;
import dev.clientintents.model.AccessKey;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.PortRange;
import dev.clientintents.model.ServerId;
import dev.clientintents.rule.Direction;
import dev.clientintents.rule.Peer;
import dev.clientintents.rule.Rule;
import dev.clientintents.rule.RulePlan;
import dev.clientintents.rule.ServerRules;
import dev.clientintents.rule.Subjects;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Steps from what the policy of a server says to what it must say, in steps of which none cuts a connection that is
 * declared before and after, and none admits one that is not declared. A key that is replaced is narrowed at once to
 * what its pods may still reach, and goes when what replaces it is in force for them.
 */
public final class ServerTransition {

    /** The ports that a held key opens; these rules are ordered, so that the same holds give the same policy. */
    private record HeldRule(AccessKey key, @Nullable List<PortRange> ports) implements Comparable<HeldRule> {

        private static final Comparator<HeldRule> ORDER =
                Comparator.comparing(HeldRule::key).thenComparing(it -> String.valueOf(it.ports));

        @Override
        public int compareTo(HeldRule other) {
            return ORDER.compare(this, other);
        }

        Rule in(Subjects subjects, SortedSet<String> namespaces) {
            return new Rule(subjects, Direction.INGRESS, List.of(new Peer.Keyed(key, namespaces)), ports);
        }
    }

    /** The hold of a policy of an earlier name; no key and namespace reads like it. */
    private static final String EARLIER_NAME = "earlier name";

    /** The time after which to look again at labels of which a write is under way; its end leads to a look sooner. */
    private static final long SHORTLY = Deadlines.SETTLE.toNanos();

    private final IntentGraph graph;
    private final WrittenPolicies written;
    private final Deadlines deadlines;

    /** Creates a transition from what is written to what the graph wants. */
    public ServerTransition(IntentGraph graph, WrittenPolicies written, Deadlines deadlines) {
        this.graph = graph;
        this.written = written;
        this.deadlines = deadlines;
    }

    /**
     * Returns the next step of a server.
     *
     * @param memory what the step before remembered
     * @param now nanoseconds of the clock by which {@code memory} counts
     */
    public ServerStep next(ServerId server, PolicyMemory memory, long now) {
        return next(server, memory, false, now);
    }

    /**
     * Returns the next step of a server.
     *
     * @param memory what the step before remembered
     * @param podsUnknown whether there are pods in its namespace of which it is not known whose they are: they count as
     *     the server's where that keeps it closed, or its clients served
     * @param now nanoseconds of the clock by which {@code memory} counts
     */
    public ServerStep next(ServerId server, PolicyMemory memory, boolean podsUnknown, long now) {
        Optional<RulePlan> wanted = ServerRules.plan(graph, server);
        if (wanted.isEmpty()
                && !server.isService()
                && graph.selection(server) instanceof Selection.Undecided undecided
                && ServerRules.isClosed(graph, server)) {
            return new ServerStep.Undecided(undecided.reason(), memory);
        }
        if (wanted.isEmpty()) {
            return forget(server, memory, podsUnknown, now);
        }
        Optional<Written> actual = written.of(server);
        return actual.isEmpty()
                ? close(server, wanted.get(), memory, podsUnknown, now)
                : adjust(server, wanted.get(), actual.get(), memory, podsUnknown, now);
    }

    /**
     * Returns the step of a server that nobody declares, and of which nothing is left: its policy stays, and admits
     * no client, until it is forgotten, and as long as there may be pods of it.
     */
    private ServerStep forget(ServerId server, PolicyMemory memory, boolean podsUnknown, long now) {
        Optional<RulePlan> kept = ServerRules.planWithPods(graph, server);
        long since = memory.goneSince() == null ? now : memory.goneSince();
        long left = since + deadlines.forgetting().toNanos() - now;
        if (kept.isEmpty() || (left <= 0 && !podsUnknown)) {
            return new ServerStep.Absent();
        }
        Duration until = podsUnknown ? Deadlines.UNKNOWN_PODS : Duration.ofNanos(left);
        var remembered = new PolicyMemory(null, Holds.NONE, since);
        return new ServerStep.Write(kept.get(), true, until, Set.of(), false, remembered);
    }

    private ServerStep close(ServerId server, RulePlan wanted, PolicyMemory memory, boolean podsUnknown, long now) {
        long since = memory.waitsSince() == null ? now : memory.waitsSince();
        long left = since + deadlines.isolation().toNanos() - now;
        Set<ObjectKey> missing =
                left > 0 && (podsUnknown || opensPods(server)) ? clientPodsWithoutKey(server) : new HashSet<>();
        missing.addAll(new SelectionChange(graph, written, server, wanted.subjects(), podsUnknown).losing());
        boolean undecided = left > 0 && graph.undecidedEntrance(server).isPresent();
        var remembered = new PolicyMemory(
                memory.waitsSince() != null || undecided || !missing.isEmpty() ? (Long) since : null, Holds.NONE, null);
        return missing.isEmpty() && !undecided
                ? new ServerStep.Write(wanted, false, null, Set.of(), false, remembered)
                : new ServerStep.Wait(Duration.ofNanos(Math.max(left, SHORTLY)), missing, remembered);
    }

    /** Returns whether a pod of the server is still open, so that its policy would be the first to close it. */
    private boolean opensPods(ServerId server) {
        return graph.hasServerPod(server, pod -> pod.isLive() && !graph.isClosed(pod));
    }

    private Set<ObjectKey> clientPodsWithoutKey(ServerId server) {
        var missing = new HashSet<ObjectKey>();
        graph.consumers(server)
                .forEach((declaration, intents) -> graph.intents(declaration)
                        .ifPresent(entry -> graph.clientPods(entry).stream()
                                .filter(pod -> pod.isLive() && !carriesKeys(entry, pod, intents))
                                .forEach(pod -> missing.add(pod.key()))));
        graph.unlabelledSources(server).forEach(pod -> missing.add(pod.key()));
        return missing;
    }

    private boolean carriesKeys(IntentsEntry entry, PodEntry pod, Collection<Intent> intents) {
        for (Intent intent : intents) {
            for (Intent.Grant grant : intent.grants()) {
                if (!pod.carries(grant.key()) && graph.counts(entry, pod.workload(), intent.server(), grant)) {
                    return false;
                }
            }
        }
        return true;
    }

    private ServerStep adjust(
            ServerId server, RulePlan target, Written actual, PolicyMemory memory, boolean podsUnknown, long now) {
        var holds = new Holds.Next(memory.holds(), now);
        SortedMap<HeldRule, SortedSet<String>> held = new TreeMap<>();
        var awaited = new LinkedHashSet<Object>();
        var selected = new SelectedPods(graph, written);
        var form = new SelectionChange(graph, written, server, target.subjects(), podsUnknown);
        RulePlan decided = form.isHeld(holds) ? target.about(form.inForce()) : target;
        RulePlan wanted =
                graph.undecidedEntrance(server).isPresent() ? decided.and(entrancesInForce(decided, actual)) : decided;
        awaited.addAll(form.awaited());
        Set<ServerId> related = null;
        var plan = new Written(wanted.rules(), false);
        for (Rule rule : actual.rules()) {
            for (Peer peer : rule.peers()) {
                if (!(peer instanceof Peer.Keyed keyed)) {
                    continue;
                }
                for (String namespace : keyed.namespaces()) {
                    if (plan.admits(keyed.key(), namespace)) {
                        continue;
                    }
                    related = related == null ? graph.serversSharingPods(server) : related;
                    held(server, related, selected, rule, keyed.key(), namespace, holds, awaited)
                            .ifPresent(it -> held.computeIfAbsent(it, first -> new TreeSet<>())
                                    .add(namespace));
                }
            }
        }
        RulePlan next = wanted.and(held.entrySet().stream()
                .map(it -> it.getKey().in(wanted.subjects(), it.getValue()))
                .toList());
        boolean retiresEarlier = retiresEarlier(server, holds);
        return new ServerStep.Write(
                next,
                actual.altered() || isNarrower(next, actual),
                form.lookAgain(holds.untilEnd()),
                awaited,
                retiresEarlier,
                new PolicyMemory(null, holds.remembered(), null));
    }

    /** Returns the rules of entrances that are in force and not wanted as far as is known. */
    private static List<Rule> entrancesInForce(RulePlan wanted, Written actual) {
        var rules = new ArrayList<Rule>();
        for (Rule rule : actual.rules()) {
            List<Peer> peers = rule.peers().stream()
                    .filter(it -> it instanceof Peer.Pods)
                    .filter(it -> wanted.rules().stream().noneMatch(wide -> covers(wide, rule, it)))
                    .toList();
            if (!peers.isEmpty()) {
                rules.add(new Rule(wanted.subjects(), rule.direction(), peers, rule.ports()));
            }
        }
        return rules;
    }

    /**
     * Returns whether the policy of an earlier name can go. It is held as a key is that another one replaces; while there
     * is no policy of the current name yet, which this step writes, the hold only leads to another look.
     */
    private boolean retiresEarlier(ServerId server, Holds.Next holds) {
        WrittenPolicies.Naming naming = written.naming(server);
        if (naming == WrittenPolicies.Naming.CURRENT) {
            return false;
        }
        boolean replaced = naming == WrittenPolicies.Naming.BOTH;
        return !holds.holds(EARLIER_NAME, replaced, Deadlines.SETTLE.toNanos()) && replaced;
    }

    /** Returns the ports on which a key that is no longer declared goes on being admitted for a moment. */
    private Optional<HeldRule> held(
            ServerId server,
            Set<ServerId> related,
            SelectedPods selected,
            Rule rule,
            AccessKey key,
            String namespace,
            Holds.Next holds,
            Set<Object> awaited) {
        List<PortRange> ports = List.of();
        var waitsFor = new HashSet<Object>();
        boolean any = false;
        for (PodEntry pod : carriers(related, key, namespace)) {
            Optional<Entitlement> entitlement = Entitlement.of(graph, written, selected, pod, server);
            if (entitlement.isPresent()) {
                any = true;
                ports = Ports.union(ports, entitlement.get().ports());
                if (!entitlement.get().missing().isEmpty()) {
                    waitsFor.add(pod.key());
                    waitsFor.addAll(entitlement.get().missing());
                }
            }
        }
        List<PortRange> open = any ? Ports.declaredOf(ports, rule.ports()) : List.of();
        if (open != null && open.isEmpty()) {
            return Optional.empty();
        }
        if (!holds.holds(
                key.label() + " " + namespace,
                waitsFor.isEmpty(),
                deadlines.isolation().toNanos())) {
            return Optional.empty();
        }
        awaited.addAll(waitsFor);
        return Optional.of(new HeldRule(key, open));
    }

    /**
     * Returns the live pods of a namespace that carry the key, or may by a write that is under way, and whose client
     * consumes a server of the same pods.
     */
    private Collection<PodEntry> carriers(Set<ServerId> related, AccessKey key, String namespace) {
        var pods = new LinkedHashSet<PodEntry>();
        for (ServerId server : related) {
            graph.consumers(server).keySet().stream()
                    .filter(declaration -> declaration.namespace().equals(namespace))
                    .flatMap(declaration -> graph.intents(declaration).stream())
                    .flatMap(entry -> graph.clientPods(entry).stream())
                    .filter(pod -> pod.isLive()
                            && (pod.labels().containsKey(key.label()) || written.gains(pod.key(), key.label())))
                    .forEach(pods::add);
        }
        return pods;
    }

    /** Returns whether something that is admitted now is not admitted by the next state. */
    private static boolean isNarrower(RulePlan next, Written actual) {
        Map<Object, List<Rule>> byPeer = new HashMap<>();
        for (Rule rule : next.rules()) {
            rule.peers()
                    .forEach(peer -> byPeer.computeIfAbsent(subject(peer), first -> new ArrayList<>())
                            .add(rule));
        }
        return actual.rules().stream()
                .anyMatch(rule -> rule.peers().stream()
                        .anyMatch(peer -> byPeer.getOrDefault(subject(peer), List.of()).stream()
                                .noneMatch(it -> covers(it, rule, peer))));
    }

    /** Returns what two peers have in common where one may cover the other. */
    private static Object subject(Peer peer) {
        return peer instanceof Peer.Keyed keyed ? keyed.key() : peer;
    }

    private static boolean covers(Rule wide, Rule narrow, Peer peer) {
        return wide.direction() == narrow.direction()
                && (wide.ports() == null || wide.ports().equals(narrow.ports()))
                && wide.peers().stream().anyMatch(it -> covers(it, peer));
    }

    private static boolean covers(Peer wide, Peer narrow) {
        return wide.equals(narrow)
                || (wide instanceof Peer.Keyed one
                        && narrow instanceof Peer.Keyed other
                        && one.key().equals(other.key())
                        && one.namespaces().containsAll(other.namespaces()));
    }
}
