package dev.clientintents.graph;

import dev.clientintents.model.ServerId;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Knows which servers are closed, as of the last change. Servers may have pods in common, as a Service has with the
 * workload behind it: one whose pods are closed under another name is closed, too, so that its own clients get in.
 */
final class Closures {

    private final IntentGraph graph;

    /** The servers that are closed whatever becomes of others. */
    private final Set<ServerId> closedByThemselves = new HashSet<>();

    private final Map<ServerId, Closure> closures = new HashMap<>();

    /** The servers that are not closed and have pods that are, as those of others. */
    private final Set<ServerId> partlyClosed = new HashSet<>();

    Closures(IntentGraph graph) {
        this.graph = graph;
    }

    /** Returns what becomes of a server; what is no server is open. */
    Closure of(ServerId server) {
        return closures.getOrDefault(server, Closure.OPEN);
    }

    /** Returns whether a server is not closed and has pods that are, as those of other servers. */
    boolean isPartly(ServerId server) {
        return partlyClosed.contains(server);
    }

    /**
     * Decides anew about servers of which something changed, and about those that have pods in common with them, and
     * touches what follows.
     *
     * @param pods those that one of these servers has lost or gained
     */
    void reassess(Collection<ServerId> servers, Collection<PodEntry> pods, Change change) {
        var around = new LinkedHashSet<ServerId>(servers);
        pods.forEach(pod -> around.addAll(graph.serversOf(pod)));
        for (ServerId server : servers) {
            boolean closed =
                    graph.isServer(server) && graph.closing(server, false).closure() == Closure.CLOSED;
            if (closed ? closedByThemselves.add(server) : closedByThemselves.remove(server)) {
                graph.serverPods(server).forEach(pod -> around.addAll(graph.serversOf(pod)));
            }
        }
        around.forEach(server -> decide(server, change));
    }

    private void decide(ServerId server, Change change) {
        Closure before = of(server);
        boolean isServer = graph.isServer(server);
        if (isServer) {
            closures.put(server, graph.closing(server, areItsPodsClosed(server)).closure());
        } else {
            closures.remove(server);
        }
        Closure now = of(server);
        boolean partly = isServer
                && now != Closure.CLOSED
                && !closedByThemselves.isEmpty()
                && graph.hasServerPod(server, pod -> pod.runs() && isClosed(pod));
        boolean toldApart = partly ? partlyClosed.add(server) : partlyClosed.remove(server);
        if (now == before) {
            if (toldApart) {
                graph.touchConsumers(server, change);
            }
            return;
        }
        change.server(server);
        graph.touchConsumers(server, change);
        if (!partlyClosed.isEmpty()) {
            // their statuses name the servers by which some of their pods are closed
            graph.serverPods(server).stream()
                    .flatMap(pod -> graph.serversOf(pod).stream())
                    .filter(partlyClosed::contains)
                    .distinct()
                    .forEach(other -> graph.touchConsumers(other, change));
        }
        if (now.isLabelled() != before.isLabelled() && !server.isService()) {
            graph.serverPods(server).forEach(pod -> change.pod(pod.key()));
        }
    }

    /** Returns whether pods of the server run, and all of them are closed, be it as those of others or by the server itself. */
    private boolean areItsPodsClosed(ServerId server) {
        return graph.hasServerPod(server, PodEntry::runs)
                && (closedByThemselves.contains(server)
                        || !graph.hasServerPod(server, pod -> pod.runs() && !isClosed(pod)));
    }

    private boolean isClosed(PodEntry pod) {
        for (ServerId server : graph.serversOf(pod)) {
            if (closedByThemselves.contains(server)) {
                return true;
            }
        }
        return false;
    }
}
