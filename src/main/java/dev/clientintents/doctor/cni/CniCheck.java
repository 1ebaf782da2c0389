package dev.clientintents.doctor.cni;

import dev.clientintents.doctor.Answer;
import dev.clientintents.doctor.Remark;
import dev.clientintents.doctor.Remark.Ailment;
import dev.clientintents.doctor.Remark.Good;
import dev.clientintents.doctor.Symptom;
import dev.clientintents.doctor.cni.CniEvidence.Agent;
import dev.clientintents.doctor.cni.NetworkPlugin.Verdict;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Which network plugins there are, and whether any of them enforces NetworkPolicy. */
public final class CniCheck {

    static final String HOW_TO_FIND_OUT =
            "try it: deny all ingress to a pod by a policy with podSelector {} and policyTypes [Ingress], and connect to it";

    private static final String CLUSTER = "cluster";

    private CniCheck() {}

    /**
     * Returns remarks on whether policies are enforced.
     *
     * @param evidence the traces of plugins
     * @param selectors the label keys by which policies select the pods of Services
     */
    public static List<Remark> remarks(Answer<CniEvidence> evidence, Collection<String> selectors) {
        if (evidence instanceof Answer.Refused<CniEvidence> refused) {
            return List.of(Ailment.notChecked(
                    "DaemonSets",
                    "which network plugin runs could not be seen: " + refused.reason(),
                    "give yourself list on daemonsets, or " + HOW_TO_FIND_OUT));
        }
        return evidence.toOptional().map(it -> remarks(it, selectors)).orElse(List.of());
    }

    private static List<Remark> remarks(CniEvidence evidence, Collection<String> selectors) {
        Map<Agent, NetworkPlugin> agents = agents(evidence);
        var plugins = new ArrayList<>(agents.values());
        if (plugins.stream().noneMatch(NetworkPlugin::enforces)) {
            KnownNodes.recognise(evidence)
                    .filter(plugin -> plugin.enforces() || plugins.isEmpty())
                    .ifPresent(plugins::add);
        }
        var remarks = new ArrayList<Remark>();
        List<NetworkPlugin> enforcing =
                plugins.stream().filter(NetworkPlugin::enforces).toList();
        if (enforcing.isEmpty()) {
            remarks.add(withoutEnforcement(evidence, plugins));
        } else {
            remarks.addAll(enforced(enforcing));
        }
        agents.forEach((agent, plugin) -> {
            if (plugin.enforces()) {
                readiness(agent, plugin).ifPresent(remarks::add);
                remarks.addAll(KubeletProbes.remarks(evidence, agent));
                if (KnownAgents.isCilium(agent)) {
                    remarks.addAll(CiliumCheck.remarks(evidence, agent, selectors));
                }
            }
        });
        return remarks;
    }

    /** Returns the agents that run somewhere; a DaemonSet that selects none of the nodes does not count. */
    private static Map<Agent, NetworkPlugin> agents(CniEvidence evidence) {
        var agents = new LinkedHashMap<Agent, NetworkPlugin>();
        for (Agent agent : evidence.agents()) {
            if (agent.desired() > 0 || evidence.nodes().isEmpty()) {
                KnownAgents.recognise(evidence, agent).ifPresent(plugin -> agents.put(agent, plugin));
            }
        }
        return agents;
    }

    private static List<Remark> enforced(List<NetworkPlugin> enforcing) {
        Map<String, NetworkPlugin> byName = enforcing.stream()
                .collect(Collectors.toMap(NetworkPlugin::name, it -> it, (one, other) -> one, LinkedHashMap::new));
        String what = byName.values().stream()
                .map(plugin -> plugin.name() + " (" + plugin.trace() + ")")
                .collect(Collectors.joining(" and "));
        if (byName.size() == 1) {
            return List.of(new Good(what + " enforces NetworkPolicy"));
        }
        return List.of(
                new Good(what + " enforce NetworkPolicy"),
                new Ailment(
                        Symptom.SEVERAL_CNIS,
                        CLUSTER,
                        what + " all enforce NetworkPolicy",
                        "remove all but one, or see that each has nodes of its own; one may be left from a migration"));
    }

    private static Ailment withoutEnforcement(CniEvidence evidence, List<NetworkPlugin> plugins) {
        Optional<NetworkPlugin> unclear = plugins.stream()
                .filter(plugin -> plugin.verdict() == Verdict.UNKNOWN)
                .findFirst();
        if (unclear.isPresent()) {
            NetworkPlugin plugin = unclear.get();
            return new Ailment(
                    Symptom.CNI_UNKNOWN, plugin.trace(), plugin.name() + ": " + plugin.reason(), plugin.advice());
        }
        if (plugins.isEmpty()) {
            return new Ailment(
                    Symptom.CNI_UNKNOWN,
                    CLUSTER,
                    "no network plugin that is known was found" + leftovers(evidence)
                            + "; kubenet and the bridge plugin leave no trace, and do not enforce NetworkPolicy",
                    HOW_TO_FIND_OUT);
        }
        NetworkPlugin first = plugins.get(0);
        String names = plugins.stream().map(NetworkPlugin::name).distinct().collect(Collectors.joining(" and "));
        return new Ailment(
                Symptom.CNI_DOES_NOT_ENFORCE,
                first.trace(),
                "NOTHING IS CLOSED: " + names + " does not enforce NetworkPolicy: " + first.reason(),
                first.advice());
    }

    /** Definitions outlive the agents that brought them. */
    private static String leftovers(CniEvidence evidence) {
        var names = new ArrayList<String>();
        if (evidence.groups().contains("crd.projectcalico.org")) {
            names.add("Calico");
        }
        if (evidence.groups().contains("cilium.io")) {
            names.add("Cilium");
        }
        if (evidence.groups().contains("crd.antrea.io")) {
            names.add("Antrea");
        }
        return names.isEmpty()
                ? ""
                : " (definitions of " + String.join(" and ", names) + " are there, but no agent was seen)";
    }

    private static Optional<Remark> readiness(Agent agent, NetworkPlugin plugin) {
        return agent.ready() >= agent.desired()
                ? Optional.empty()
                : Optional.of(new Ailment(
                        Symptom.CNI_NOT_READY,
                        agent.toString(),
                        plugin.name() + " is ready on " + agent.ready() + " of " + agent.desired() + " nodes",
                        "kubectl -n " + agent.namespace() + " rollout status daemonset/" + agent.name()));
    }
}
