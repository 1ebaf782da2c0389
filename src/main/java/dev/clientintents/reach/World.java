package dev.clientintents.reach;

import dev.clientintents.model.PortRange;
import dev.clientintents.model.Protocol;
import dev.clientintents.model.WorkloadId;
import dev.clientintents.reach.policy.admin.AdminPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Holds all that decides who reaches whom, in a live cluster or in one that manifests describe.
 *
 * @param namespaces those that are known; a namespace that only a pod names exists too, without labels of its own
 * @param pods the pods that run, or one for each pod template; finished pods do not belong here
 * @param policies every NetworkPolicy, whoever made it, with its namespace set
 * @param adminPolicies every admin policy that is evaluated
 * @param backends what Ingresses, routes and Services expose
 * @param nodes all nodes; none where they are not known
 */
public record World(
        List<Namespace> namespaces,
        List<Pod> pods,
        List<NetworkPolicy> policies,
        List<AdminPolicy> adminPolicies,
        List<Backend> backends,
        List<Node> nodes) {

    public World {
        namespaces = List.copyOf(namespaces);
        pods = List.copyOf(pods);
        policies = List.copyOf(policies);
        adminPolicies = List.copyOf(adminPolicies);
        backends = List.copyOf(backends);
        nodes = List.copyOf(nodes);
    }

    /** Creates a world without admin policies, of whose nodes nothing is known. */
    public World(List<Namespace> namespaces, List<Pod> pods, List<NetworkPolicy> policies, List<Backend> backends) {
        this(namespaces, pods, policies, List.of(), backends, List.of());
    }

    /**
     * A namespace.
     *
     * @param labels its labels; {@code kubernetes.io/metadata.name} is added, as the API server does
     */
    public record Namespace(String name, Map<String, String> labels) {

        public Namespace {
            labels = Map.copyOf(labels);
        }
    }

    /**
     * A pod, in the namespace of its workload.
     *
     * @param workload what owns it
     * @param name tells it from other pods of its workload in messages: the pod's name, or that of the object whose
     *     template it is
     * @param labels its labels, those of the operator included
     * @param ports what its containers declare
     * @param hostNetwork whether it shares the network of its node
     */
    public record Pod(
            WorkloadId workload, String name, Map<String, String> labels, List<Port> ports, boolean hostNetwork) {

        public Pod {
            labels = Map.copyOf(labels);
            ports = List.copyOf(ports);
        }
    }

    /**
     * A node.
     *
     * @param addresses its addresses, each as a range; none where they are not known
     */
    public record Node(String name, Map<String, String> labels, List<IpRange> addresses) {

        public Node {
            labels = Map.copyOf(labels);
            addresses = List.copyOf(addresses);
        }
    }

    /**
     * A port of a container.
     *
     * @param name null where it has none
     */
    public record Port(@Nullable String name, Protocol protocol, int number) {}

    /**
     * The pods behind one backend of an Ingress, a route or a Service that is open to the outside, which a Service selects.
     *
     * @param origin the object that exposes them, for people, for example {@code Ingress shop/web}
     * @param namespace the namespace of the pods
     * @param podSelector the selector of the Service, whose labels a pod must all carry; empty selects no pod
     * @param ports the pods' ports to which the Service forwards; a named one is looked up in each pod
     * @param source who comes to them
     */
    public record Backend(
            String origin, String namespace, Map<String, String> podSelector, List<PortRange> ports, Source source) {

        public Backend {
            podSelector = Map.copyOf(podSelector);
            ports = List.copyOf(ports);
        }

        /** Creates a backend of an Ingress or a route of which it is not known which pods serve it. */
        public Backend(String origin, String namespace, Map<String, String> podSelector, List<PortRange> ports) {
            this(origin, namespace, podSelector, ports, new Controllers(Set.of()));
        }
    }

    /** Who comes to a backend. */
    public sealed interface Source {}

    /**
     * The pods that serve an Ingress or a route.
     *
     * @param workloads their workloads; empty where they are not known, so that it could be any pod
     */
    public record Controllers(Set<WorkloadId> workloads) implements Source {

        public Controllers {
            workloads = Set.copyOf(workloads);
        }
    }

    /**
     * Clients outside of the cluster.
     *
     * @param addresses those that may come; never empty
     * @param seen whether pods see these addresses; else they may see those of nodes in their place
     */
    public record Outside(List<IpRange> addresses, boolean seen) implements Source {

        public Outside {
            addresses = List.copyOf(addresses);
        }
    }
}
