package dev.clientintents.status;

import static dev.clientintents.api.TargetState.ForeignPolicy;
import static dev.clientintents.api.TargetState.HostNetwork;
import static dev.clientintents.api.TargetState.NoPods;
import static dev.clientintents.api.TargetState.NoSelector;
import static dev.clientintents.api.TargetState.Open;
import static dev.clientintents.api.TargetState.Pending;
import static dev.clientintents.api.TargetState.ServiceNotFound;
import static dev.clientintents.api.TargetState.Shadow;
import static dev.clientintents.api.TargetState.Undone;

import dev.clientintents.api.ServerAccessStatus;
import dev.clientintents.graph.AccessEntry;
import dev.clientintents.graph.IntentGraph;
import dev.clientintents.graph.PodSummary;
import dev.clientintents.graph.ServerEntrance;
import dev.clientintents.model.Enforcement;
import dev.clientintents.model.Labels;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.PolicyName;
import dev.clientintents.model.ServerId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Plans the status of a ServerAccess. */
public final class AccessStatusPlan {

    private static final String SERVER_NOT_FOUND = "ServerNotFound";
    private static final String CONFLICT = "Conflict";
    private static final String NOT_ENFORCEABLE = "NotEnforceable";

    /** The reasons why a server is not as its side wants it, that which is reported first in front. */
    private static final List<String> NOT_ENFORCED = List.of(
            ServiceNotFound.name(),
            NoSelector.name(),
            SERVER_NOT_FOUND,
            HostNetwork.name(),
            NoPods.name(),
            CONFLICT,
            ForeignPolicy.name(),
            Undone.name(),
            Pending.name(),
            NOT_ENFORCEABLE,
            Open.name(),
            Shadow.name());

    /** The reasons that are as the server's side wants it: nothing is closed, and nobody is kept out. */
    private static final Set<String> LEFT_OPEN = Set.of(Open.name(), Shadow.name());

    private static final int NAMED = 3;

    private record Obstacle(
            ServerId server, String reason, @Nullable String message) {

        static Obstacle of(ServerId server, ServerAssessment.Finding finding) {
            return new Obstacle(server, finding.state().name(), finding.message());
        }
    }

    private final IntentGraph graph;
    private final AccessEntry entry;
    private final ServerAssessment assessment;

    private AccessStatusPlan(IntentGraph graph, WriteStates writes, AccessEntry entry) {
        this.graph = graph;
        this.entry = entry;
        this.assessment = new ServerAssessment(graph, writes);
    }

    /**
     * Returns the status of an object that is in the graph.
     *
     * @param generation the generation of the spec from which the entry was read
     * @param previous the status before; its conditions keep their time where they do not change
     * @param now the time of conditions that change
     */
    public static ServerAccessStatus of(
            IntentGraph graph,
            WriteStates writes,
            AccessEntry entry,
            @Nullable Long generation,
            @Nullable ServerAccessStatus previous,
            Instant now) {
        Set<ServerId> servers = servers(graph, entry);
        var consumers = new ListedConsumers(graph, servers);
        var entrances = new ListedEntrances(graph, servers, entry.server() == null);
        var accepted = new Verdict(true, "Accepted", "what it says is valid");
        Verdict enforced = new AccessStatusPlan(graph, writes, entry).enforced(servers, entrances);
        var conditions = conditions(generation, previous, now);
        return new ServerAccessStatus(
                generation,
                entry.server() == null
                        ? LivePods.of(graph, servers)
                        : graph.serverPodSummary(entry.server()).live(),
                entry.server() == null ? null : policy(graph, writes, servers).orElse(null),
                List.of(
                        conditions.of("Accepted", accepted),
                        conditions.of("Enforced", enforced),
                        conditions.of("Ready", ready(enforced))),
                consumers.status(),
                entrances.status());
    }

    /** Returns the status of an object that does not count, because its namespace has too many older ones. */
    public static ServerAccessStatus surplus(
            IntentGraph graph,
            ObjectKey key,
            @Nullable Long generation,
            @Nullable ServerAccessStatus previous,
            Instant now) {
        return refused("TooManyObjects", surplusMessage(graph, key), generation, previous, now);
    }

