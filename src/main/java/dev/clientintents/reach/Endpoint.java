package dev.clientintents.reach;

import dev.clientintents.model.WorkloadId;

/** One side of a connection. Its text is unique in a world, and connections are sorted by it. */
public sealed interface Endpoint {

    /**
     * The pods of a workload.
     *
     * @param id the workload
     * @param variant empty where policies see all pods of the workload alike; else what they see in these pods and not
     *     in the others, for example {@code {track=canary}}
     */
    record Workload(WorkloadId id, String variant) implements Endpoint {

        @Override
        public String toString() {
            return id.namespace() + "/" + id.name() + "[" + id.kind() + "]" + variant;
        }
    }

    /** Addresses outside of the cluster. */
    record External(IpRange addresses) implements Endpoint {

        @Override
        public String toString() {
            return addresses + "[External]";
        }
    }

    /**
     * The clients outside of the cluster that come through Services of type LoadBalancer and NodePort. They reach what
     * these expose.
     */
    record ExternalTraffic() implements Endpoint {

        @Override
        public String toString() {
            return "{external-traffic}";
        }
    }

    /**
     * The pods that serve Ingresses and routes. They reach what an Ingress or a route exposes: what these pods reach
     * where it is known which they are, and else what any pod of the cluster reaches.
     */
    record IngressController() implements Endpoint {

        @Override
        public String toString() {
            return "{ingress-controller}";
        }
    }
}
