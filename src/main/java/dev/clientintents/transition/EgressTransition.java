package dev.clientintents.transition;

import dev.clientintents.graph.HostAccess;
import dev.clientintents.graph.Intent;
import dev.clientintents.graph.IntentGraph;
import dev.clientintents.graph.IntentsEntry;
import dev.clientintents.graph.KeptEgress;
import dev.clientintents.graph.PodEntry;
import dev.clientintents.graph.Selection;
import dev.clientintents.model.ClientId;
import dev.clientintents.model.PortRange;
import dev.clientintents.model.Selector;
import dev.clientintents.model.ServerId;
import dev.clientintents.rule.DenialPlan;
import dev.clientintents.rule.DenialRules;
import dev.clientintents.rule.Direction;
import dev.clientintents.rule.EgressPlan;
import dev.clientintents.rule.EgressRules;
import dev.clientintents.rule.Peer;
import dev.clientintents.rule.Rule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Steps from what a client's pods may connect to, to what they must be able to, of which none cuts a connection that is
 * declared before and after, and none opens one that is not declared. A connection needs both ends: here it is let out,
 * and by the server's policy in, so what is no longer declared is shut by whichever end is faster. Hosts by name are
 * reached only once the network plugin has seen what DNS answers, so a first closing waits for that.
 */
public final class EgressTransition {

    private final IntentGraph graph;
    private final WrittenPolicies written;
    private final Deadlines deadlines;

    /** Creates a transition from what is written to what the graph wants. */
    public EgressTransition(IntentGraph graph, WrittenPolicies written, Deadlines deadlines) {
        this.graph = graph;
        this.written = written;
        this.deadlines = deadlines;
    }

    /**
     * Returns the next step of a client's way out.
     *
     * @param memory what the step before remembered
     * @param podsUnknown whether there are pods in its namespace of which it is not known whose they are
     * @param now nanoseconds of the clock by which {@code memory} counts
     */
    public EgressStep next(ClientId client, PolicyMemory memory, boolean podsUnknown, long now) {
        EgressPlan plan = EgressRules.plan(graph, client);
        Optional<List<Rule>> actual = written.egress(client);
        if (plan instanceof EgressPlan.Closed closed) {
            return actual.isEmpty() ? close(closed, memory, now) : adjust(closed, actual.get(), memory, now);
        }
        if (plan instanceof EgressPlan.Open && actual.isPresent()) {
            return graph.closesEgress(client)
                    ? forget(client, memory, podsUnknown, now)
                    : open(client.namespace(), memory, now);
        }
        // what is closed is never planned not to be enforceable: only a closing that did not come to its end goes back
        return plan instanceof EgressPlan.Open || plan instanceof EgressPlan.NotEnforceable
                ? new EgressStep.Absent()
                : new EgressStep.Stay();
    }

    /**
     * Returns the step of a client whose way out is not to be closed any more. Where its namespace does not deny what goes
     * out any more, either, that goes first, since what the client declares is open by its policy alone.
     */
    private EgressStep open(String namespace, PolicyMemory memory, long now) {
        DenialPlan denial = written.denial(namespace);
        boolean denied = denial.denies(Direction.EGRESS);
        if (denied && graph.scope().excludes(namespace)) {
            return new EgressStep.Stay(); // a namespace that is left alone keeps the denial, too
        }
        Long before = memory.waitsSince();
        if (DenialRules.plan(graph, namespace, denial).denies(Direction.EGRESS) || (before == null && !denied)) {
            return new EgressStep.Absent();
        }
        long seen = denied || before == null ? now : before;
        long left = seen + Deadlines.SETTLE.toNanos() - now;
        return left <= 0
                ? new EgressStep.Absent()
                : new EgressStep.Wait(
                        Duration.ofNanos(left),
                        "its namespace does not deny by default any more, but the policy that does is still there",
                        new PolicyMemory(seen, Holds.NONE, null));
    }

