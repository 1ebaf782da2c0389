package dev.clientintents.transition;

import dev.clientintents.graph.IntentGraph;
import dev.clientintents.graph.KeptPolicy;
import dev.clientintents.model.ServerId;
import java.util.HashMap;
import java.util.Map;

/** Tells of servers whether their policies select all their pods; each is looked through once, however often it is asked for. */
final class SelectedPods {

    private final IntentGraph graph;
    private final WrittenPolicies written;
    private final Map<ServerId, Boolean> known = new HashMap<>();

    SelectedPods(IntentGraph graph, WrittenPolicies written) {
        this.graph = graph;
        this.written = written;
    }

    /** Returns whether the policy of a server selects each pod of it that runs, and no write takes it one. */
    boolean areAll(ServerId server) {
        return known.computeIfAbsent(
                server, first -> graph.kept(server).filter(this::selectsAll).isPresent());
    }

    private boolean selectsAll(KeptPolicy policy) {
        return !graph.hasServerPod(
                policy.server(),
                pod -> pod.runs()
                        && !(policy.selector().matches(pod.labels())
                                && policy.selector().requirements().stream()
                                        .allMatch(it -> written.keeps(pod.key(), it.key()))));
    }
}
