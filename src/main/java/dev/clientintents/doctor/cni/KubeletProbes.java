package dev.clientintents.doctor.cni;

import dev.clientintents.doctor.Remark.Ailment;
import dev.clientintents.doctor.Symptom;
import dev.clientintents.doctor.cni.CniEvidence.Agent;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether plugins let the kubelet's probes through to pods that a policy selects. Kubernetes has them always allowed; these
 * are the settings by which plugins hold them against policies all the same.
 *
 * @see <a href="https://kubernetes.io/docs/concepts/services-networking/network-policies/">Network Policies</a>
 * @see <a href="https://istio.io/latest/docs/ambient/usage/networkpolicy/">Ambient and Kubernetes NetworkPolicy</a>
 */
final class KubeletProbes {

    /** From where Istio's ambient mode has probes come. */
    private static final String AMBIENT = "169.254.7.127/32";

    private KubeletProbes() {}

    /** Returns what is wrong with a plugin that enforces policies. */
    static List<Ailment> remarks(CniEvidence evidence, Agent agent) {
        var remarks = new ArrayList<Ailment>();
        if (KnownAgents.isCilium(agent)) {
            if (evidence.config(agent.namespace(), CiliumLabels.CONFIG_MAP)
                    .getOrDefault("allow-localhost", "")
                    .equals("policy")) {
                remarks.add(blocked(
                        "ConfigMap " + agent.namespace() + "/" + CiliumLabels.CONFIG_MAP,
                        "allow-localhost: policy has Cilium hold the kubelet's probes against policies, and no"
                                + " NetworkPolicy can let them in: pods of closed servers do not become ready",
                        "set allow-localhost: auto, or let probes in by a CiliumClusterwideNetworkPolicy with"
                                + " fromEntities [host]"));
            }
            evidence.agents().stream()
                    .filter(it -> it.name().equals("ztunnel"))
                    .findFirst()
                    .ifPresent(ztunnel -> remarks.add(blocked(
                            ztunnel.toString(),
                            "Istio's ambient mode has the kubelet's probes come from " + AMBIENT
                                    + ", which Cilium does not take for the node: pods of closed servers in the mesh do"
                                    + " not become ready",
                            "let " + AMBIENT + " in by a CiliumClusterwideNetworkPolicy with fromCIDR, for all pods")));
        }
        boolean strict = agent.name().equals("aws-node")
                && agent.parts().stream()
                        .anyMatch(it -> "strict".equals(it.environment().get("NETWORK_POLICY_ENFORCING_MODE")));
        if (strict) {
            remarks.add(blocked(
                    agent.toString(),
                    "in strict mode, pods that no NetworkPolicy of their namespace selects are cut from everything, the"
                            + " kubelet's probes included: of a server that the operator opens, or whose pods wait for"
                            + " their label, pods may not become ready",
                    "set NETWORK_POLICY_ENFORCING_MODE to standard, or have a NetworkPolicy in each namespace that"
                            + " selects its pods"));
        }
        return remarks;
    }

    private static Ailment blocked(String object, String message, String advice) {
        return new Ailment(Symptom.PROBES_BLOCKED, object, message, advice);
    }
}
