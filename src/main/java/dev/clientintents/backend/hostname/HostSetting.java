package dev.clientintents.backend.hostname;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What the operator is told of the kind of policy by which hosts are named. */
public enum HostSetting {
    /** No kind: what names hosts cannot be enforced. */
    NONE,
    /** The kind that follows from what the cluster serves, where that tells enough. */
    DISCOVER,
    /** Cilium's, of any release, which then says nothing of all hosts below a domain. Its DNS proxy has to be on. */
    CILIUM,
    /** Cilium's, of release 1.19 or newer. Its DNS proxy has to be on. */
    CILIUM_1_19,
    /** That of GKE's Dataplane V2. */
    GKE,
    /** That of EKS Auto Mode. */
    AWS,
    /** Antrea's. */
    ANTREA,
    /** The ClusterNetworkPolicy of the network policy API, whose names the network plugin has to read. */
    CLUSTER_NETWORK_POLICY;

    /** The option that takes the setting. */
    public static final String OPTION = "--egress-hosts";

    /** The values of the option, for people. */
    public static final String NAMES =
            "none, discover, cilium, cilium-1.19, gke, aws, antrea or cluster-network-policy";

    /** Comes after all other admin policies, so that what administrators deny there stays denied. */
    private static final int LAST = 1000;

    /** Returns the setting of a name; empty where none has it. */
    public static Optional<HostSetting> parse(String name) {
        return Stream.of(values()).filter(it -> it.toString().equals(name)).findFirst();
    }

    /** Returns the kind that the setting names; empty where it names none. */
    public Optional<HostBackend> backend() {
        return switch (this) {
            case NONE, DISCOVER -> Optional.empty();
            case CILIUM -> Optional.of(new CiliumHosts(false));
            case CILIUM_1_19 -> Optional.of(new CiliumHosts(true));
            case GKE -> Optional.of(new GkeHosts());
            case AWS -> Optional.of(new AwsHosts());
            case ANTREA -> Optional.of(new AntreaHosts());
            case CLUSTER_NETWORK_POLICY -> Optional.of(new ClusterPolicyHosts(LAST));
        };
    }

    /** Returns the kinds that the operator may come to write by this setting. */
    public Stream<HostBackend> candidates() {
        return this == DISCOVER ? Stream.of(new GkeHosts(), new AntreaHosts()) : backend().stream();
    }

    /**
     * Chooses by what a cluster serves.
     *
     * @param served the kinds of all groups that {@link #asksFor} accepts
     */
    public DiscoveredBackend choose(Set<ServedKind> served) {
        if (this == NONE) {
            return new DiscoveredBackend(null, "the operator is told of no kind of policy that names hosts");
        }
        if (this == DISCOVER) {
            return DiscoveredBackend.of(served, Optional.empty());
        }
        HostBackend named = backend().orElseThrow();
        return served.contains(named.kind())
                ? new DiscoveredBackend(named, null)
                : new DiscoveredBackend(
                        null,
                        "the cluster does not serve " + named.kind().kind() + " of "
                                + named.kind().apiVersion() + ", which " + OPTION + "=" + this + " asks for");
    }

    /** Returns whether the kinds of a group have to be known to choose. */
    public boolean asksFor(String group) {
        return this == DISCOVER
                ? DiscoveredBackend.GROUPS.contains(group)
                : backend().filter(it -> it.kind().group().equals(group)).isPresent();
    }

    @Override
    public String toString() {
        return this == CILIUM_1_19
                ? "cilium-1.19"
                : name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
