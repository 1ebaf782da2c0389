package dev.clientintents.check;

import dev.clientintents.effective.DeclaredIntents;
import dev.clientintents.finding.Code;
import dev.clientintents.finding.Finding;
import dev.clientintents.graph.IntentGraph;
import dev.clientintents.graph.IntentsEntry;
import dev.clientintents.graph.PodEntry;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Checks whether the clients of declarations exist and can be told apart. */
final class ClientCheck {

    private final IntentGraph graph;
    private final KnownWorkloads known;

    ClientCheck(IntentGraph graph, KnownWorkloads known) {
        this.graph = graph;
        this.known = known;
    }

    List<Finding> findings(Collection<DeclaredIntents> declarations) {
        return declarations.stream()
                .flatMap(declaration -> finding(declaration).stream())
                .toList();
    }

    private Optional<Finding> finding(DeclaredIntents declaration) {
        IntentsEntry entry = declaration.entry();
        String namespace = entry.key().namespace();
        if (graph.scope().excludes(namespace)) {
            return finding(
                    declaration,
                    Code.EXCLUDED_NAMESPACE,
                    "the operator leaves namespace " + namespace + " alone, so its ClientIntents do nothing",
                    "move the client to another namespace, or change the operator's settings");
        }
        List<PodEntry> pods = graph.clientPods(entry);
        String client = (entry.clientKind() == null ? "workload" : entry.clientKind()) + " " + entry.clientName();
        if (!pods.isEmpty()) {
            boolean onHost = pods.stream().anyMatch(pod -> pod.state() == PodEntry.State.HOST_NETWORK);
            return onHost
                    ? finding(
                            declaration,
                            Code.HOST_NETWORK,
                            "pods of the client " + client
                                    + " use the host network, where no NetworkPolicy tells clients apart"
                                    + (graph.closesEgress(namespace) ? ", or closes their way out" : ""),
                            "take hostNetwork out of its template, or its servers will not admit it")
                    : Optional.empty();
        }
        return known.hasNamespace(namespace)
                ? finding(
                        declaration,
                        Code.UNKNOWN_CLIENT,
                        "no " + client + " in namespace " + namespace,
                        known.advice(namespace, entry.clientKind(), entry.clientName()))
                : finding(
                        declaration,
                        Code.UNKNOWN_NAMESPACE,
                        "nothing of namespace " + namespace + " is in the input, so the client " + entry.clientName()
                                + " cannot be checked",
                        "add the manifests of the namespace to the input");
    }

    private static Optional<Finding> finding(DeclaredIntents declaration, Code code, String message, String advice) {
        return Optional.of(new Finding(code, declaration.client(), message, advice));
    }
}
