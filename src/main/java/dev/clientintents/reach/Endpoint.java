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
     * The pods that serve Ingresses and routes. Which pods these are is not known, so they reach what any pod of the
     * cluster reaches, on the ports that an Ingress or a route exposes.
     */
    record IngressController() implements Endpoint {

        @Override
        public String toString() {
            return "{ingress-controller}";
        }
    }
}
