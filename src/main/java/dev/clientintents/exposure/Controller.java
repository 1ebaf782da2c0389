package dev.clientintents.exposure;

import java.util.List;

/** What serves an Ingress or a route, as far as objects tell. */
public sealed interface Controller {

    /** Returns what tells so, for people. */
    String reason();

    /**
     * Pods of the cluster.
     *
     * @param candidates which pods, the most certain first: those of the first set that has any are meant; never empty
     */
    record Pods(List<PodSet> candidates, String reason) implements Controller {

        public Pods {
            candidates = List.copyOf(candidates);
        }
    }

    /** Something that has no pods whose traffic policies could tell by labels: a load balancer, or a part of each node. */
    record WithoutPods(String reason) implements Controller {}

    /** Nobody knows what. */
    record Unknown(String reason) implements Controller {}
}
