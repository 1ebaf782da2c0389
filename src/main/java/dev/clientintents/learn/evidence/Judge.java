package dev.clientintents.learn.evidence;

import dev.clientintents.effective.Outcome;
import dev.clientintents.effective.Snapshot;
import dev.clientintents.graph.IntentsEntry;
import dev.clientintents.learn.evidence.Declarations.Declaration;
import dev.clientintents.learn.observe.Connection;
import dev.clientintents.learn.observe.Observations;
import dev.clientintents.learn.observe.Party;
import dev.clientintents.learn.observe.Seen;
import dev.clientintents.model.ClientId;
import dev.clientintents.model.HostName;
import dev.clientintents.model.WorkloadId;
import dev.clientintents.query.EffectiveReach;
import dev.clientintents.reach.Direction;
import dev.clientintents.reach.Endpoint;
import dev.clientintents.reach.IpRange;
import dev.clientintents.reach.Reachability;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Holds observations against declarations. */
public final class Judge {

    /** A window that is shorter says little of what runs once a day. */
    private static final Duration DAY = Duration.ofDays(1);

    private static final Set<String> RUN_NOW_AND_THEN = Set.of("CronJob", "Job");

    private final Observations observations;
    private final Declarations declarations;
    private final Outcome outcome;
    private final Reachability now;
    private final Reachability closed;
    private final Map<WorkloadId, List<Endpoint.Workload>> workloads;
    private final OutsideAddresses outsideAddresses;

    private Judge(
            Observations observations, Snapshot snapshot, Outcome outcome, EffectiveReach now, EffectiveReach closed) {
        this.observations = observations;
        this.outcome = outcome;
        this.declarations = new Declarations(snapshot, outcome, now);
        this.now = now.reachability();
        this.closed = closed.reachability();
        this.outsideAddresses = new OutsideAddresses(snapshot);
        this.workloads = this.closed.workloads().stream().collect(Collectors.groupingBy(Endpoint.Workload::id));
    }

    /**
     * Returns the evidence.
     *
     * @param now who reaches whom by what is in the input
     * @param closed who reaches whom once {@linkplain Closed servers are closed}
     */
    public static Evidence of(
            Observations observations, Snapshot snapshot, Outcome outcome, EffectiveReach now, EffectiveReach closed) {
        var judge = new Judge(observations, snapshot, outcome, now, closed);
        List<Judged> judged = Stream.concat(
                        observations.connections().entrySet().stream()
                                .map(it -> judge.judge(it.getKey(), it.getValue())),
                        observations.apart().entrySet().stream()
                                .map(it -> judge.judge(
                                                it.getKey(), it.getValue().seen())
                                        .apart(it.getValue().why())))
                .toList();
        return new Evidence(observations, judged, judge.neverSeen(), judge.declarations.clients());
    }

    private Judged judge(Connection connection, Seen seen) {
        if (connection.client() instanceof Party.Unknown unknown) {
            return new Judged(connection, seen, Judgement.UNKNOWN, "who called is not known: " + unknown.why(), null);
        }
        if (connection.server() instanceof Party.Unknown unknown) {
            return new Judged(
                    connection, seen, Judgement.UNKNOWN, "who was called is not known: " + unknown.why(), null);
        }
        if (connection.server() instanceof Party.OfWorkload server) {
            return connection.client() instanceof Party.OfWorkload client
                    ? between(connection, seen, client.workload(), server.workload())
                    : fromOutside(connection, seen, (Party.Outside) connection.client(), server.workload());
        }
        return connection.client() instanceof Party.OfWorkload client
                ? toOutside(connection, seen, client.workload(), (Party.Outside) connection.server())
                : new Judged(connection, seen, Judgement.PERMITTED, "neither is a pod", null);
    }

    private Judged between(Connection connection, Seen seen, WorkloadId client, WorkloadId server) {
        for (WorkloadId party : List.of(client, server)) {
            if (!workloads.containsKey(party)) {
                return notInInput(connection, seen, party);
            }
        }
        Asked asked = Asked.of(connection);
        boolean undecided = false;
        boolean open = true;
        boolean openNow = true;
        for (Endpoint from : of(client)) {
            for (Endpoint to : of(server)) {
                undecided |=
                        !closed.undecided(from, to).intersect(asked.ports()).isEmpty();
                open &= asked.isIn(closed.ports(from, to));
                openNow &= asked.isIn(now.ports(from, to));
            }
        }
        if (undecided) {
            return undecided(connection, seen);
        }
        if (open) {
            return new Judged(connection, seen, Judgement.PERMITTED, null, null);
        }
        Judgement judgement = openNow ? Judgement.WOULD_BE_BLOCKED : Judgement.BLOCKED;
        Optional<Declaration> declared = declarations.covering(client, server, asked);
        if (declared.isEmpty()) {
            return new Judged(
                    connection, seen, judgement, "it is not declared", Remedies.declaring(client, server, connection));
        }
        return declared.get().waits()
                ? new Judged(
                        connection,
                        seen,
                        judgement,
                        "it is declared, and waits for consent ("
                                + declared.get().position() + ")",
                        Remedies.consenting(client, server))
                : new Judged(
                        connection,
                        seen,
                        judgement,
                        "it is declared (" + declared.get().position()
                                + "), and something else stands in the way; see client-intents explain",
                        null);
    }

