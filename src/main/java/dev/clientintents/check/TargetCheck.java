package dev.clientintents.check;

import dev.clientintents.api.TargetStatus;
import dev.clientintents.effective.DeclaredIntents;
import dev.clientintents.effective.Outcome;
import dev.clientintents.effective.Snapshot;
import dev.clientintents.finding.Code;
import dev.clientintents.finding.Finding;
import dev.clientintents.finding.Position;
import dev.clientintents.graph.IntentGraph;
import dev.clientintents.graph.IntentsEntry;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.PolicyName;
import dev.clientintents.model.ServerId;
import dev.clientintents.status.StatusPlan;
import dev.clientintents.status.WriteState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds what would become of each target, by the same judgement as the operator's status. */
final class TargetCheck {

    private final Outcome outcome;
    private final IntentGraph graph;
    private final KnownWorkloads known;
    private final Set<String> shadowed = new HashSet<>();
    private final Set<ServerId> open = new HashSet<>();

    TargetCheck(Outcome outcome, KnownWorkloads known) {
        this.outcome = outcome;
        this.graph = outcome.graph();
        this.known = known;
    }

    List<Finding> findings(Snapshot snapshot) {
        var findings = new ArrayList<Finding>();
        for (DeclaredIntents declaration : snapshot.intents()) {
            IntentsEntry entry = declaration.entry();
            if (graph.scope().excludes(entry.key().namespace())) {
                continue;
            }
            if (graph.isSurplus(entry.key())) {
                findings.add(new Finding(
                        Code.OVER_BUDGET,
                        declaration.position(),
                        StatusPlan.surplusMessage(graph, entry.key()),
                        "what is over the budget has no effect"));
                continue;
            }
            List<TargetStatus> targets = StatusPlan.of(graph, this::writeState, entry, null, null, Instant.EPOCH)
                    .servers();
            for (int i = 0; i < targets.size(); i++) {
                finding(targets.get(i), declaration.target(i)).ifPresent(findings::add);
            }
        }
        return findings;
    }

    private WriteState writeState(ServerId server) {
        return outcome.foreign().containsKey(policyOf(server)) ? WriteState.FOREIGN : WriteState.DONE;
    }

    private static ObjectKey policyOf(ServerId server) {
        return new ObjectKey(server.namespace(), PolicyName.of(server));
    }

    private Optional<Finding> finding(TargetStatus target, Position position) {
        String namespace = target.namespace();
        var server = new ServerId(namespace, target.kind(), target.name());
        boolean resolvable = known.hasNamespace(namespace) || graph.scope().excludes(namespace);
        if (!resolvable) {
            return finding(
                    Code.UNKNOWN_NAMESPACE,
                    position,
                    "nothing of namespace " + namespace + " is in the input, so " + target.name()
                            + " cannot be checked",
                    "add the manifests of the namespace to the input, or correct its name");
        }
        String message = target.message() == null ? "" : target.message();
        return switch (target.state()) {
            // what ways out do not lead to is told of the client
            case Enforced, Pending, Undone, NotEnforceable -> Optional.empty();
            case Shadow ->
                shadowed.add(namespace)
                        ? finding(
                                Code.SHADOW_NAMESPACE,
                                position,
                                message,
                                "set its label clientintents.dev/enforcement to local or active when the intents are complete")
                        : Optional.empty();
            case Open ->
                open.add(server)
                        ? finding(
                                Code.SERVER_NOT_CLOSED,
                                position,
                                server + ": " + message,
                                "nothing to do, if that is what its team wants")
                        : Optional.empty();
            case PartlyClosed ->
                finding(
                        Code.PARTLY_CLOSED,
                        position,
                        server + ": " + message,
                        "declare the workload that is closed beside it, or have its team close all of them");
            case NoPods -> noPods(server, position, message);
            case HostNetwork ->
                finding(
                        Code.HOST_NETWORK,
                        position,
                        "server " + target.name() + ": " + message,
                        "take hostNetwork out of the server's template, or do without the intent");
            case NamespaceNotFound ->
                finding(Code.UNKNOWN_NAMESPACE, position, message, "create the namespace, or correct its name");
            case NamespaceExcluded ->
                finding(
                        Code.EXCLUDED_NAMESPACE,
                        position,
                        message,
                        "do without the intent: what is there is not closed");
            case ServiceNotFound ->
                finding(Code.UNKNOWN_SERVICE, position, message, known.serviceAdvice(namespace, target.name()));
            case NoSelector ->
                finding(Code.SERVICE_WITHOUT_SELECTOR, position, message, "or give the Service a selector");
            case UnknownPort ->
                finding(Code.UNKNOWN_PORT, position, message, "write one of these, or leave ports out for all of them");
            case NotGranted ->
                finding(
                        Code.NOT_GRANTED,
                        position,
                        message,
                        "have the team of namespace " + namespace + " consent, by the consumers of a ServerAccess");
            case TooManyKeys, PolicyTooLarge ->
                finding(Code.OVER_BUDGET, position, message, "what is over the budget has no effect");
            case ForeignPolicy ->
                finding(
                        Code.FOREIGN_POLICY,
                        position,
                        message + foreignPosition(server),
                        "the operator never overwrites it");
        };
    }

    private Optional<Finding> noPods(ServerId server, Position position, String message) {
        if (server.isService()) {
            return finding(
                    Code.NO_PODS,
                    position,
                    "no pod carries the labels that Service " + server.name() + " in namespace " + server.namespace()
                            + " selects",
                    "correct the Service's selector or the labels of the workload behind it");
        }
        if (!graph.serverPods(server).isEmpty()) {
            return finding(Code.NO_PODS, position, message, "all its pods are being deleted");
        }
        String what = server.kind() == null ? "workload " : server.kind() + " ";
        return finding(
                Code.UNKNOWN_SERVER,
                position,
                "no " + what + server.name() + " in namespace " + server.namespace(),
                known.advice(server.namespace(), server.kind(), server.name()));
    }

    private String foreignPosition(ServerId server) {
        return Optional.ofNullable(outcome.foreign().get(policyOf(server)))
                .map(policy -> " (" + policy.position() + ")")
                .orElse("");
    }

    private static Optional<Finding> finding(Code code, Position position, String message, String advice) {
        return Optional.of(new Finding(code, position, message, advice));
    }
}
