package dev.clientintents.graph;

import dev.clientintents.model.Labels;
import dev.clientintents.model.Selector;
import dev.clientintents.model.ServerId;
import java.util.Map;

/**
 * A server policy that exists. It keeps its server closed after the last intent went.
 *
 * @param server the server it stands for
 * @param selector how it selects pods
 */
public record KeptPolicy(ServerId server, Selector selector) {

    /** Returns a policy that selects pods by their labels. */
    public static KeptPolicy of(ServerId server, Map<String, String> labels) {
        return new KeptPolicy(server, Selector.of(labels));
    }

    /** Returns whether it selects the pods of its workload by the labels that the operator gives them. */
    public boolean selectsByLabels() {
        return !server.isService() && selector.equals(Selector.of(Labels.of(server)));
    }
}
