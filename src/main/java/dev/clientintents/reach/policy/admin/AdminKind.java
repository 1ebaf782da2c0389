package dev.clientintents.reach.policy.admin;

import java.util.Arrays;
import java.util.Optional;

/** The kinds of cluster-wide policies that are evaluated, each in one version: others of the same name mean other things. */
public enum AdminKind {
    ADMIN_NETWORK_POLICY("v1alpha1", "AdminNetworkPolicy"),
    BASELINE_ADMIN_NETWORK_POLICY("v1alpha1", "BaselineAdminNetworkPolicy"),
    CLUSTER_NETWORK_POLICY("v1alpha2", "ClusterNetworkPolicy");

    /** The API group of all of them. */
    public static final String GROUP = "policy.networking.k8s.io";

    private final String version;
    private final String kind;

    AdminKind(String version, String kind) {
        this.version = version;
        this.kind = kind;
    }

    /** Returns the kind of objects of an API version and kind; empty where they are not evaluated. */
    public static Optional<AdminKind> of(String apiVersion, String kind) {
        return Arrays.stream(values())
                .filter(it -> it.kind.equals(kind) && it.apiVersion().equals(apiVersion))
                .findFirst();
    }

    /** Returns group and version. */
    public String apiVersion() {
        return GROUP + "/" + version;
    }

    /** Returns the kind, as manifests have it. */
    @Override
    public String toString() {
        return kind;
    }
}