    private Judged fromOutside(Connection connection, Seen seen, Party.Outside client, WorkloadId server) {
        if (!workloads.containsKey(server)) {
            return notInInput(connection, seen, server);
        }
        List<IpRange> addresses = outsideAddresses.of(client);
        if (addresses.isEmpty()) {
            return new Judged(
                    connection,
                    seen,
                    Judgement.UNKNOWN,
                    client.equals(Party.Outside.NODE)
                            ? "a node probes its own pods whatever policies say; whether another one called, or a pod on its"
                                    + " network, is not known"
                            : "no address is known of who called: " + client.what(),
                    null);
        }
        var pairs = new ArrayList<Pair>();
        for (Endpoint.Workload to : of(server)) {
            for (IpRange address : addresses) {
                closed.cut(new Endpoint.External(address), Direction.INGRESS, to)
                        .forEach(it -> pairs.add(new Pair(new Endpoint.External(it), to)));
            }
        }
        return outside(connection, seen, pairs, Remedies.admitting(client, server, connection));
    }

    private Judged toOutside(Connection connection, Seen seen, WorkloadId client, Party.Outside server) {
        if (!workloads.containsKey(client)) {
            return notInInput(connection, seen, client);
        }
        if (server.host() != null && reachedByName(client, server.host(), Asked.of(connection))) {
            return new Judged(connection, seen, Judgement.PERMITTED, null, null);
        }
        List<IpRange> addresses = outsideAddresses.of(server);
        var pairs = new ArrayList<Pair>();
        for (Endpoint.Workload from : of(client)) {
            // without an address only a way out that is open to all is known to lead there
            for (IpRange address : addresses.isEmpty() ? closed.families() : addresses) {
                closed.cut(new Endpoint.External(address), Direction.EGRESS, from)
                        .forEach(it -> pairs.add(new Pair(from, new Endpoint.External(it))));
            }
        }
        Judged judged = outside(connection, seen, pairs, Remedies.declaring(client, server, connection));
        return addresses.isEmpty() && server.host() == null && judged.judgement() != Judgement.PERMITTED
                ? new Judged(
                        connection,
                        seen,
                        Judgement.UNKNOWN,
                        "neither a name nor an address is known of what was called: " + server.what(),
                        null)
                : judged;
    }

    private static Judged notInInput(Connection connection, Seen seen, WorkloadId workload) {
        return new Judged(connection, seen, Judgement.UNKNOWN, workload + " is not in the input", null);
    }

    private boolean reachedByName(WorkloadId client, String host, Asked asked) {
        try {
            return asked.isIn(outcome.reachedByName(client, HostName.parse(host)));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private record Pair(Endpoint from, Endpoint to) {}

    private Judged outside(Connection connection, Seen seen, List<Pair> pairs, @Nullable Remedy remedy) {
        Asked asked = Asked.of(connection);
        if (pairs.stream()
                .anyMatch(it -> !closed.undecided(it.from(), it.to())
                        .intersect(asked.ports())
                        .isEmpty())) {
            return undecided(connection, seen);
        }
        if (pairs.stream().allMatch(it -> asked.isIn(closed.ports(it.from(), it.to())))) {
            return new Judged(connection, seen, Judgement.PERMITTED, null, null);
        }
        boolean openNow = pairs.stream().allMatch(it -> asked.isIn(now.ports(it.from(), it.to())));
        return new Judged(
                connection,
                seen,
                openNow ? Judgement.WOULD_BE_BLOCKED : Judgement.BLOCKED,
                "it is not declared",
                remedy);
    }

    private static Judged undecided(Connection connection, Seen seen) {
        return new Judged(
                connection, seen, Judgement.UNKNOWN, "policies in the input leave it open to others to decide", null);
    }

    private List<Endpoint.Workload> of(WorkloadId workload) {
        return workloads.getOrDefault(workload, List.of());
    }

    private List<NeverSeen> neverSeen() {
        Map<Party, List<Connection>> byServer = Stream.concat(
                        observations.connections().entrySet().stream()
                                .filter(it -> it.getValue().allowed() > 0)
                                .map(Map.Entry::getKey),
                        observations.apart().entrySet().stream()
                                .filter(it -> it.getValue().seen().allowed() > 0)
                                .map(Map.Entry::getKey))
                .collect(Collectors.groupingBy(Connection::server));
        return declarations.all().stream()
                .filter(it -> !it.workloads().isEmpty() && declarations.hasPods(it.client()))
                .filter(it -> it.workloads().stream()
                        .flatMap(workload -> byServer.getOrDefault(new Party.OfWorkload(workload), List.of()).stream())
                        .noneMatch(seen -> isOf(it, seen)))
                .map(it -> new NeverSeen(
                        new ClientId(
                                it.client().key().namespace(),
                                it.client().clientKind(),
                                it.client().clientName()),
                        it.server(),
                        it.listed(),
                        it.position(),
                        caution(it.client())))
                .toList();
    }

    private static boolean isOf(Declaration declaration, Connection connection) {
        return connection.client() instanceof Party.OfWorkload client
                && connection.server() instanceof Party.OfWorkload server
                && declaration.client().isOf(client.workload())
                && declaration.covers(server.workload(), Asked.of(connection));
    }

    private @Nullable String caution(IntentsEntry client) {
        boolean job = outcome.graph().clientPods(client).stream()
                .anyMatch(it -> RUN_NOW_AND_THEN.contains(it.workload().kind()));
        if (job) {
            return "it runs now and then, and may not have run while connections were watched";
        }
        if (observations.from() == null || observations.until() == null) {
            return "no source tells for how long connections were watched";
        }
        return Duration.between(observations.from(), observations.until()).compareTo(DAY) < 0
                ? "connections were watched for less than a day"
                : null;
    }
}