    /** Returns what a person has to know of an object that does not count. */
    public static String surplusMessage(IntentGraph graph, ObjectKey key) {
        return "namespace " + key.namespace() + " has more than "
                + graph.scope().budgets().objectsOfNamespace()
                + " ServerAccess objects, of which the oldest count and this one does not; say what holds for one server,"
                + " or for all of them, in one object";
    }

    /** Returns the status of an object that is not taken into the graph. */
    public static ServerAccessStatus refused(
            String reason,
            String message,
            @Nullable Long generation,
            @Nullable ServerAccessStatus previous,
            Instant now) {
        var verdict = new Verdict(false, reason, message);
        var conditions = conditions(generation, previous, now);
        return new ServerAccessStatus(
                generation,
                null,
                null,
                List.of(conditions.of("Accepted", verdict), conditions.of("Ready", verdict)),
                null,
                List.of());
    }

    /** Returns whether a label or a policy of a server of the object is still to be written. */
    public static boolean isUnfinished(IntentGraph graph, WriteStates writes, AccessEntry entry) {
        for (ServerId server : servers(graph, entry)) {
            if (writes.of(server) instanceof WriteState.Pending
                    || StatusPlan.isUndecided(graph, server)
                    || graph.undecidedEntrance(server).isPresent()
                    || !graph.unlabelledSources(server).isEmpty()
                    || (graph.closure(server).isLabelled()
                            && ServerAssessment.lacksLabels(graph, server, graph.serverPodSummary(server)))) {
                return true;
            }
        }
        return false;
    }

    /** Returns whether a status says of a server that something is still to be written. */
    public static boolean isTransient(ServerAccessStatus status) {
        return status.conditions().stream()
                .anyMatch(condition -> condition.getReason().equals(Pending.name()));
    }

    private static Conditions conditions(
            @Nullable Long generation, @Nullable ServerAccessStatus previous, Instant now) {
        return new Conditions(generation, previous == null ? List.of() : previous.conditions(), now);
    }

    /** Returns the servers of which an object speaks, that which it names in front, whether anybody declares it or not. */
    private static Set<ServerId> servers(IntentGraph graph, AccessEntry entry) {
        var servers = new LinkedHashSet<ServerId>();
        if (entry.server() != null) {
            servers.add(entry.server());
        }
        servers.addAll(graph.serversOf(entry));
        return servers;
    }

    private static Optional<String> policy(IntentGraph graph, WriteStates writes, Set<ServerId> servers) {
        return servers.stream()
                .filter(server -> graph.isKept(server) && !(writes.of(server) instanceof WriteState.Foreign))
                .findFirst()
                .map(PolicyName::of);
    }

    private Verdict enforced(Set<ServerId> servers, ListedEntrances entrances) {
        List<Obstacle> obstacles = servers.stream()
                .flatMap(server -> obstacle(server, entrances).stream())
                .toList();
        for (String reason : NOT_ENFORCED) {
            List<Obstacle> alike = obstacles.stream()
                    .filter(obstacle -> obstacle.reason.equals(reason))
                    .toList();
            if (!alike.isEmpty()) {
                return new Verdict(false, reason, messages(alike) + entrances.unlisted());
            }
        }
        if (entry.server() != null) {
            return new Verdict(
                    true, "Enforced", "nobody else reaches it than its clients and entrances" + entrances.unlisted());
        }
        return servers.isEmpty()
                ? new Verdict(true, "NoServers", "nobody declares a server of this namespace yet")
                : new Verdict(
                        true,
                        "Enforced",
                        "nobody else reaches its servers than their clients and entrances" + entrances.unlisted());
    }

    /** Returns the first obstacle of a server; of all servers of a namespace those without pods have none. */
    private Optional<Obstacle> obstacle(ServerId server, ListedEntrances entrances) {
        PodSummary pods = graph.serverPodSummary(server);
        if (server.equals(entry.server())) {
            Optional<Obstacle> missing = missing(server, pods);
            if (missing.isPresent()) {
                return missing;
            }
        } else if (pods.live() == 0) {
            return Optional.empty();
        }
        return notAsAsked(server)
                .or(() -> assessment
                        .thwarted(server)
                        .or(() -> assessment.unwritten(server))
                        .or(() -> assessment.unlabelled(server, pods))
                        .or(() -> assessment.unlabelledSources(server))
                        .map(finding -> Obstacle.of(server, finding)))
                .or(() -> unenforceable(server, entrances));
    }

