package dev.clientintents.doctor.cni;

import dev.clientintents.doctor.cni.CniEvidence.Agent;
import dev.clientintents.doctor.cni.CniEvidence.Part;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Recognises the agent of a network plugin by the DaemonSet that it is. Distributions rename DaemonSets and images, so
 * the names of containers count first.
 */
final class KnownAgents {

    /** Since then kindnet enforces: it came with kind v0.24.0 (kubernetes-sigs/kind issue 842). */
    private static final String KINDNET_ENFORCES_SINCE = "20240723";

    private static final Pattern FLANNEL = Pattern.compile("/(hardened-|mirrored-)?flannel[:@-]");
    private static final Pattern KINDNET_DATE = Pattern.compile(":v(20\\d{6})-");
    private static final Pattern KINDNET_RELEASE = Pattern.compile(":v(\\d+)\\.(\\d+)\\.");

    /** Plugins that always enforce, by the name of a container. */
    private static final Map<String, String> BY_CONTAINER = Map.ofEntries(
            Map.entry("antrea-agent", "Antrea"),
            Map.entry("azure-npm", "Azure Network Policy Manager"),
            Map.entry("ovnkube-node", "OVN-Kubernetes"),
            Map.entry("ovnkube-controller", "OVN-Kubernetes"),
            Map.entry("ovn-controller", "OVN-Kubernetes"),
            Map.entry("nsx-node-agent", "NSX Container Plugin"),
            Map.entry("aci-containers-host", "Cisco ACI"),
            Map.entry("kube-network-policies", "kube-network-policies"));

    private KnownAgents() {}

    static Optional<NetworkPlugin> recognise(CniEvidence evidence, Agent agent) {
        return calico(agent)
                .or(() -> cilium(evidence, agent))
                .or(() -> flannel(agent))
                .or(() -> kubeRouter(agent))
                .or(() -> kindnet(agent))
                .or(() -> weave(agent))
                .or(() -> aws(agent))
                .or(() -> kubeOvn(agent))
                .or(() -> openShiftSdn(agent))
                .or(() -> terway(evidence, agent))
                .or(() -> byContainer(agent))
                .or(() -> azureWithoutPolicies(agent));
    }

    private static Optional<NetworkPlugin> calico(Agent agent) {
        return found(agent.has("calico-node") || agent.name().equals("calico-node"), () -> {
            boolean canal = agent.parts().stream().anyMatch(KnownAgents::isFlannel);
            return NetworkPlugin.enforcing(canal ? "Canal (Calico over Flannel)" : "Calico", agent);
        });
    }

    private static Optional<NetworkPlugin> cilium(CniEvidence evidence, Agent agent) {
        return found(isCilium(agent), () -> {
            String name = agent.name().equals("anetd") ? "GKE Dataplane V2" : "Cilium";
            Map<String, String> config = evidence.config(agent.namespace(), CiliumLabels.CONFIG_MAP);
            if ("never".equals(config.get("enable-policy"))) {
                return offInConfig(name, agent, "enable-policy", "never", "default");
            }
            if ("true".equals(config.get("policy-audit-mode"))) {
                return offInConfig(name, agent, "policy-audit-mode", "true", "false");
            }
            if ("false".equals(config.get("enable-k8s-networkpolicy"))) {
                return offInConfig(name, agent, "enable-k8s-networkpolicy", "false", "true");
            }
            return NetworkPlugin.enforcing(name, agent);
        });
    }

    /** Returns whether the agent is Cilium's, in whatever product. */
    static boolean isCilium(Agent agent) {
        return agent.has("cilium-agent") || agent.name().equals("anetd");
    }

    private static NetworkPlugin offInConfig(String name, Agent agent, String key, String value, String better) {
        return NetworkPlugin.notEnforcing(
                name,
                agent,
                "its ConfigMap " + agent.namespace() + "/" + CiliumLabels.CONFIG_MAP + " says " + key + ": " + value,
                "set " + key + ": \"" + better + "\" there and restart the agents: kubectl -n " + agent.namespace()
                        + " rollout restart daemonset/" + agent.name());
    }

    private static Optional<NetworkPlugin> flannel(Agent agent) {
        boolean itself = agent.name().startsWith("kube-flannel")
                || agent.parts().stream().anyMatch(KnownAgents::isFlannel);
        return found(
                itself,
                () -> agent.has("kube-network-policies")
                        ? NetworkPlugin.enforcing("Flannel with kube-network-policies", agent)
                        : NetworkPlugin.notEnforcing(
                                "Flannel",
                                agent,
                                "it ignores NetworkPolicy",
                                "add a policy engine beside it, such as Canal, kube-router's firewall or Flannel's own"
                                        + " netpol.enabled (0.25.5), or move to Calico, Cilium or Antrea"));
    }

    private static boolean isFlannel(Part part) {
        return part.name().equals("kube-flannel")
                || FLANNEL.matcher(part.image()).find();
    }

    private static Optional<NetworkPlugin> kubeRouter(Agent agent) {
        return agent.part("kube-router")
                .map(part -> part.flag("run-firewall", false)
                        ? NetworkPlugin.notEnforcing(
                                "kube-router",
                                agent,
                                "it runs with --run-firewall=false",
                                "start it with --run-firewall=true")
                        : NetworkPlugin.enforcing("kube-router", agent));
    }