    /** Returns the step of a client that declares nothing, and of which nothing is left: it stays closed until forgotten. */
    private EgressStep forget(ClientId client, PolicyMemory memory, boolean podsUnknown, long now) {
        long since = memory.goneSince() == null ? now : memory.goneSince();
        long left = since + deadlines.forgetting().toNanos() - now;
        if (left <= 0 && !podsUnknown) {
            return new EgressStep.Absent();
        }
        return EgressRules.planWithPods(graph, client) instanceof EgressPlan.Closed kept
                ? new EgressStep.Write(
                        kept,
                        podsUnknown ? Deadlines.UNKNOWN_PODS : Duration.ofNanos(left),
                        null,
                        new PolicyMemory(null, Holds.NONE, since))
                : new EgressStep.Stay();
    }

    /**
     * Closes a way out for the first time, once the pods that it leads to carry the labels by which they are told. Where it
     * leads to hosts by name, everything is let through until the names are learnt, as {@link #adjust} tells. Where the
     * namespace denies it already, that only opens, and nothing is waited for; where that or another policy closes it
     * already, nothing is let through meanwhile.
     */
    private EgressStep close(EgressPlan.Closed plan, PolicyMemory memory, long now) {
        long since = memory.waitsSince() == null ? now : memory.waitsSince();
        long left = since + deadlines.isolation().toNanos() - now;
        boolean denied = written.denial(plan.client().namespace()).denies(Direction.EGRESS);
        Optional<PodEntry> unlabelled = left > 0 && !denied
                ? declared(plan.client()).flatMap(it -> unlabelled(it.server())).findFirst()
                : Optional.empty();
        var remembered = new PolicyMemory(unlabelled.isPresent() ? (Long) since : null, Holds.NONE, null);
        return unlabelled
                .<EgressStep>map(pod -> new EgressStep.Wait(
                        Deadlines.SETTLE, "pod " + pod.key() + " is not labelled yet, by which it is told", remembered))
                .orElseGet(() -> plan.named() == null || written.says(plan.named()) || isClosed(plan.client())
                        ? new EgressStep.Write(plan, null, null, PolicyMemory.NONE)
                        : new EgressStep.Write(
                                unrestricted(plan), Deadlines.SETTLE, opening(plan.named()), PolicyMemory.NONE));
    }

    /**
     * Returns whether another policy closes the way out of a pod of the client, so that letting everything through would open
     * what is closed.
     */
    private boolean isClosed(ClientId client) {
        List<Selector> others = written.closedByOthers(client.namespace());
        return written.denial(client.namespace()).denies(Direction.EGRESS)
                || graph.declarations(client).stream()
                        .flatMap(entry -> graph.clientPods(entry).stream())
                        .anyMatch(pod -> others.stream().anyMatch(it -> it.matches(pod.labels())));
    }

    /** Returns a plan that lets everything through, beside what it names. */
    private static EgressPlan.Closed unrestricted(EgressPlan.Closed plan) {
        return plan.and(List.of(new Rule(plan.subjects(), Direction.EGRESS, List.of(new Peer.Anything()), null)));
    }

    private static String opening(HostAccess named) {
        return named.rules().isEmpty()
                ? "the client's way out stays open until the network plugin knows that it leads to the API server"
                : "the client's way out stays open until the network plugin has learnt the addresses of its hosts from"
                        + " answers of DNS";
    }

    /** Returns the live pods of a server that can only be told by labels, and do not carry these yet. */
    private Stream<PodEntry> unlabelled(ServerId server) {
        return server.isService() || !(graph.selection(server) instanceof Selection.ByLabels)
                ? Stream.empty()
                : graph.serverPods(server).stream().filter(pod -> pod.isLive() && !pod.carriesWorkload());
    }