    private Optional<Obstacle> missing(ServerId server, PodSummary pods) {
        Optional<Obstacle> withoutSelector =
                assessment.withoutSelector(server).map(finding -> Obstacle.of(server, finding));
        if (withoutSelector.isPresent()) {
            return withoutSelector;
        }
        Optional<Obstacle> withoutPods =
                assessment.withoutPods(server, pods).map(finding -> Obstacle.of(server, finding));
        boolean isNowhere = withoutPods.isPresent()
                && withoutPods.get().reason.equals(NoPods.name())
                && !server.isService()
                && !graph.isPresent(server);
        return isNowhere
                ? Optional.of(new Obstacle(
                        server,
                        SERVER_NOT_FOUND,
                        "there is no " + (server.kind() == null ? "workload" : server.kind()) + " " + server.name()
                                + " in this namespace; correct spec.server, or create it"))
                : withoutPods;
    }

    private Optional<Obstacle> notAsAsked(ServerId server) {
        boolean asksForShadow = entry.enforcement() == Enforcement.SHADOW;
        return switch (graph.closure(server)) {
            case CLOSED ->
                asksForShadow
                        ? Optional.of(new Obstacle(
                                server,
                                CONFLICT,
                                "it asks for shadow, and the server is closed, as " + closers(server)
                                        + " asks; change one of them"))
                        : Optional.empty();
            case SHADOW ->
                Optional.of(new Obstacle(
                        server,
                        Shadow.name(),
                        asksForShadow
                                ? "nothing is closed, as it asks"
                                : "nothing is closed: namespace " + server.namespace()
                                        + " or another ServerAccess is in shadow"));
            case OPEN ->
                Optional.of(new Obstacle(
                        server,
                        Open.name(),
                        "everybody reaches it, because nothing closes it (spec.enforcement here, or the label "
                                + Labels.ENFORCEMENT + " of the namespace: " + Enforcement.ACTIVE + ")"));
        };
    }

    private String closers(ServerId server) {
        String others = graph.accessesOf(server).stream()
                .filter(other -> !other.key().equals(entry.key()) && other.enforcement() != Enforcement.SHADOW)
                .map(other -> "ServerAccess " + other.key().name())
                .sorted()
                .limit(NAMED)
                .collect(Collectors.joining(", "));
        return others.isEmpty() ? "something else" : others;
    }

    private static Optional<Obstacle> unenforceable(ServerId server, ListedEntrances entrances) {
        List<ServerEntrance> cannotBe = entrances.of(server).stream()
                .filter(entrance -> entrance.state() == ServerEntrance.State.NOT_ENFORCEABLE)
                .toList();
        if (cannotBe.isEmpty()) {
            return Optional.empty();
        }
        var messages = new ArrayList<String>();
        cannotBe.stream()
                .limit(NAMED)
                .forEach(entrance -> messages.add(
                        entrance.reason() + (entrance.message() == null ? "" : ": " + entrance.message())));
        if (cannotBe.size() > NAMED) {
            messages.add("and " + (cannotBe.size() - NAMED) + " more");
        }
        return Optional.of(new Obstacle(
                server, NOT_ENFORCEABLE, "no policy can admit what comes in by " + String.join("; ", messages)));
    }

    /** Returns the verdict of Ready: the server is as its side wants it, be it that nothing is closed. */
    private static Verdict ready(Verdict enforced) {
        return enforced.holds() || !LEFT_OPEN.contains(enforced.reason())
                ? enforced
                : new Verdict(true, enforced.reason(), enforced.message());
    }

    /** Returns the messages of a few servers, because a condition's message is bounded. */
    private String messages(List<Obstacle> obstacles) {
        String more = obstacles.size() > NAMED ? "; and " + (obstacles.size() - NAMED) + " more" : "";
        return obstacles.stream()
                .limit(NAMED)
                .map(obstacle -> obstacle.server.equals(entry.server())
                        ? String.valueOf(obstacle.message)
                        : obstacle.server + ": " + obstacle.message)
                .collect(Collectors.joining("; ", "", more));
    }
}