    private static Optional<NetworkPlugin> kindnet(Agent agent) {
        return found(
                agent.name().equals("kindnet"),
                () -> agent.parts().stream()
                        .findFirst()
                        .map(part -> kindnet(agent, part.image()))
                        .orElseGet(() -> unknownKindnet(agent)));
    }

    private static NetworkPlugin kindnet(Agent agent, String image) {
        Optional<MatchResult> date = KINDNET_DATE.matcher(image).results().findFirst();
        if (date.isPresent()) {
            return date.get().group(1).compareTo(KINDNET_ENFORCES_SINCE) >= 0
                    ? NetworkPlugin.enforcing("kindnet", agent)
                    : NetworkPlugin.notEnforcing(
                            "kindnet",
                            agent,
                            "this version, " + image + ", ignores NetworkPolicy",
                            "create the cluster with kind v0.24 or newer, or install another plugin");
        }
        Optional<MatchResult> release = KINDNET_RELEASE.matcher(image).results().findFirst();
        boolean enforces = release.filter(it -> Integer.parseInt(it.group(1)) > 1
                        || (Integer.parseInt(it.group(1)) == 1 && Integer.parseInt(it.group(2)) >= 3))
                .isPresent();
        return enforces ? NetworkPlugin.enforcing("kindnet", agent) : unknownKindnet(agent);
    }

    private static NetworkPlugin unknownKindnet(Agent agent) {
        return NetworkPlugin.unclear(
                "kindnet",
                agent,
                "its image does not tell its version, and only kind v0.24 or newer enforces",
                CniCheck.HOW_TO_FIND_OUT);
    }

    private static Optional<NetworkPlugin> weave(Agent agent) {
        return found(agent.name().equals("weave-net"), () -> {
            boolean off = agent.part("weave")
                    .filter(part -> "0".equals(part.environment().get("EXPECT_NPC")))
                    .isPresent();
            return agent.has("weave-npc") && !off
                    ? NetworkPlugin.enforcing("Weave Net", agent)
                    : NetworkPlugin.notEnforcing(
                            "Weave Net",
                            agent,
                            "its policy controller weave-npc is switched off",
                            "install it with weave-npc and without EXPECT_NPC=0");
        });
    }

    private static Optional<NetworkPlugin> aws(Agent agent) {
        return found(agent.name().equals("aws-node"), () -> {
            boolean on = agent.parts().stream()
                    .anyMatch(part -> part.flag("enable-network-policy", true)
                            || "true".equals(part.environment().get("ENABLE_NETWORK_POLICY")));
            return on
                    ? NetworkPlugin.enforcing("Amazon VPC CNI with its network policy agent", agent)
                    : NetworkPlugin.notEnforcing(
                            "Amazon VPC CNI",
                            agent,
                            "its network policy agent is not enabled",
                            "set enableNetworkPolicy: \"true\" in the configuration of the vpc-cni add-on (1.14 or newer)");
        });
    }

    private static Optional<NetworkPlugin> kubeOvn(Agent agent) {
        return found(agent.name().equals("kube-ovn-cni"), () -> NetworkPlugin.enforcing("Kube-OVN", agent));
    }

    private static Optional<NetworkPlugin> openShiftSdn(Agent agent) {
        return found(
                agent.namespace().equals("openshift-sdn") && agent.name().equals("sdn"),
                () -> NetworkPlugin.enforcing("OpenShift SDN", agent));
    }

    private static Optional<NetworkPlugin> terway(CniEvidence evidence, Agent agent) {
        return found(agent.has("terway"), () -> {
            String disabled =
                    evidence.config(agent.namespace(), "eni-config").getOrDefault("disable_network_policy", "");
            return switch (disabled) {
                case "false" -> NetworkPlugin.enforcing("Alibaba Terway", agent);
                case "true" ->
                    NetworkPlugin.notEnforcing(
                            "Alibaba Terway",
                            agent,
                            "its ConfigMap " + agent.namespace() + "/eni-config says disable_network_policy: true",
                            "set disable_network_policy: \"false\" there and restart its DaemonSet");
                default ->
                    NetworkPlugin.unclear(
                            "Alibaba Terway",
                            agent,
                            "whether it enforces hangs on disable_network_policy, which its ConfigMap does not say",
                            "set disable_network_policy: \"false\" in ConfigMap " + agent.namespace() + "/eni-config");
            };
        });
    }

    private static Optional<NetworkPlugin> byContainer(Agent agent) {
        return agent.parts().stream()
                .filter(part -> BY_CONTAINER.containsKey(part.name()))
                .findFirst()
                .map(part -> NetworkPlugin.enforcing(BY_CONTAINER.getOrDefault(part.name(), part.name()), agent));
    }

    /**
     * Recognises Azure's address management alone: policies are what azure-npm, Calico or Cilium add, each a DaemonSet
     * of its own.
     */
    private static Optional<NetworkPlugin> azureWithoutPolicies(Agent agent) {
        return found(
                agent.name().equals("azure-cns"),
                () -> NetworkPlugin.notEnforcing(
                        "Azure CNI", agent, "it runs without a network policy engine", KnownNodes.AKS_ADVICE));
    }

    private static Optional<NetworkPlugin> found(boolean yes, Supplier<NetworkPlugin> plugin) {
        return yes ? Optional.of(plugin.get()) : Optional.empty();
    }
}