    /**
     * Follows what is declared. A way out that lets everything through as yet, since the addresses of its hosts are learnt,
     * is closed some time after the policy that names them is there; until it is, it stays open.
     */
    private EgressStep adjust(EgressPlan.Closed plan, List<Rule> actual, PolicyMemory memory, long now) {
        HostAccess named = plan.named();
        if (named != null
                && graph.keptEgress(plan.client()).filter(KeptEgress::open).isPresent()
                && !isClosed(plan.client())) {
            return learn(plan, named, memory, now);
        }
        var holds = new Holds.Next(memory.holds(), now);
        var held = new ArrayList<Rule>();
        for (Rule rule : actual) {
            for (Peer peer : rule.peers()) {
                if (peer instanceof Peer.Pods pods
                        && plan.rules().stream().noneMatch(it -> it.peers().contains(peer))) {
                    held(plan, pods, rule.ports(), holds).ifPresent(held::add);
                }
            }
        }
        Long untilEnd = holds.untilEnd();
        return new EgressStep.Write(
                plan.and(held),
                untilEnd == null ? null : Duration.ofNanos(untilEnd),
                null,
                new PolicyMemory(null, holds.remembered(), null));
    }

    private EgressStep learn(EgressPlan.Closed plan, HostAccess named, PolicyMemory memory, long now) {
        if (!written.says(named)) {
            return new EgressStep.Write(unrestricted(plan), Deadlines.SETTLE, opening(named), PolicyMemory.NONE);
        }
        var holds = new Holds.Next(memory.holds(), now);
        boolean learns = holds.holds(
                named.policy().name(),
                named.rules().isEmpty(),
                deadlines.isolation().toNanos());
        Long untilEnd = holds.untilEnd();
        return learns && untilEnd != null
                ? new EgressStep.Write(
                        unrestricted(plan),
                        Duration.ofNanos(untilEnd),
                        opening(named),
                        new PolicyMemory(null, holds.remembered(), null))
                : new EgressStep.Write(plan, null, null, PolicyMemory.NONE);
    }

    /**
     * Returns the rule by which pods stay reachable that are still declared and were told in another way: until all of
     * them are told as they will be, and for a moment after. What is not declared any more is not held.
     */
    private Optional<Rule> held(
            EgressPlan.Closed plan, Peer.Pods peer, @Nullable List<PortRange> open, Holds.Next holds) {
        List<PortRange> ports = List.of();
        boolean any = false;
        boolean complete = true;
        for (Declared declared : declared(plan.client()).toList()) {
            if (!declared.server().namespace().equals(peer.namespace())) {
                continue;
            }
            for (PodEntry pod : graph.serverPods(declared.server())) {
                if (pod.isLive() && peer.pods().matches(pod.labels())) {
                    any = true;
                    ports = Ports.union(ports, declared.ports());
                    complete &= isReached(plan, pod);
                }
            }
        }
        List<PortRange> kept = any ? Ports.declaredOf(ports, open) : List.of();
        if ((kept != null && kept.isEmpty())
                || !holds.holds(peer.toString(), complete, deadlines.isolation().toNanos())) {
            return Optional.empty();
        }
        return Optional.of(new Rule(plan.subjects(), Direction.EGRESS, List.of(peer), kept));
    }

    private static boolean isReached(EgressPlan.Closed plan, PodEntry pod) {
        return plan.rules().stream()
                .flatMap(rule -> rule.peers().stream())
                .anyMatch(it -> it instanceof Peer.Pods pods
                        && pods.namespace().equals(pod.key().namespace())
                        && pods.pods().matches(pod.labels()));
    }

    /** A server that a client may consume, and on which of its pods' ports; null for all. */
    private record Declared(ServerId server, @Nullable List<PortRange> ports) {}

    private Stream<Declared> declared(ClientId client) {
        return graph.declarations(client).stream()
                .flatMap(entry -> entry.intents().stream().flatMap(intent -> declared(entry, intent)));
    }

    private Stream<Declared> declared(IntentsEntry entry, Intent intent) {
        List<Intent.Grant> waiting = graph.waiting(intent.server(), entry.key());
        return intent.grants().stream()
                .filter(grant -> !waiting.contains(grant))
                .map(grant -> new Declared(intent.server(), graph.opened(intent.server(), grant.ports())));
    }
}
