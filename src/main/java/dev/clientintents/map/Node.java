package dev.clientintents.map;

import dev.clientintents.api.ServerAccessStatus.EntranceStatus;
import dev.clientintents.finding.Position;
import dev.clientintents.reach.PortSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A client, a server or both.
 *
 * @param id unique in its map; that of a workload is the text of its {@link dev.clientintents.reach.Endpoint}
 * @param namespace empty outside of the cluster
 * @param kind the kind of the workload or {@code Service}; empty where an intent names none, and outside of the cluster
 * @param name its name, or what stands for it
 * @param openToPods the ports that every pod of the cluster may use, as far as its own egress policies let it
 * @param openOutside the ports that every address outside may use
 * @param services the Services in front of it, with their ports, {@code web:80}
 * @param policies namespace and name of the NetworkPolicies that decide who reaches it
 * @param entrances what comes to it, or would, and cannot declare
 * @param position where it stands in the input; null where it does not
 */
public record Node(
        String id,
        String namespace,
        String kind,
        String name,
        Standing standing,
        PortSet openToPods,
        PortSet openOutside,
        List<String> services,
        List<String> policies,
        List<EntranceStatus> entrances,
        @Nullable Position position) {

    /** The degree to which a node is protected. */
    public enum Standing {
        /** Policies admit certain clients only. */
        CLOSED,
        /** Everybody is admitted, at least on some ports. */
        OPEN,
        /** An intent names it, and it is not in the input. */
        UNKNOWN,
        /** It is outside of the cluster, or not known where it is. */
        OUTSIDE
    }

    public Node {
        services = List.copyOf(services);
        policies = List.copyOf(policies);
        entrances = List.copyOf(entrances);
    }

    /** @param kind null where the intent names none */
    static Node unknown(String namespace, @Nullable String kind, String name) {
        String id = namespace + "/" + name + (kind == null ? "[?]" : "[" + kind + "?]");
        return new Node(
                id,
                namespace,
                kind == null ? "" : kind,
                name,
                Standing.UNKNOWN,
                PortSet.NONE,
                PortSet.NONE,
                List.of(),
                List.of(),
                List.of(),
                null);
    }

    static Node outside(String id) {
        String name = id.replace("[External]", "").replace("{", "").replace("}", "");
        return new Node(
                id, "", "", name, Standing.OUTSIDE, PortSet.NONE, PortSet.NONE, List.of(), List.of(), List.of(), null);
    }

    boolean isOpen() {
        return standing == Standing.OPEN;
    }
}
