package dev.clientintents.doctor.cni;

import dev.clientintents.doctor.cni.CniEvidence.NodeFact;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Recognises plugins that leave no DaemonSet: those that are built into a distribution, and clouds whose default has
 * none.
 */
final class KnownNodes {

    static final String AKS_ADVICE =
            "enable one: az aks update --network-dataplane cilium, or --network-policy calico or azure";

    /** k3s says {@code ["server","--disable-network-policy","true"]}, also where its configuration file says so. */
    private static final Pattern K3S_WITHOUT_POLICIES =
            Pattern.compile("\"--disable-network-policy(=true)?\"(?!,\"false\")");

    private KnownNodes() {}

    /** Returns the plugin that the nodes tell of, where no DaemonSet of a policy engine was found. */
    static Optional<NetworkPlugin> recognise(CniEvidence evidence) {
        return k3s(evidence).or(() -> eksAuto(evidence)).or(() -> gke(evidence)).or(() -> aks(evidence));
    }

    private static Optional<NetworkPlugin> k3s(CniEvidence evidence) {
        if (evidence.nodes().stream().noneMatch(node -> node.kubelet().contains("+k3s"))) {
            return Optional.empty();
        }
        boolean off = evidence.nodes().stream()
                .map(NodeFact::k3sArguments)
                .anyMatch(arguments -> K3S_WITHOUT_POLICIES.matcher(arguments).find());
        return Optional.of(
                off
                        ? NetworkPlugin.notEnforcing(
                                "k3s",
                                "annotation k3s.io/node-args of its nodes",
                                "its built-in policy controller is switched off by --disable-network-policy",
                                "start the servers without --disable-network-policy, or install a plugin that enforces")
                        : NetworkPlugin.enforcing(
                                "k3s with its built-in policy controller", "the nodes' kubelet version"));
    }

    private static Optional<NetworkPlugin> eksAuto(CniEvidence evidence) {
        if (!labelled(evidence, "eks.amazonaws.com/compute-type")) {
            return Optional.empty();
        }
        boolean on =
                "true".equals(evidence.config("kube-system", "amazon-vpc-cni").get("enable-network-policy-controller"));
        return Optional.of(
                on
                        ? NetworkPlugin.enforcing("EKS Auto Mode", "ConfigMap kube-system/amazon-vpc-cni")
                        : NetworkPlugin.notEnforcing(
                                "EKS Auto Mode",
                                "ConfigMap kube-system/amazon-vpc-cni",
                                "it does not say enable-network-policy-controller: \"true\"",
                                "set it there, and networkPolicy: DefaultAllow in the NodeClass"));
    }

    private static Optional<NetworkPlugin> gke(CniEvidence evidence) {
        return labelled(evidence, "cloud.google.com/gke-nodepool")
                ? Optional.of(NetworkPlugin.notEnforcing(
                        "GKE without network policy enforcement",
                        "label cloud.google.com/gke-nodepool of its nodes",
                        "neither Dataplane V2 (anetd) nor Calico runs",
                        "create the cluster with --enable-dataplane-v2, or enable network policy enforcement"))
                : Optional.empty();
    }

    private static Optional<NetworkPlugin> aks(CniEvidence evidence) {
        return labelled(evidence, "kubernetes.azure.com/cluster")
                ? Optional.of(NetworkPlugin.notEnforcing(
                        "AKS without a network policy engine",
                        "label kubernetes.azure.com/cluster of its nodes",
                        "none of Cilium, Calico and azure-npm runs; kubenet and Azure CNI alone ignore NetworkPolicy",
                        AKS_ADVICE))
                : Optional.empty();
    }

    private static boolean labelled(CniEvidence evidence, String label) {
        return evidence.nodes().stream().anyMatch(node -> node.labels().contains(label));
    }
}
